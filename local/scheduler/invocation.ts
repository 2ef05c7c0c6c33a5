import { randomUUID } from 'node:crypto';
import type { Place } from '../http/index.ts';
import type { Schedule } from './schedule.ts';

/** One firing of a schedule, from its first attempt to its last. */
export interface Invocation {
  /** What the target gets at attempt number `attempt`, from 1: text, as it is to be handed over. */
  input(attempt: number): string;
}

/**
 * Fills the context attributes into the target's input: `<aws.scheduler.schedule-arn>`, `<aws.scheduler.scheduled-time>`
 * (UTC, to the second), `<aws.scheduler.execution-id>` and `<aws.scheduler.attempt-number>`. Without an input the
 * target gets the event that AWS sends then.
 */
export function invocation(schedule: Schedule, scheduledAt: number, place: Place): Invocation {
  const id = randomUUID();
  const time = new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z');
  const template = schedule.definition.Target.Input;
  if (template === undefined) {
    const event = JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: place.account,
      time,
      region: place.region,
      resources: [schedule.arn],
      detail: '{}',
    });
    return { input: () => event };
  }
  const attributes: Record<string, string> = {
    'schedule-arn': schedule.arn,
    'scheduled-time': time,
    'execution-id': id,
  };
  return {
    input: (attempt) =>
      template.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => {
        if (name === 'attempt-number') return String(attempt);
        return Object.hasOwn(attributes, name) ? (attributes[name] ?? whole) : whole;
      }),
  };
}
