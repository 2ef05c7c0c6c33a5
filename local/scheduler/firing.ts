import { attempts, type Undelivered, undelivered } from '../delivery/index.ts';
import type { Place } from '../http/index.ts';
import { invocation } from './invocation.ts';
import type { Schedule, ScheduleTarget } from './schedule.ts';

/**
 * Invokes a target with its input (text); rejects when the target did not take it. For a dead letter `arn` is the
 * dead-letter queue's and `failure` says why.
 */
export type Fire = (arn: string, input: string, target: ScheduleTarget, failure?: Undelivered) => Promise<void>;

/** A firing that reached neither its target nor a dead-letter queue. */
export interface LostFiring {
  readonly schedule: string;
  readonly target: string;
  readonly error: unknown;
}

/** Fires a schedule once, with its retries and its dead letter. Never rejects. */
export async function fireOnce(
  schedule: Schedule,
  scheduledAt: number,
  { place, fire, onLost }: { place: Place; fire: Fire; onLost: (loss: LostFiring) => void },
): Promise<void> {
  const target = schedule.definition.Target;
  const { input } = invocation(schedule, scheduledAt, place);
  const outcome = await attempts(async (attempt) => fire(target.Arn, input(attempt), target), target.RetryPolicy);
  if (outcome.ok) return;
  const deadLetters = target.DeadLetterConfig?.Arn;
  if (deadLetters === undefined) {
    onLost({ schedule: schedule.arn, target: target.Arn, error: outcome.error });
    return;
  }
  const failure = undelivered(outcome, { SCHEDULE_ARN: schedule.arn, TARGET_ARN: target.Arn });
  const last = input(outcome.attempts);
  const buried = await attempts(async () => fire(deadLetters, last, target, failure), undefined);
  if (!buried.ok) onLost({ schedule: schedule.arn, target: target.Arn, error: buried.error });
}
