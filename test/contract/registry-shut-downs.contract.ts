import { beforeEach, describe, expect, it } from 'vitest';
import type { Registry } from '../../lib/registry/index.ts';
import { sampleShutDown } from '../registry/sample-shut-down.ts';

/** What the product needs of shut-downs: one for each policy, and their cases. */
export function shutDownContract(current: () => Registry): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });
  const metGate = { id: 'collection-stopped', clause: '2.9.2', metAt: 2000, evidence: 'OPS-1' };

  describe('a shut-down', () => {
    it('is read as it was written, by policy and among all', async () => {
      expect(await registry.shutDown('shop')).toBeNull();
      expect(await registry.shutDowns()).toEqual([]);
      const shop = sampleShutDown({ gates: [metGate], provenAt: 2000, recorded: [{ stage: 'erased', at: 3000 }] });
      const app = sampleShutDown({ policy: 'app', id: 'another' });
      expect([await registry.saveShutDown(shop), await registry.saveShutDown(app)]).toEqual([true, true]);
      expect(await registry.shutDown('shop')).toEqual(shop);
      expect(await registry.shutDowns()).toEqual([app, shop]);
    });

    it('is the first of its policy, and is written by one at a time', async () => {
      expect(await registry.saveShutDown(sampleShutDown({ step: 2 }))).toBe(false);
      expect(await registry.saveShutDown(sampleShutDown())).toBe(true);
      expect(await registry.saveShutDown(sampleShutDown({ id: 'another' }))).toBe(false);
      expect(await registry.saveShutDown(sampleShutDown({ step: 2, provenAt: 7000 }))).toBe(true);
      expect(await registry.saveShutDown(sampleShutDown({ step: 2, provenAt: 8000 }))).toBe(false);
      expect(await registry.shutDown('shop')).toMatchObject({ id: 'shut-down-of-the-shop1', provenAt: 7000 });
    });

    it('has the cases that were listed for it, by id and page by page, and no other’s', async () => {
      const ids = Array.from({ length: 130 }, (_, index) => `case-${String(index).padStart(3, '0')}`);
      expect(await registry.listedCases('x', [])).toEqual(new Set());
      await registry.listCases('x', []);
      await registry.listCases(
        'x',
        [...ids].reverse().map((id) => ({ id, pass: 1 })),
      );
      await registry.listCases('y', [{ id: 'case-of-y', pass: 2 }]);
      expect(await registry.listedCases('x', [...ids, 'case-of-y'])).toEqual(new Set(ids));
      expect(await registry.shutDownCases('y', '', 10)).toEqual([{ id: 'case-of-y', pass: 2 }]);
      const first = await registry.shutDownCases('x', '', 100);
      const second = await registry.shutDownCases('x', first.at(-1)?.id ?? '', 100);
      expect([first.length, second.length]).toEqual([100, 30]);
      expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
      expect(await registry.shutDownCases('x', ids.at(-1) ?? '', 100)).toEqual([]);
    });
  });
}
