import { beforeEach, describe, expect, it } from 'vitest';
import type { Brake, Registry } from '../../lib/registry/index.ts';

const NAME = { dataset: 'logs', rule: 'short' };
const TODAY = '2026-03-02';
const APPROVED = { effect: 'what-it-does', at: 5000, by: 'data protection officer', policyVersion: '2026-01-01' };

export const sampleBrake = (rest: Partial<Brake> = {}): Brake => ({
  ...NAME,
  step: 1,
  approved: APPROVED,
  day: TODAY,
  budget: 100,
  left: 100,
  before: [3, 0, 7],
  ...rest,
});

/** What the product needs of brakes: a budget that no number of workers gets past, and writes that nobody overwrites unseen. */
export function brakeContract(current: () => Registry, newRef: () => string): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });
  const take = (records: number, rest: { effect?: string; today?: string; atLeast?: number } = {}) =>
    registry.takeBudget(NAME, { effect: APPROVED.effect, today: TODAY, records, atLeast: records, ...rest });
  const standing = async () => (await registry.brakes([NAME]))[0] ?? null;

  describe('a brake', () => {
    it('is not there before it was written, and nothing can be taken', async () => {
      expect(await registry.brakes([NAME])).toEqual([]);
      expect(await take(1)).toEqual({ taken: false, brake: null });
      expect(await registry.brakes([NAME])).toEqual([]);
    });

    it('is read as it was written, among others', async () => {
      const full = sampleBrake({
        pausedAt: 7000,
        observed: { effect: 'another', at: 6000 },
        waiting: { day: TODAY, records: 12, before: 4 },
      });
      const other = sampleBrake({ dataset: 'orders' });
      expect(await registry.saveBrake(full)).toBe(true);
      expect(await registry.saveBrake(other)).toBe(true);
      expect(await standing()).toEqual(full);
      const both = await registry.brakes([NAME, other, { dataset: 'logs', rule: 'none' }]);
      expect([...both].sort((a, b) => (a.dataset < b.dataset ? -1 : 1))).toEqual([full, other]);
    });

    it('is written by one at a time: by whoever saw the step before', async () => {
      expect(await registry.saveBrake(sampleBrake({ step: 2 }))).toBe(false);
      expect(await registry.saveBrake(sampleBrake())).toBe(true);
      expect(await registry.saveBrake(sampleBrake({ left: 0 }))).toBe(false);
      expect(await registry.saveBrake(sampleBrake({ step: 2, left: 50 }))).toBe(true);
      expect(await registry.saveBrake(sampleBrake({ step: 2, left: 0 }))).toBe(false);
      expect(await standing()).toEqual(sampleBrake({ step: 2, left: 50 }));
    });

    it('pauses once: of two that come to the end, the first stands', async () => {
      await registry.saveBrake(sampleBrake({ left: 3 }));
      const pause = (pausedAt: number) => registry.saveBrake(sampleBrake({ step: 2, left: 0, pausedAt }));
      expect([await pause(7000), await pause(8000)]).toEqual([true, false]);
      expect(await standing()).toMatchObject({ left: 0, pausedAt: 7000 });
    });

    it('takes well under 1 KB, however much it has seen', async () => {
      const role = 'r'.repeat(200);
      const full = sampleBrake({
        step: 1e9,
        approved: { ...APPROVED, effect: 'e'.repeat(22), at: 1.8e12, by: role },
        budget: 1e12,
        before: new Array<number>(28).fill(123_456_789),
        pausedAt: 1.8e12,
        observed: { effect: 'e'.repeat(22), at: 1.8e12 },
        waiting: { day: TODAY, records: 123_456_789, before: 123_456_789 },
      });
      expect(itemSize(full)).toBeLessThan(900);
    });
  });

  it('marks the timers that wait for an approval', async () => {
    const timer = {
      action: 'delete',
      startAt: 7_000_000,
      ref: newRef(),
      ...NAME,
      nonce: 'braked',
      braked: true,
    } as const;
    await registry.putUrgentTimers([timer]);
    const range = { after: '', until: { startedAt: 8_000_000 }, limit: 10 };
    const found = await registry.urgentTimers({ action: 'delete', shard: 0 }, range);
    expect(found).toEqual([timer]);
  });

  describe('a budget', () => {
    it('is taken from, and what was seen of it is answered', async () => {
      await registry.saveBrake(sampleBrake());
      expect(await take(30)).toEqual({ taken: true, brake: sampleBrake({ step: 2, left: 70 }) });
      expect(await take(70)).toEqual({ taken: true, brake: sampleBrake({ step: 3, left: 0 }) });
      expect(await take(1)).toEqual({ taken: false, brake: sampleBrake({ step: 3, left: 0 }) });
    });

    it('strikes out what was observed and what waited', async () => {
      const before = { observed: { effect: 'another', at: 6000 }, waiting: { day: TODAY, records: 12, before: 4 } };
      await registry.saveBrake(sampleBrake(before));
      await take(1);
      expect(await standing()).toEqual(sampleBrake({ step: 2, left: 99 }));
    });

    it.each([
      ['what is done is not what was approved', {}, { effect: 'another' }],
      ['it is paused', { pausedAt: 7000 }, {}],
      ['it is of an earlier day', {}, { today: '2026-03-03' }],
      ['more has to be left', {}, { atLeast: 101 }],
    ] as const)('is not taken from where %s, and the brake is answered as it stands', async (_why, rest, asked) => {
      await registry.saveBrake(sampleBrake(rest));
      expect(await take(10, asked)).toEqual({ taken: false, brake: sampleBrake(rest) });
      expect(await standing()).toEqual(sampleBrake(rest));
    });

    it('is not taken from where nobody ever approved', async () => {
      const { approved: _approved, ...never } = sampleBrake();
      await registry.saveBrake(never);
      expect(await take(1)).toEqual({ taken: false, brake: never });
    });

    it('of a later day is today’s for a clock that is slow', async () => {
      await registry.saveBrake(sampleBrake({ day: '2026-03-03' }));
      expect(await take(60)).toMatchObject({ taken: true });
      expect(await take(60)).toMatchObject({ taken: false, brake: { day: '2026-03-03', left: 40 } });
    });

    it('is never passed, however many take at once', async () => {
      await registry.saveBrake(sampleBrake());
      const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => take(1 + (n % 7))));
      const took = answers.reduce((sum, { taken }, n) => sum + (taken ? 1 + (n % 7) : 0), 0);
      expect(took).toBeLessThanOrEqual(100);
      expect(took).toBeGreaterThan(90);
      expect(await standing()).toMatchObject({ left: 100 - took });
    });
  });
}

/** As DynamoDB counts: names and values, UTF-8; a number two digits a byte and one more. */
function itemSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  const parts = Array.isArray(value) ? value.map((one) => ['', one]) : Object.entries(value as object);
  return 3 + parts.reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name as string) + itemSize(one), 0);
}
