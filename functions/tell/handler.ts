import {
  createDesk,
  type Letter,
  type NoticeKey,
  type RecipientsOffice,
  type ToldRecipient,
  tellRecipients,
} from '../../lib/recipients/index.ts';
import { answeringRefusals, type RefusedAnswer } from '../wiring/refusal.ts';
import { type Order, parseOrder } from './orders.ts';

/** A page of cases takes no longer than this, whoever is silent. */
const ONE_PAGE = 60_000;

export interface TellDeps {
  readonly office: RecipientsOffice;
  readonly key: Pick<NoticeKey, 'id' | 'publicKey'>;
}

export interface Told {
  readonly told: number;
  readonly failed: number;
  readonly escalated: number;
}

export type DeskAnswer =
  | { readonly recipients: readonly ToldRecipient[] }
  | { readonly recipient: ToldRecipient }
  | { readonly letter: Letter }
  /** `publicKey`: SPKI, base64. */
  | { readonly key: { readonly id: string; readonly publicKey: string } };

/**
 * Works the outbox off once; the schedule calls it each minute. Fails, after everything else was done, where something of
 * ours did: a person is called. A recipient that does not answer is no such failure. Asked by a person, it does what it is asked.
 */
export function createHandler({ office, key }: TellDeps) {
  const desk = createDesk(office);
  const answer = answeringRefusals((order: unknown) => serve(parseOrder(order)));

  return async (
    event: unknown,
    context: { getRemainingTimeInMillis(): number },
  ): Promise<Told | DeskAnswer | RefusedAnswer> => {
    const asked = (event as { command?: unknown } | null)?.command;
    if (asked !== undefined) return answer(event, undefined);
    const { faults, ...look } = await tellRecipients(office, () => context.getRemainingTimeInMillis() > ONE_PAGE);
    if (faults.length > 0) throw faults[0];
    return look;
  };

  async function serve(order: Order): Promise<DeskAnswer> {
    switch (order.command) {
      case 'recipient list':
        return { recipients: await desk.list(order.case) };
      case 'recipient letter':
        return { letter: await desk.letter(order.case, order.recipient) };
      case 'recipient sent':
        return { recipient: await desk.sent(order.case, order.recipient, order.by) };
      case 'recipient confirm':
        return { recipient: await desk.confirm(order.case, order.recipient, order.by) };
      case 'recipient escalate':
        return { recipient: await desk.escalate(order.case, order.recipient, order.by) };
      case 'recipient key':
        return { key: { id: await key.id(), publicKey: Buffer.from(await key.publicKey()).toString('base64') } };
    }
  }
}
