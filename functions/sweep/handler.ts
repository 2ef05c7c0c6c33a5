import type { Meter } from '../../lib/announcements.ts';
import type { Clock } from '../../lib/clock.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { WalkRegistry } from '../../lib/registry/index.ts';
import { answeringRefusals, type RefusedAnswer } from '../wiring/refusal.ts';

/** Something that is continued at each run, for as long as there is time (milliseconds). Tells what went wrong of it. */
export type SweepTask = (until: number) => Promise<readonly unknown[]>;

/** What people may ask, by its command; the whole order is given. */
export type SweepOrders = Readonly<Record<string, (order: Readonly<Record<string, unknown>>) => Promise<object>>>;

export interface SweepDeps {
  readonly tasks: readonly SweepTask[];
  readonly orders: SweepOrders;
  readonly registry: Pick<WalkRegistry, 'walks'>;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly fault: (error: unknown) => void;
}

/** One run begins each minute; what is left then goes on at the next. Milliseconds. */
const RUN = 40_000;

/**
 * Continues what takes longer than a function may run: each minute by the schedule. Fails, after everything else was
 * done, where something did. Asked with a `command`, it answers that instead.
 */
export function createHandler({ tasks, orders, registry, clock, meter, fault }: SweepDeps) {
  const answer = answeringRefusals(async (order: Readonly<Record<string, unknown>>) => {
    const { command } = order;
    const known = typeof command === 'string' && Object.hasOwn(orders, command) ? orders[command] : undefined;
    if (known === undefined) {
      throw new ExpungeError('USAGE', `This is no order for sweep. It knows: ${Object.keys(orders).join(', ')}.`);
    }
    return known(order);
  });

  return async (event: unknown): Promise<object | RefusedAnswer> => {
    const order = (event ?? {}) as Readonly<Record<string, unknown>>;
    if (order.command !== undefined) return answer(order, undefined);
    const until = clock.now() + RUN;
    const faults: unknown[] = [];
    for (const task of tasks) {
      try {
        faults.push(...(await task(until)));
      } catch (error) {
        fault(error);
        faults.push(error);
      }
    }
    const under = (await registry.walks()).filter(({ finishedAt }) => finishedAt === undefined);
    const waits = under.map(({ movedAt }) => Math.max(0, clock.now() - movedAt));
    meter.count('OldestWalk', Math.max(0, ...waits) / 1000);
    if (faults.length > 0) throw faults[0];
    return { walks: under.length };
  };
}
