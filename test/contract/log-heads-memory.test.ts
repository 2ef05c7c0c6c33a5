import { describe, expect, it } from 'vitest';
import { emptyHead, MOST_ITEMS } from '../../lib/evidence/log/log-heads.ts';
import { memoryHeads } from '../../lib/evidence/log/memory/index.ts';
import { logHeadsContract } from './log-heads.contract.ts';

describe('heads in memory', () => {
  logHeadsContract(async () => {
    const heads = memoryHeads();
    return { heads, again: heads };
  });

  const head = { ...emptyHead('log/2026'), version: 1 };

  it('refuses segments that do not fill the tree', async () => {
    await expect(memoryHeads().commit({ head: { ...head, size: 1 }, families: [], days: [] })).rejects.toThrow('fill');
  });

  it('refuses more than one transaction holds', async () => {
    const families = Array.from({ length: MOST_ITEMS + 1 }, (_, n) => ({ name: `${n}`, pages: [] }));
    await expect(memoryHeads().commit({ head, families, days: [] })).rejects.toThrow('Too much');
  });

  it('refuses to file what is not in the object it names', async () => {
    const segment = { key: 'receipts/2026/0.json', digest: 'ab', first: 5, count: 2 };
    for (const index of [4, 7]) {
      const entry = { case: 'a', origin: 'log/2026', index, id: 'AAAA', what: 'receipt', segment } as const;
      await expect(memoryHeads().file([entry])).rejects.toThrow('not in the object');
    }
  });

  it('refuses what a transaction refuses: the same item twice', async () => {
    const families = [1, 2].map(() => ({ name: 'a', pages: [] }));
    await expect(memoryHeads().commit({ head, families, days: [] })).rejects.toThrow('twice');
  });
});
