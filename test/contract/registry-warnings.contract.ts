import { beforeEach, describe, expect, it } from 'vitest';
import type { Registry } from '../../lib/registry/index.ts';

/** What the product needs where warnings wait for their moment. */
export function warningsContract(current: () => Registry): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });
  const erasure = { case: 'one', clock: 'erasure', at: 5000 } as const;
  const reply = { case: 'one', clock: { reply: 'request' }, at: 4000 } as const;

  describe('warnings', () => {
    it('come when their time has come, the oldest first, whichever clock they are of', async () => {
      await registry.putWarning(erasure);
      await registry.putWarning(reply);
      await registry.putWarning(reply);
      expect(await registry.warningsDue(3999, 10)).toEqual([]);
      expect(await registry.warningsDue(4000, 10)).toEqual([reply]);
      expect(await registry.warningsDue(9000, 10)).toEqual([reply, erasure]);
      expect(await registry.warningsDue(9000, 1)).toEqual([reply]);
    });

    it('give way to the next, or to none', async () => {
      await registry.putWarning(erasure);
      const next = { ...erasure, at: 8000 };
      await registry.turnWarning(erasure, next);
      await registry.turnWarning(erasure, next);
      expect(await registry.warningsDue(9000, 10)).toEqual([next]);
      await registry.turnWarning(next, null);
      await registry.turnWarning(next, null);
      expect(await registry.warningsDue(9000, 10)).toEqual([]);
    });
  });
}
