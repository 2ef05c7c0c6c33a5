import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptPage } from '../../../lib/evidence/index.ts';
import { STAGES } from '../../../lib/evidence/statement.ts';
import { audit, Crash, createWorld, idsOf, pageOf, recordCheckpoints, statementOf } from './sealing-world.ts';

/** Statements of cases, some of them made twice at different times. */
const statements = fc.array(
  fc
    .record({ of: fc.nat(5), stage: fc.constantFrom(...STAGES), minute: fc.integer({ min: 10, max: 20 }) })
    .map(({ of, stage, minute }) => statementOf(`case-${of}`, stage, { statedAt: `2026-06-21T00:${minute}:00.000Z` })),
  { maxLength: 4 },
);

/** Pages as workers send them: of their own, or repeating an earlier one with some of its receipts and perhaps new ones. */
const receipts = fc
  .array(fc.record({ repeats: fc.boolean(), size: fc.integer({ min: 1, max: 60 }), shift: fc.nat(20) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((plans) => {
    const pages: ReceiptPage[] = [];
    let first = 1;
    let begin = 0;
    for (const [at, { repeats, size, shift }] of plans.entries()) {
      const isRepeat = repeats && at > 0;
      if (!isRepeat) [first, begin] = [at + 1, at * 1000];
      const ids = Array.from({ length: size }, (_, n) => begin + n + (isRepeat ? shift : 0));
      pages.push(pageOf(at + 1, ids, first));
    }
    return pages;
  });

const history = fc.tuple(receipts, statements).map((pages) => pages.flat());

/** What a queue does with them: batches in any order, with duplicates, each perhaps ended by a crash. */
const deliveries = (pages: readonly ReceiptPage[]) =>
  fc.array(
    fc.record({
      batch: fc.array(fc.constantFrom(...pages), { minLength: 1, maxLength: 5 }),
      crash: fc.option(fc.integer({ min: 1, max: 70 }), { freq: 1 }),
      year: fc.option(fc.constantFrom('2027-01-01T00:00:00Z', '2028-06-01T00:00:00Z'), { freq: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  );

const cases = history.chain((pages) => fc.tuple(fc.constant(pages), deliveries(pages), deliveries(pages)));

describe('whatever the queue delivers and whoever dies', () => {
  it('there is one history, with every receipt in it once and nothing lost', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ([pages, one], witness) => {
        const world = createWorld({ witness });
        const check = recordCheckpoints(world);
        for (const { batch, crash, year } of one) {
          if (year !== null) world.goTo(year);
          const sealer = crash === null ? world.sealer() : world.dying(crash);
          await sealer.seal(batch).catch(ignoreCrash);
          await audit(world);
        }
        await world.sealer().seal(pages);
        const { sealed } = await audit(world);
        expect(sealed.map(({ receipt }) => receipt.id).sort()).toEqual(idsOf(pages));
        await check();
      }),
      { numRuns: 150 },
    );
  });

  it('two sealers at once make one history too, however their requests are interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.scheduler(), fc.boolean(), async ([pages, one, other], schedule, isWarm) => {
        const world = createWorld({ bus: true });
        const check = recordCheckpoints(world);
        const work = async (batches: typeof one, name: string) => {
          let dieAfter = Number.POSITIVE_INFINITY;
          const begin = () =>
            world.sealer(async (request) => {
              await schedule.schedule(Promise.resolve(), `${name} ${request}`);
              if (--dieAfter < 0) throw new Crash();
            });
          let sealer = begin();
          for (const { batch, crash, year } of batches) {
            if (year !== null) world.goTo(year);
            dieAfter = crash ?? Number.POSITIVE_INFINITY;
            if (!isWarm) sealer = begin();
            await sealer.seal(batch).catch((error: unknown) => {
              sealer = begin();
              if ((error as { code?: string }).code !== 'ANOTHER_WORKER') ignoreCrash(error);
            });
          }
        };
        const both = Promise.all([work(one, 'a'), work(other, 'b')]);
        await schedule.waitFor(both);
        await audit(world);
        await world.sealer().seal(pages);
        const { sealed } = await audit(world);
        expect(sealed.map(({ receipt }) => receipt.id).sort()).toEqual(idsOf(pages));
        await check();
      }),
      { numRuns: 150 },
    );
  });
});

function ignoreCrash(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}
