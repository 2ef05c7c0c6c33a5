import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WALK_LEASE } from '../../lib/registry/walk.ts';
import { continueShutDowns } from '../../lib/shutting-down/index.ts';
import { subjectsWalk } from '../../lib/shutting-down/progress.ts';
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
          /** Everybody, with the pass over the subjects that was the last to begin before they came. */
          const arrivals = new Map<string, number>();
          const passes = async (id: string) => (await world.registry.walk(subjectsWalk(id)))?.pass ?? 0;
          const come = async (name: string, pass: number) => {
            arrivals.set(name, pass);
            await world.subject(name);
          };
          for (let index = 0; index < size; index++) await come(`early-${index}`, 0);
          const { id } = await world.open({ preconditions: PROOFS });
          for (const { diesAfter, twice, newcomers, wait, time } of runs) {
            for (let one = 0; one < newcomers; one++) {
              await come(`late-${arrivals.size}`, await passes(id));
            }
            world.dieAfter(diesAfter);
            const attempts = Array.from({ length: twice ? 2 : 1 }, () => continueShutDowns(world.now() + time, office));
            await Promise.allSettled(attempts);
            world.dieAfter(Number.POSITIVE_INFINITY);
            world.wait(wait);
          }
          // Nobody comes any more.
          world.wait(WALK_LEASE);
          await world.rounds(3);
          for (const one of new Set(world.opened)) await world.end(one);
          await world.rounds(3);
          // Who came after the pass that found nobody new had begun, came too late: nobody looks any more.
          const last = await passes(id);
          const found = [...arrivals].filter(([, pass]) => pass < last).map(([name]) => world.caseOf(name, id));
          const opened = [...world.opened].sort();
          expect(opened).toEqual([...new Set(opened)]);
          expect(opened).toEqual(expect.arrayContaining(found));
          expect([...arrivals.keys()].map((name) => world.caseOf(name, id))).toEqual(expect.arrayContaining(opened));
          expect(world.record(id)?.cases.map((one) => one.case)).toEqual(opened);
        },
      ),
      { numRuns: 150 },
    );
  });
});
