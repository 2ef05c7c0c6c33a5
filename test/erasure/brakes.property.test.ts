import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE } from '../../lib/erasure/times.ts';
import { createBrakeWorld, DAY, NAME, planWith, recordsOf } from './brake-world.ts';
import { Crash } from './workbench.ts';

const PEOPLE = 12;
const DAYS = 3;

/**
 * Workers of all shards at once, each request to the registry waiting for a turn that is drawn, and workers that die before
 * any of them: for good, as a process dies.
 */
function createTurns(draws: readonly number[]) {
  let on = false;
  let step = 0;
  const waiting: (() => void)[] = [];
  const draw = () => draws[step++ % draws.length] ?? 0;
  return {
    loses: () => on && draw() % 5 === 2,
    before: () =>
      on
        ? new Promise<void>((resolve, reject) => {
            // About one in thirty.
            const dies = draw() % 31 === 7;
            waiting.push(() => (dies ? reject(new Crash()) : resolve()));
          })
        : undefined,
    async untilDone(work: Promise<unknown>): Promise<void> {
      let done = false;
      on = true;
      const ended = work.finally(() => {
        done = true;
      });
      while (!done) {
        const [next] = waiting.length === 0 ? [] : waiting.splice(draw() % waiting.length, 1);
        next?.();
        // Everybody else gets as far as they can, but to the next request.
        if (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
        else await null;
      }
      on = false;
      await ended;
    },
  };
}

describe('a day’s budget', () => {
  it('is never passed, wherever workers die and whoever comes first [P1]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: PEOPLE, maxLength: PEOPLE }),
        fc.array(fc.nat(1000), { minLength: 50, maxLength: 200 }),
        fc.array(fc.boolean(), { minLength: DAYS, maxLength: DAYS }),
        async (dayBudget, each, draws, approvals) => {
          const turns = createTurns(draws);
          const world = createBrakeWorld({
            plan: planWith({}, { logs: { dayBudget } }),
            before: () => turns.before(),
            loses: turns.loses,
          });
          const whole = each.reduce((sum, records) => sum + records, 0);
          for (const [person, records] of each.entries())
            await world.store(recordsOf(person, records, world.now - 180 * DAY));
          await world.approve();

          let before = whole;
          let wasPaused = false;
          for (const approves of approvals) {
            // Two workers of each shard: where one has died, the other takes over when its lease has ended.
            for (let attempt = 0; attempt < 2; attempt++) {
              await turns.untilDone(world.workAll(onlyCrashes));
              world.advance(LEASE + 1000);
            }
            const gone = before - world.left();
            expect(gone, 'more than a day’s budget').toBeLessThanOrEqual(wasPaused ? 0 : dayBudget);
            before = world.left();
            const [brake] = await world.registry.brakes([NAME]);
            expect(gone).toBeLessThanOrEqual((brake?.budget ?? 0) - (brake?.left ?? 0));
            wasPaused = brake?.pausedAt !== undefined;
            world.advance(DAY - 2 * (LEASE + 1000));
            if (!approves) continue;
            await turns.untilDone(world.approve(NAME).catch(onlyCrashes));
            const [after] = await world.registry.brakes([NAME]);
            wasPaused = after?.pausedAt !== undefined;
          }
        },
      ),
      { numRuns: 40, seed: 8 },
    );
  }, 60_000);
});

function onlyCrashes(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}
