import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arm } from '../../lib/registry/arm.ts';
import type { Sighting } from '../../lib/registry/index.ts';
import { createArming, DAY, dangling, MINUTE, NOW, referencer, sighting, THIS_SECOND } from './arming.ts';

/** Few people and rules, so that sightings meet; the batch comes in any order. */
const sightings = fc.array(
  fc
    .record({
      subject: fc.constantFrom('li', 'wang', 'zhao'),
      rule: fc.constantFrom('short', 'long', 'closed'),
      record: fc.constantFrom(null, null, 'review 1', 'review 2'),
      latest: fc.oneof(fc.constant(null), fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY })),
      window: fc.constantFrom(2, 3600, 86_400, 14 * 86_400),
      undated: fc.boolean(),
    })
    .map(
      ({ record, latest, undated, ...rest }): Omit<Sighting, 'event'> =>
        sighting({
          ...rest,
          dataset: record === null ? 'logs' : 'reviews',
          key: record,
          undated,
          latest: undated ? null : latest,
        }),
    ),
  { maxLength: 12 },
);
const batches = sightings.map((some) => some.map((one, n): Sighting => ({ ...one, event: `event-${n}` })));
/** What the registry knew before. */
const closures = fc.constantFrom('none', 'remembered', 'forgotten');

async function benchWith(closure: 'none' | 'remembered' | 'forgotten', before: readonly Sighting[]) {
  const bench = createArming();
  if (closure !== 'none') await bench.close(['closed'], closure);
  await arm(before, bench.deps);
  bench.startCounting();
  return bench;
}

describe('arming any batch', () => {
  it('gives every sighting that has a date its timer, its tag, and somebody who knows whose it is', async () => {
    await fc.assert(
      fc.asyncProperty(batches, closures, batches, async (batch, closure, before) => {
        const bench = await benchWith(closure, before);
        await arm(batch, bench.deps);
        expect(dangling(bench)).toEqual([]);
        const timers = [...bench.planned(), ...bench.urgent()];
        for (const one of batch) {
          const ref = referencer.subject(one.policy, one.subject);
          const record = one.key === null ? undefined : referencer.record(one.dataset, one.key);
          const tags = bench.tags().filter((tag) => tag.ref === ref && tag.rule === one.rule);
          expect(tags.some((tag) => tag.dataset === one.dataset && tag.locator?.record === record)).toBe(true);
          const mine = timers.filter(
            (timer) =>
              timer.ref === ref &&
              timer.rule === one.rule &&
              timer.dataset === one.dataset &&
              timer.record === record &&
              timer.action === one.action,
          );
          const isClosed = closure !== 'none' && one.subject === 'li' && one.rule === 'closed';
          if (isClosed) expect(mine.some((timer) => timer.startAt === THIS_SECOND)).toBe(true);
          else if (one.undated) expect(mine.some((timer) => timer.startAt <= NOW + 7 * DAY)).toBe(true);
          else if (one.latest !== null) {
            const latest = one.latest;
            const inTime = (startAt: number) => startAt <= Math.max(latest - one.window * 500, NOW);
            const notTooEarly = (startAt: number) => startAt > latest - one.window * 1000 - 1000;
            expect(mine.some((timer) => inTime(timer.startAt) && notTooEarly(timer.startAt))).toBe(true);
          }
        }
      }),
    );
  });

  it('sets no planned timer within 15 minutes, none at all twice, and no urgent one in the past', async () => {
    await fc.assert(
      fc.asyncProperty(batches, closures, async (batch, closure) => {
        const bench = await benchWith(closure, []);
        await arm(batch, bench.deps);
        for (const timer of bench.planned()) expect(timer.startAt).toBeGreaterThan(NOW + 15 * MINUTE);
        for (const timer of bench.urgent()) expect(timer.startAt).toBeGreaterThanOrEqual(THIS_SECOND);
        const items = bench.subjects().length + bench.tags().length + bench.planned().length + bench.urgent().length;
        const written = bench.writes.length + (closure !== 'none' && !bench.writes.includes('subject') ? 1 : 0);
        expect(written).toBeLessThanOrEqual(items);
        const looks = bench.urgent().map(({ nonce: _any, ...timer }) => JSON.stringify(timer));
        expect(new Set(looks).size).toBe(looks.length);
      }),
    );
  });

  it('ends the same wherever it died before it came again, and never points at nobody in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        closures,
        batches,
        fc.integer({ min: 1, max: 30 }),
        async (batch, closure, before, n) => {
          const whole = await benchWith(closure, before);
          await arm(batch, whole.deps);
          const bench = await benchWith(closure, before);
          bench.crashAtRequest(n);
          await arm(batch, bench.deps).catch(() => {});
          expect(dangling(bench)).toEqual([]);
          bench.revive();
          await arm(batch, bench.deps);
          expect(bench.contents()).toEqual(whole.contents());
        },
      ),
    );
  });

  it('writes nothing of it again but what is due, undated or located', async () => {
    await fc.assert(
      fc.asyncProperty(batches, closures, async (batch, closure) => {
        const bench = await benchWith(closure, batch);
        const plain = batch.filter(
          (one) => !one.undated && one.key === null && !(closure !== 'none' && one.rule === 'closed'),
        );
        const later = plain.filter((one) => one.latest === null || one.latest > NOW + 40 * DAY);
        const before = bench.contents();
        await arm(later, bench.deps);
        expect(bench.writes).toEqual([]);
        expect(bench.contents()).toEqual(before);
      }),
    );
  });
});
