import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../lib/evidence/index.ts';
import type { Family } from '../../lib/evidence/log/log-heads.ts';
import { nextChunk } from '../../lib/evidence/log/next-chunk.ts';
import { logs, reviews } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE, type Workbench } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = (at: string) => ({ user_id: 'li', at, created_at: start, used_at: start });

/** What the log holds of the pages that were sent, in their order. */
function sealedOf({ proved }: Workbench): Receipt[] {
  const families = new Map<string, Family>();
  return proved.flatMap((page) => {
    const chunk = nextChunk([page], families, { origin: 'log/2026', size: 0 }, () => '2026-01-01');
    for (const family of chunk.families) families.set(family.name, family);
    return chunk.receipts.map(({ receipt }) => receipt as Receipt);
  });
}
const told = (bench: Workbench) =>
  sealedOf(bench).flatMap(({ dataset, outcome, records }) => (dataset === 'logs' ? [`${outcome} ${records}`] : []));

describe('one erasure, one receipt', () => {
  it('also where a page dies while it takes its timers away, and comes again with some of them [P4]', async () => {
    for (let crash = 1; crash <= 3; crash++) {
      let removals = 0;
      const bench = createWorkbench({
        start,
        before: (method) => {
          if (method === 'removeUrgentTimers' && ++removals === crash) bench.crashAtCall(1);
        },
      });
      await bench.store(logs, log('a'));
      await bench.closeAccount('li');
      // Each comes late: a timer of its own for the same cluster.
      for (const at of ['b', 'c']) await bench.store(logs, log(at));
      await bench.work('delete').catch(() => {});
      expect(bench.timers('U').length).toBeGreaterThanOrEqual(4 - crash);
      await bench.takeOver();
      await bench.liveFor(2 * HOUR);
      expect(told(bench)).toEqual(['erased 3']);
    }
  });

  it('and what a repeated page erases beyond what was proved before it has one of its own [P4]', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('a'));
    await bench.closeAccount('li');
    const { prove } = bench.shop;
    Object.assign(bench.shop, {
      prove: async (page: Parameters<typeof prove>[0]) => {
        await prove(page);
        bench.crashAtCall(1);
      },
    });
    await expect(bench.work('delete')).rejects.toThrow('died');
    Object.assign(bench.shop, { prove });
    bench.target.put(logs, log('b'));
    await bench.takeOver();
    await bench.liveFor(2 * HOUR);
    expect(bench.target.records(logs)).toEqual([]);
    expect(told(bench)).toEqual(['erased 1', 'erased 1']);
    expect(new Set(sealedOf(bench).map(({ id }) => id)).size).toBe(sealedOf(bench).length);
  });

  it('of each case that a page worked for, also where it was opened between two attempts [P4]', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('a'));
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    const { prove } = bench.shop;
    Object.assign(bench.shop, {
      prove: async (page: Parameters<typeof prove>[0]) => {
        await prove(page);
        bench.crashAtCall(1);
      },
    });
    await expect(bench.work('delete')).rejects.toThrow('died');
    Object.assign(bench.shop, { prove });
    bench.revive();
    const { id } = await bench.closeAccount('li');
    await bench.takeOver();
    await bench.liveFor(2 * HOUR);
    // A case waits for what it noted: under the id of another receipt it would wait for ever.
    const ofCase = sealedOf(bench).filter(({ trigger }) => 'case' in trigger && trigger.case === id);
    expect(ofCase.length).toBeGreaterThan(0);
    expect((await bench.registry.case(id))?.receipts).toEqual(ofCase.map((one) => one.id));
  });
});
