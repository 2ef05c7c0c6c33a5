import type { Clock } from '../../lib/clock.ts';
import { type LocalServer, listen, type Place, restJson } from '../http/index.ts';
import { type Fire, fireOnce, type LostFiring } from './firing.ts';
import { operations } from './operations.ts';
import { advance, type Schedule } from './schedule.ts';

export interface SchedulerOptions {
  /** When schedules are created and updated. Firing follows `tick`, not this clock. */
  readonly clock: Clock;
  readonly place: Place;
  readonly fire: Fire;
  /** Told of a firing that neither its target nor a dead-letter queue has taken. */
  readonly onLost: (loss: LostFiring) => void;
}

export interface LocalScheduler extends LocalServer {
  /**
   * Fires every enabled schedule that is due at or before `now` (milliseconds), **once**, however many of its instants
   * lie between the last tick and this one: a clock that jumps half a year must not fire a minute's schedule 260,000
   * times. The scheduled time it is told is the earliest of those instants; the next one is the first after `now`.
   * Resolves with the number of schedules fired when all targets have answered; never rejects.
   */
  tick(now: number): Promise<number>;
  /** The earliest instant at which `tick` would fire something (milliseconds); null where nothing is planned. */
  nextDue(): number | null;
}

/** Serves the part of EventBridge Scheduler that Expunge needs, on loopback and in memory. Nothing fires by itself. */
export async function startScheduler({ clock, place, fire, onLost }: SchedulerOptions): Promise<LocalScheduler> {
  const schedules = new Map<string, Schedule>();
  const server = await listen(restJson(operations(schedules, clock, place)));
  return {
    ...server,

    async tick(now) {
      const firings: Promise<void>[] = [];
      for (const schedule of [...schedules.values()]) {
        const { due } = schedule;
        if (due === null || due > now) continue;
        // moved on before it fires: a tick during a slow firing must not fire it again
        advance(schedule, now);
        if (schedule.due === null && schedule.definition.ActionAfterCompletion === 'DELETE') {
          schedules.delete(schedule.name);
        }
        firings.push(fireOnce(schedule, due, { place, fire, onLost }));
      }
      await Promise.all(firings);
      return firings.length;
    },

    nextDue() {
      const dues = [...schedules.values()].flatMap(({ due }) => (due === null ? [] : [due]));
      return dues.length === 0 ? null : Math.min(...dues);
    },
  };
}
