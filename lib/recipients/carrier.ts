import type { RecipientChannel } from '../policy/plan.ts';
import type { Notice } from './notice.ts';

/** What became of a notice that was accepted. */
export interface Carried {
  /** The recipient said in its answer that it has erased. */
  readonly confirmed: boolean;
}

/**
 * Brings a notice to where a recipient takes it. Returns once the other side has accepted it.
 * @param attempt which it is: a queue that drops what it has seen would drop a reminder.
 * @throws ExpungeError RECIPIENT_SILENT (no answer), RECIPIENT_REFUSES (another answer than that it took it).
 */
export type Carry<C extends RecipientChannel['by']> = (
  channel: Extract<RecipientChannel, { readonly by: C }>,
  notice: Notice,
  attempt: number,
) => Promise<Carried>;

/** One for each way that needs no person. */
export interface Carriers {
  readonly https: Carry<'https'>;
  readonly sqs: Carry<'sqs'>;
  readonly eventBus: Carry<'eventBus'>;
}
