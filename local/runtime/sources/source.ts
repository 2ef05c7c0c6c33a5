/** What feeds a function: polls a stream or a queue until it is stopped. */
export interface EventSource {
  /** For messages: what is read, and by which function. */
  readonly name: string;
  /** Begins to poll. What is written after this has resolved is seen. */
  start(): Promise<void>;
  /** Looks once more, from now, and resolves when nothing was found: everything written before the call is done with. */
  drain(): Promise<void>;
  /**
   * As long as somebody waits for the runtime to settle, a batch is full when nothing is under way that might add to it,
   * however long its window.
   */
  hurry(on: boolean): void;
  stop(): Promise<void>;
}

/** Longest real milliseconds for which a batch waits for what others may add to it, while the runtime settles. */
export const GATHER = 1_000;

/** Milliseconds before a poll that could not be made is made again. */
const PAUSE = 200;

/** Repeats `step` until stopped. A server that does not answer is asked again: pollers outlive faults, as Lambda's do. */
export async function persist(stop: AbortSignal, step: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    try {
      await step();
    } catch {
      if (!stop.aborted) await new Promise((go) => setTimeout(go, PAUSE));
    }
  }
}

/** Which records of a batch a function has not done, by the identifiers it gave; null: it failed altogether. */
export function failuresIn(payload: string): readonly string[] | null {
  const answer: unknown = payload === '' ? null : JSON.parse(payload);
  if (answer === null || typeof answer !== 'object') return [];
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return null;
  const identifiers = batchItemFailures.map((entry) => (entry as { itemIdentifier?: unknown }).itemIdentifier);
  return identifiers.every((id): id is string => typeof id === 'string' && id !== '') ? identifiers : null;
}
