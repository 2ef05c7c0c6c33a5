import type { Clock } from '../../lib/clock.ts';
import type { Epoch, EvidenceEpochs } from '../../lib/evidence/epochs/index.ts';
import { type FoundReceipts, findReceipts, type ReceiptShelf } from '../../lib/evidence/find-receipts.ts';
import { parseOrder } from './orders.ts';

export interface OperateDeps {
  readonly epochs: EvidenceEpochs;
  readonly receipts: ReceiptShelf;
  readonly clock: Clock;
}

/** Does what an operator asks for on the command line. Whoever may invoke it may do all of it. */
export function createHandler({ epochs, receipts, clock }: OperateDeps) {
  return async (event: unknown): Promise<object> => {
    const order = parseOrder(event);
    switch (order.command) {
      case 'epoch list':
        return { epochs: (await epochs.list()).map(told) };
      case 'epoch rotate':
        return { epoch: told(await epochs.rotate(clock.now())) };
      case 'epoch destroy':
        return { epoch: told(await epochs.destroy(order.id, clock.now())) };
      case 'receipts find':
        return find(order.policy, order.subject, order.after);
    }
  };

  async function find(policy: string, subject: string, after: string | null): Promise<FoundReceipts & Searched> {
    const all = await epochs.list();
    const keys = await Promise.all(all.map(({ id }) => epochs.key(id)));
    const living = keys.filter((key) => key !== null);
    const references = living.map((key) => key.reference(policy, subject));
    return {
      ...(await findReceipts(receipts, references, after)),
      searched: living.map(({ id }) => id),
      unsearchable: all
        .filter((_, place) => keys[place] === null)
        .map(({ id, destroyedAt }) => ({ epoch: id, code: 'EPOCH_DESTROYED', destroyedAt: iso(destroyedAt) })),
    };
  }
}

interface Searched {
  /** Epochs under whose keys the subject was looked for. */
  readonly searched: readonly string[];
  /** Epochs in which nobody can be looked for any more: whatever they hold was not found. */
  readonly unsearchable: readonly { epoch: string; code: 'EPOCH_DESTROYED'; destroyedAt: string | null }[];
}

const told = ({ id, begunAt, destroyedAt }: Epoch) => ({ id, begunAt: iso(begunAt), destroyedAt: iso(destroyedAt) });

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());
