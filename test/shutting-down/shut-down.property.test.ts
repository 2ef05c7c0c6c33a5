import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WALK_LEASE } from '../../lib/registry/walk.ts';
import { continueShutDowns } from '../../lib/shutting-down/index.ts';
import { createWorld, DAY, PROOFS } from './world.ts';

const run = fc.record({
  /** Dies after so many requests. */
  diesAfter: fc.integer({ min: 0, max: 60 }),
  /** Two at once. */
  twice: fc.boolean(),
  /** How many come before it. */
  newcomers: fc.integer({ min: 0, max: 2 }),
  /** A time in which leases and rests may have ended or not. */
  wait: fc.constantFrom(0, 1000, WALK_LEASE, DAY),
  /** How long it may go on. */
  time: fc.constantFrom(-1, 40_000),
});

describe('whatever the pages, the crashes and who comes when', () => {
  it('each subject has exactly one case, and all are in the record', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(run, { maxLength: 8 }),
        async (size, page, runs) => {
          const world = createWorld();
          const { subjectsAfter } = world.registry;
          const office = {
            ...world.office,
            registry: { ...world.registry, subjectsAfter: (cursor: string | null) => subjectsAfter(cursor, page) },
          };
          const names = Array.from({ length: size }, (_, index) => `early-${index}`);
          for (const name of names) await world.subject(name);
          const { id } = await world.open({ preconditions: PROOFS });
          for (const { diesAfter, twice, newcomers, wait, time } of runs) {
            for (let one = 0; one < newcomers; one++) {
              const name = `late-${names.length}`;
              names.push(name);
              await world.subject(name);
            }
            world.dieAfter(diesAfter);
            const attempts = Array.from({ length: twice ? 2 : 1 }, () => continueShutDowns(world.now() + time, office));
            await Promise.allSettled(attempts);
            world.dieAfter(Number.POSITIVE_INFINITY);
            world.wait(wait);
          }
          // Nobody comes any more.
          if (world.record(id) !== null && names.length > 0) return; // it was over before the last came
          world.wait(WALK_LEASE);
          await world.rounds(3);
          const cases = names.map((name) => world.caseOf(name, id)).sort();
          expect([...world.opened].sort()).toEqual(cases);
          expect(world.record(id) === null || cases.length === 0).toBe(true);
          for (const one of cases) await world.end(one);
          await world.rounds(3);
          expect(world.record(id)?.cases.map((one) => one.case)).toEqual(cases);
        },
      ),
      { numRuns: 150 },
    );
  });
});
