import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import { logs, orders, reviews } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = (subject: string, at = start) => ({ user_id: subject, at, created_at: start, used_at: start });
const broken = () => new ExpungeError('STORE_UNAVAILABLE', 'The table does not answer.');

/** A store that fails for one person, in one kind of request, while told to. */
function failingFor(subject: string, method: string) {
  const trouble = { on: true };
  const bench = createWorkbench({
    start,
    target: {
      before: (asked, scope) => {
        if (trouble.on && asked === method && scope.subject === subject) throw broken();
      },
    },
  });
  return { bench, trouble };
}

describe('a cluster that fails', () => {
  for (const method of ['find', 'erase']) {
    it(`in ${method} backs off, gets stuck, never blocks its shard and loses nothing`, async () => {
      const { bench, trouble } = failingFor('li', method);
      await bench.store(logs, log('li'));
      await bench.store(logs, log('wang'));
      await bench.liveUntil(Date.parse(start) + 179.5 * DAY);
      expect(bench.target.records(logs)).toMatchObject([{ user_id: 'li' }]);
      expect(bench.receipts.map((receipt) => receipt.outcome)).toEqual(['erased']);
      expect(bench.timers('U').filter((timer) => timer.again === undefined)).toHaveLength(1);

      await bench.liveFor(3 * DAY);
      expect(bench.counts.get('Stuck'), 'once a day').toBeLessThanOrEqual(3);
      const [stuck] = bench.timers('U').filter((timer) => timer.again === undefined);
      expect(stuck).toMatchObject({ stuck: 'STORE_UNAVAILABLE' });
      expect(stuck?.attempts).toBeGreaterThanOrEqual(8);

      trouble.on = false;
      await bench.liveFor(26 * HOUR);
      expect(bench.target.records(logs)).toEqual([]);
      expect(bench.receipts.map((receipt) => receipt.outcome)).toEqual(['erased', 'erased']);
      await bench.liveFor(2 * HOUR);
      expect(bench.timers('U')).toEqual([]);
      expect(bench.known()).not.toMatch(/"li"|"wang"/);
    });
  }

  it('in reading back claims no erasure, and tells of the absence when it has been read', async () => {
    const { bench, trouble } = failingFor('li', 'stillPresent');
    await bench.store(logs, log('li'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toEqual([]);
    trouble.on = false;
    await bench.liveFor(HOUR);
    expect(bench.receipts).toMatchObject([{ outcome: 'absent', records: 0, due: null }]);
    expect(bench.known()).not.toContain('"li"');
  });

  it('waits 1, 2, 4 … minutes', async () => {
    const { bench } = failingFor('li', 'find');
    await bench.store(logs, log('li'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      await bench.work('delete');
      const [timer] = bench.timers('U');
      if (!timer) throw new Error('no timer was left behind');
      waits.push((timer.startAt - bench.clock.now()) / MINUTE);
      bench.goTo(timer.startAt);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 1440, 1440]);
  });

  it('half way proves what it did erase', async () => {
    let asked = 0;
    const bench = createWorkbench({
      start,
      target: {
        before: (method) => {
          if (method === 'erase' && ++asked === 3) throw broken();
        },
      },
    });
    for (const at of ['a', 'b', 'c']) await bench.store(logs, log('li', at));
    await bench.liveFor(181 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toMatchObject([
      { outcome: 'erased', records: 2 },
      { outcome: 'erased', records: 1 },
    ]);
  });

  it('because the store does not let a record go is stuck with that reason', async () => {
    const bench = createWorkbench({ start, target: { locked: (record) => record.at === 'b' } });
    for (const at of ['a', 'b', 'c']) await bench.store(logs, log('li', at));
    await bench.liveFor(182 * DAY);
    expect(bench.target.records(logs)).toMatchObject([{ at: 'b' }]);
    expect(bench.receipts).toMatchObject([{ outcome: 'erased', records: 2 }]);
    expect(bench.timers('U').some((timer) => timer.stuck === 'STORE_REFUSES')).toBe(true);
  });

  it('when its last records are looked at again does not block its shard', async () => {
    const { bench, trouble } = failingFor('li', 'stillPresent');
    trouble.on = false;
    await bench.store(reviews, { review_id: 'r1', author: 'li', created_at: '2026-03-01T00:00:00Z' });
    trouble.on = true;
    await bench.closeAccount('wang');
    await bench.registry.putUrgentTimers([
      { action: 'delete', startAt: 0, ref: bench.ref('li'), dataset: 'reviews', rule: 'short', nonce: 'x' },
    ]);
    expect(await bench.work('delete')).toBe('done');
    expect(bench.counts.get('Failed')).toBe(1);
  });

  it('in the look before forgetting is looked at again and blocks nobody', async () => {
    const { bench, trouble } = failingFor('li', 'any');
    await bench.store(logs, log('li'));
    await bench.store(logs, log('wang'));
    await bench.liveFor(185 * DAY);
    expect(bench.known()).toContain('"li"');
    expect(bench.known()).not.toContain('"wang"');
    trouble.on = false;
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
    expect(bench.timers('U')).toEqual([]);
  });

  it('because the plan does not know it any more is kept for a person', async () => {
    const bench = createWorkbench({ start });
    const timer = { action: 'delete', startAt: 0, ref: bench.ref('li'), dataset: 'gone', rule: 'short' } as const;
    await bench.registry.putUrgentTimers([{ ...timer, nonce: 'x' }]);
    await bench.work('delete');
    expect(bench.timers('U')).toMatchObject([{ dataset: 'gone', stuck: 'CONFIGURATION' }]);
    expect(bench.counts.get('Stuck')).toBe(1);
  });
});

describe('a cluster that kills its worker', () => {
  for (const poisons of [['person 5'], ['person 2', 'person 7']]) {
    it(`is found out and parked; the others are done (${poisons.length} of 10)`, async () => {
      const bench = createWorkbench({
        start,
        target: {
          before: (_method, scope) => {
            if (poisons.includes(scope.subject)) bench.crashAtCall(1);
          },
        },
      });
      for (let person = 0; person < 10; person++) await bench.store(logs, log(`person ${person}`));
      await bench.store(orders, { order_id: 'o', user_id: 'person 1', created_at: start, total: 1 });
      bench.goTo(Date.parse(start) + 180 * DAY);
      await expect(bench.work('delete')).rejects.toThrow('died');
      let deaths = 1;
      for (let attempt = 0; attempt < 20; attempt++) {
        try {
          await bench.takeOver({ careful: true });
          break;
        } catch {
          deaths++;
        }
      }
      expect(deaths, 'one in a crowd, then two of each').toBe(1 + 2 * poisons.length);
      expect(bench.target.records(logs).map((record) => record.user_id)).toEqual(poisons);
      const stuck = bench.timers('U').filter((timer) => timer.stuck !== undefined);
      expect(stuck).toMatchObject(poisons.map(() => ({ stuck: 'CRASHED' })));
      expect(new Set(bench.receipts.map((receipt) => receipt.subject.ref)).size).toBe(10 - poisons.length);
    });
  }

  it('is taken carefully as long as somebody is suspected, whatever the queue says', async () => {
    const bench = createWorkbench({
      start,
      target: { before: (_method, scope) => (scope.subject === 'li' ? bench.crashAtCall(1) : undefined) },
    });
    await bench.store(logs, log('li'));
    await bench.store(logs, log('wang'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await expect(bench.work('delete', { careful: true })).rejects.toThrow('died');
    await expect(bench.takeOver()).rejects.toThrow('died');
    await bench.takeOver();
    expect(bench.target.records(logs)).toMatchObject([{ user_id: 'li' }]);
    expect(await bench.shard('delete')).toMatchObject({ announced: [] });
  });
});
