import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds before the second, third and fourth attempt. AWS spreads 185 attempts over a day. */
const PAUSES = [20, 100, 400] as const;

export interface RetryPolicy {
  /** Attempts after the first; more than three are cut to three. */
  readonly MaximumRetryAttempts?: number | undefined;
}

/** How a delivery ended for good. `attempts` counts the first one too. */
export type Delivered = { ok: true } | { ok: false; attempts: number; error: unknown };

/**
 * Tries `deliver` until it succeeds, at most four times. The pauses are the machine's, not the project's clock: a
 * delivery never waits for somebody to move the clock.
 */
export async function attempts(
  deliver: (attempt: number) => Promise<void>,
  policy: RetryPolicy | undefined,
): Promise<Delivered> {
  const retries = Math.min(policy?.MaximumRetryAttempts ?? PAUSES.length, PAUSES.length);
  for (let attempt = 1; ; attempt++) {
    try {
      await deliver(attempt);
      return { ok: true };
    } catch (error) {
      if (attempt > retries) return { ok: false, attempts: attempt, error };
      await pause(PAUSES[attempt - 1]);
    }
  }
}
