import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import type { Family } from '../../lib/evidence/log/log-heads.ts';
import { nextChunk } from '../../lib/evidence/log/next-chunk.ts';
import { logs, reviews } from './sample-plan.ts';
import { Crash, createWorkbench, DAY, HOUR, MINUTE, type Workbench } from './workbench.ts';

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

  it('and what an attempt erased that died after one that had proved what it erased has one too [P4]', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('a'));
    await bench.closeAccount('li');
    const { prove } = bench.shop;
    const dying = (before: boolean) =>
      Object.assign(bench.shop, {
        prove: async (page: Parameters<typeof prove>[0]) => {
          if (before) bench.crashAtCall(1);
          await prove(page);
          bench.crashAtCall(1);
        },
      });
    dying(false);
    await expect(bench.work('delete')).rejects.toThrow('died');
    bench.target.put(logs, log('b'));
    dying(true);
    await expect(bench.takeOver()).rejects.toThrow('died');
    expect(bench.target.records(logs)).toEqual([]);
    Object.assign(bench.shop, { prove });
    await bench.takeOver();
    await bench.liveFor(2 * HOUR);
    expect(told(bench)).toEqual(['erased 1', 'absent 0']);
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

describe('what was erased and not proved yet', () => {
  it('keeps its subject from being forgotten, also where workers die over it until it is parked [P4]', async () => {
    let dying = true;
    const bench = createWorkbench({
      start,
      target: {
        before: (method, { dataset }) => {
          if (!dying || dataset.id !== 'logs' || method === 'erase') return;
          if (method === 'find' && bench.target.records(logs).length > 0) return;
          bench.crashAtCall(1);
          throw new Crash();
        },
      },
    });
    await bench.store(logs, log('a'));
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    await expect(bench.work('delete')).rejects.toThrow('died');
    expect(bench.target.records(logs)).toEqual([]);
    for (let times = 0; times < 2; times++) await expect(bench.takeOver({ careful: true })).rejects.toThrow('died');
    await bench.takeOver({ careful: true });
    expect(bench.timers('U')).toMatchObject([{ stuck: 'CRASHED' }]);
    dying = false;

    // Somebody else looks long before the parked timer does, and finds nothing.
    await bench.closeAccount('li');
    await bench.liveFor(3 * HOUR);
    expect(told(bench)).toEqual(['absent 0']);
    await bench.liveFor(3 * DAY);
    expect(bench.timers('U')).toEqual([]);
    expect(bench.known()).not.toMatch(/"li"|unproved/);
  });

  it('has its receipt where it was not read back, and another look comes before the next try [P4]', async () => {
    let failing: string | null = 'find';
    const bench = createWorkbench({
      start,
      target: {
        before: (method, { dataset }) => {
          if (method === failing && dataset.id === 'logs') throw new ExpungeError('STORE_UNAVAILABLE', 'No answer.');
        },
      },
    });
    await bench.store(logs, log('a'));
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    // Six failures: the next try but one is an hour away.
    await bench.liveFor(45 * MINUTE);
    failing = 'stillPresent';
    await bench.liveFor(30 * MINUTE);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toEqual([]);
    failing = null;
    await bench.closeAccount('li');
    await bench.liveFor(20 * MINUTE);
    expect(told(bench)).toEqual(['absent 0']);
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toMatch(/"li"|unproved/);
  });

  it('is looked at as a whole, where only tags say where records are, whichever record the look was for [P4]', async () => {
    let dying = true;
    const bench = createWorkbench({
      start,
      target: {
        before: (method, { dataset }) => {
          if (!dying || dataset.id !== 'reviews' || method === 'erase') return;
          if (method === 'find' && bench.target.records(reviews).length > 0) return;
          bench.crashAtCall(1);
          throw new Crash();
        },
      },
    });
    await bench.store(reviews, { review_id: 'r1', author: 'li', created_at: start });
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    await expect(bench.work('delete')).rejects.toThrow('died');
    for (let times = 0; times < 2; times++) await expect(bench.takeOver({ careful: true })).rejects.toThrow('died');
    await bench.takeOver({ careful: true });
    dying = false;
    await bench.store(reviews, { review_id: 'r2', author: 'li', created_at: start });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(bench.known()).not.toMatch(/TAG#|unproved/);
    expect(sealedOf(bench).map(({ outcome, records }) => `${outcome} ${records}`)).toEqual(['erased 1']);
    await bench.liveFor(3 * DAY);
    expect(bench.known()).not.toMatch(/"li"/);
  });

  it('is nothing where workers die over the look before forgetting, which erases nothing', async () => {
    let dying = true;
    const bench = createWorkbench({
      start,
      target: {
        before: (method) => {
          if (!dying || method !== 'any') return;
          bench.crashAtCall(1);
          throw new Crash();
        },
      },
    });
    await bench.store(logs, log('a'));
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    await bench.work('delete');
    bench.advance(16 * MINUTE);
    await expect(bench.work('delete')).rejects.toThrow('died');
    for (let times = 0; times < 2; times++) await expect(bench.takeOver({ careful: true })).rejects.toThrow('died');
    await bench.takeOver({ careful: true });
    expect(bench.timers('U')).toMatchObject([{ stuck: 'CRASHED', again: 'forget' }]);
    dying = false;
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toMatch(/"li"|unproved/);
  });

  it('keeps its subject from being forgotten on the very page that erased it [P4]', async () => {
    for (let crash = 1; crash <= 90; crash++) {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('a'));
      await bench.closeAccount('li');
      await bench.workAll();
      await bench.liveFor(10 * MINUTE);
      expect((await bench.registry.checkSubject(bench.ref('li'))).subject).toHaveProperty('forgetting');
      const before = sealedOf(bench).length;
      // Written behind everybody's back; and somebody looks just before the subject is to be forgotten.
      bench.target.put(logs, log('b'));
      bench.advance(16 * MINUTE);
      const timer = {
        action: 'delete',
        startAt: bench.clock.now() - 10 * MINUTE,
        ref: bench.ref('li'),
        nonce: 'n',
      } as const;
      await bench.registry.putUrgentTimers([{ ...timer, dataset: 'logs', rule: 'short' }]);
      bench.crashAtCall(crash);
      const died = await bench.work('delete', { careful: true }).then(
        () => false,
        () => true,
      );
      await bench.takeOver();
      await bench.liveFor(HOUR);
      expect(bench.target.records(logs)).toEqual([]);
      expect(sealedOf(bench).length, `died at ${crash}`).toBeGreaterThan(before);
      expect(bench.known()).not.toMatch(/"li"|unproved/);
      if (!died) return;
    }
    expect.unreachable();
  });
});
