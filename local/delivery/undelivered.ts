import type { Delivered } from './attempts.ts';

/** What a dead-letter queue is told beside the payload: the message attributes that AWS sets. */
export type Undelivered = Readonly<Record<string, string>>;

/** The attributes of a dead letter. The message of the fault is the target's own; payloads are never quoted in it. */
export function undelivered(outcome: Extract<Delivered, { ok: false }>, names: Undelivered): Undelivered {
  const { attempts, error } = outcome;
  return {
    ...names,
    ERROR_CODE: error instanceof Error ? error.name : 'Error',
    ERROR_MESSAGE: error instanceof Error ? error.message : String(error),
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: String(attempts - 1),
  };
}
