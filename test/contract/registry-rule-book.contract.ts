import { expect, it } from 'vitest';
import type { Registry } from '../../lib/registry/index.ts';

/** What the product needs where it keeps the rules by which timers were set. */
export function ruleBookContract(current: () => Registry): void {
  it('keeps the rules of each policy as they were given last', async () => {
    const registry = current();
    const rule = { start: 'collected', period: 'P180D', window: 86_400, floor: null } as const;
    expect(await registry.keptRules('shop')).toBeNull();
    await registry.keepRules('shop', { fixed: rule });
    const floor = { period: 'P3Y', start: 'transaction completed', law: 'E-commerce Law Art. 31' } as const;
    await registry.keepRules('shop', { trade: { ...rule, period: null, floor } });
    await registry.keepRules('chat', {});
    expect(await registry.keptRules('shop')).toEqual({ trade: { ...rule, period: null, floor } });
    expect(await registry.keptRules('chat')).toEqual({});
  });
}
