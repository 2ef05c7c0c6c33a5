import { describe, expect, it } from 'vitest';
import { RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { logs } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = (subject: string) => ({ user_id: subject, at: start, created_at: start, used_at: start });

describe('a hold', () => {
  const scopes = {
    'on a subject': (ref: string) => ({ ref }),
    'on a dataset': () => ({ wide: 'logs' }),
    'on a policy': () => ({ wide: 'shop' }),
  };
  for (const [name, scopeOf] of Object.entries(scopes)) {
    it(`${name} keeps what is due, and its release lets it go`, async () => {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('li'));
      const scope = scopeOf(bench.ref('li'));
      await bench.registry.placeHold(sampleHold(scope));
      await bench.liveFor(190 * DAY);
      expect(bench.target.records(logs)).toHaveLength(1);
      expect(bench.receipts).toEqual([]);
      expect(bench.counts.get('Held')).toBeGreaterThanOrEqual(9);
      expect(bench.timers('U')).toHaveLength(1);
      await bench.registry.releaseHold('h1', RELEASED);
      await bench.liveFor(25 * HOUR);
      expect(bench.target.records(logs)).toEqual([]);
      expect(bench.receipts).toMatchObject([{ outcome: 'erased', records: 1 }]);
    });
  }

  it('on somebody else keeps nothing', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    await bench.registry.placeHold(sampleHold({ ref: bench.ref('wang') }));
    await bench.registry.placeHold(sampleHold({ wide: 'orders' }));
    await bench.liveFor(181 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
  });

  it('placed after the page was announced and before it is checked is seen', async () => {
    const bench = createWorkbench({
      start,
      before: async (method) => {
        if (method !== 'checkSubject') return;
        await bench.registry.placeHold(sampleHold({ ref: bench.ref('li') }));
        expect((await bench.shard('delete')).announced).toEqual([bench.ref('li')]);
      },
    });
    await bench.store(logs, log('li'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    expect(bench.target.records(logs)).toHaveLength(1);
  });

  it('placed after an attempt that may have erased is told in a receipt', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    bench.crashAtCall(12);
    await expect(bench.work('delete')).rejects.toThrow('died');
    expect(bench.target.records(logs), 'this crash comes after erasing').toEqual([]);
    expect(bench.receipts).toEqual([]);
    bench.revive();
    await bench.registry.placeHold(sampleHold({ ref: bench.ref('li') }));
    await bench.takeOver();
    expect(bench.receipts).toMatchObject([
      { outcome: 'held', records: 0, due: null, verification: { result: 'not erased' } },
    ]);
    expect(bench.timers('U')).toMatchObject([{ held: true }]);
    await bench.registry.releaseHold('h1', RELEASED);
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
  });
});
