import { beforeEach, describe, expect, it } from 'vitest';
import type { Registry, Walk } from '../../lib/registry/index.ts';

export const sampleWalk = (rest: Partial<Walk> = {}): Walk => ({
  name: 'audit',
  pass: 1,
  step: 1,
  cursor: null,
  counts: { looked: 0, done: 0 },
  begunAt: 5000,
  movedAt: 5000,
  leaseEnds: 0,
  ...rest,
});

/** What the product needs of walks: passes that are resumed, and subjects one page after the other. */
export function walkContract(current: () => Registry, newRef: () => string): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });

  describe('a walk', () => {
    it('is not there before it was begun', async () => {
      expect(await registry.walk('audit')).toBeNull();
      expect(await registry.walks()).toEqual([]);
    });

    it('is read as it was written, by name and among all', async () => {
      const [one, two] = [sampleWalk(), sampleWalk({ name: 'shut-down/x', counts: { looked: 4, done: 2, later: 7 } })];
      expect(await registry.saveWalk(two)).toBe(true);
      expect(await registry.saveWalk(one)).toBe(true);
      expect(await registry.walk('shut-down/x')).toEqual(two);
      expect(await registry.walks()).toEqual([one, two]);
    });

    it('is written by one at a time: by whoever saw the step before', async () => {
      expect(await registry.saveWalk(sampleWalk({ step: 2 }))).toBe(false);
      expect(await registry.saveWalk(sampleWalk())).toBe(true);
      expect(await registry.saveWalk(sampleWalk({ leaseEnds: 9 }))).toBe(false);
      const next = sampleWalk({ step: 2, cursor: 'there', counts: { looked: 1, done: 1 } });
      expect(await registry.saveWalk(next)).toBe(true);
      expect(await registry.saveWalk({ ...next, cursor: 'elsewhere' })).toBe(false);
      expect(await registry.walk('audit')).toEqual(next);
    });
  });

  describe('all subjects', () => {
    const allOf = async (limit: number) => {
      const found: { ref: string; policy: string; id?: string }[] = [];
      let cursor: string | null = null;
      do {
        const { subjects, next } = await registry.subjectsAfter(cursor, limit);
        expect(subjects.length).toBeLessThanOrEqual(limit);
        found.push(...subjects);
        cursor = next;
      } while (cursor !== null);
      return found.sort((a, b) => (a.ref < b.ref ? -1 : 1));
    };

    it.each([
      1, 3, 100,
    ])('are found page by page, each once, among whatever else there is: %d at a time', async (limit) => {
      const refs = Array.from({ length: 7 }, newRef).sort();
      for (const [index, ref] of refs.entries()) {
        await registry.rememberSubject({ ref, policy: index % 2 === 0 ? 'shop' : 'app', id: `id-${index}` });
        await registry.putTags([{ ref, dataset: 'logs', rule: 'short', state: 'kept', policyVersion: '1' }]);
      }
      await registry.saveWalk(sampleWalk());
      expect(await allOf(limit)).toEqual(
        refs.map((ref, index) => ({ ref, policy: index % 2 === 0 ? 'shop' : 'app', id: `id-${index}` })),
      );
    });

    it('are none where there are none', async () => {
      expect(await allOf(10)).toEqual([]);
    });
  });
}
