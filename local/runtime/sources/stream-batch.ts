import type { Invocation } from '../functions/index.ts';
import { failuresIn } from './source.ts';
import type { StreamRecord } from './stream-event.ts';

export interface StreamBatchOptions {
  invoke(event: string): Promise<Invocation>;
  /** Lambda's `ReportBatchItemFailures`. */
  readonly reportsFailures: boolean;
  readonly bisects: boolean;
  /** Attempts after the first; Infinity for as long as the record exists. */
  readonly retries: number;
  /** Waits before an attempt; false when the source was stopped meanwhile. */
  pause(attempt: number): Promise<boolean>;
  /** Takes records given up, and how often they were tried. */
  giveUp(records: readonly StreamRecord[], attempts: number, last: Invocation): Promise<void>;
}

/**
 * Brings a batch of stream records through a function as Lambda does: in order, retried as a whole or from the first
 * failed record on, halved where the mapping says so, given up after its retries. Resolves when the shard may go on.
 */
export async function deliver(records: readonly StreamRecord[], options: StreamBatchOptions): Promise<void> {
  await attempt(records, 1, options);
}

async function attempt(records: readonly StreamRecord[], number: number, options: StreamBatchOptions): Promise<void> {
  const outcome = await options.invoke(JSON.stringify({ Records: records }));
  const failed = firstFailure(records, outcome, options.reportsFailures);
  if (failed < 0) return;
  const rest = records.slice(failed);
  if (options.bisects && rest.length > 1) {
    if (!(await options.pause(number))) return;
    // Bisecting does not count as a retry, whether the function said where to cut or not: else what follows a record at
    // fault would be given up with it.
    if (failed > 0) return attempt(rest, number, options);
    const middle = Math.ceil(rest.length / 2);
    await attempt(rest.slice(0, middle), number, options);
    return attempt(rest.slice(middle), number, options);
  }
  if (number > options.retries) return options.giveUp(rest, number, outcome);
  if (await options.pause(number)) await attempt(rest, number + 1, options);
}

/** The place of the first record not done, or -1. */
function firstFailure(records: readonly StreamRecord[], outcome: Invocation, reports: boolean): number {
  if (!outcome.ok) return 0;
  if (!reports) return -1;
  const identifiers = failuresIn(outcome.payload);
  if (identifiers === null) return 0;
  if (identifiers.length === 0) return -1;
  const places = identifiers.map((id) => records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === id));
  return places.includes(-1) ? 0 : Math.min(...places);
}
