import { describe, expect, it } from 'vitest';
import { FORGET_AFTER } from '../../lib/erasure/times.ts';
import { RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { logs, reviews } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = (at: string) => ({ user_id: 'li', at, created_at: at, used_at: at });

describe('a subject', () => {
  it('is forgotten a while after its last record has gone, and nothing names it any more', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log(start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    expect(bench.known()).toContain('"li"');
    await bench.liveFor(FORGET_AFTER - MINUTE);
    expect(bench.known()).toContain('"li"');
    await bench.liveFor(2 * MINUTE);
    expect(bench.known()).not.toContain('"li"');
    expect((await bench.registry.subjects([bench.ref('li')])).size).toBe(0);
    expect(bench.timers('U')).toEqual([]);
  });

  it('is not forgotten while anything of it is left', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log(start));
    await bench.store(reviews, { review_id: 'r1', author: 'li', created_at: start });
    bench.target.put(reviews, { review_id: 'r1', author: 'li', created_at: '2026-05-01T00:00:00Z' });
    await bench.liveFor(200 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.known()).toContain('"li"');
    await bench.liveFor(200 * DAY);
    expect(bench.known()).not.toContain('"li"');
  });

  it('is not forgotten when a record of it came meanwhile', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log(start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    bench.advance(5 * MINUTE);
    const late = new Date(bench.clock.now()).toISOString();
    await bench.store(logs, log(late));
    await bench.liveFor(DAY);
    expect((await bench.registry.subjects([bench.ref('li')])).get(bench.ref('li'))).toMatchObject({ id: 'li' });
    await bench.liveFor(180 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.known()).not.toContain('"li"');
  });

  it('is not forgotten when a record comes between the look and the forgetting', async () => {
    let came = false;
    const bench = createWorkbench({
      start,
      before: async (method) => {
        if (method !== 'forgetSubject' || came) return;
        came = true;
        await bench.store(logs, log(new Date(bench.clock.now()).toISOString()));
      },
    });
    await bench.store(logs, log(start));
    await bench.liveFor(182 * DAY);
    expect(came).toBe(true);
    expect((await bench.registry.subjects([bench.ref('li')])).get(bench.ref('li'))).toMatchObject({ id: 'li' });
  });

  it('of whom data without a tag turns up has every rule look at it', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('2026-01-01T00:00:00Z'));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    // Nobody told us of these, and two looks find them on one page.
    bench.target.put(logs, log(start));
    const startAt = bench.clock.now();
    for (const dataset of ['reviews', 'visits']) {
      const timer = { action: 'delete', startAt, ref: bench.ref('li'), dataset, rule: 'short' } as const;
      await bench.registry.putUrgentTimers([{ ...timer, nonce: 'forget', again: 'forget' }]);
    }
    await bench.liveFor(2 * HOUR);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.known()).not.toContain('"li"');
  });

  it('with a held subject is not forgotten, and is after the release', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log(start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    await bench.work('delete');
    const ref = bench.ref('li');
    await bench.registry.placeHold(sampleHold({ ref }, 'h'));
    // On the same page: a look at the cluster, which is held as well.
    const startAt = bench.timers('U')[0]?.startAt ?? 0;
    await bench.registry.putUrgentTimers([
      { action: 'delete', startAt, ref, dataset: 'logs', rule: 'short', nonce: 'x' },
    ]);
    await bench.liveFor(3 * DAY);
    expect(bench.known()).toContain('"li"');
    expect(bench.timers('U').map((timer) => timer.again)).toEqual(expect.arrayContaining(['forget', undefined]));
    await bench.registry.releaseHold('h', RELEASED);
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
  });

  it('found by locator takes all its tags along, one that was undated for a while too', async () => {
    const bench = createWorkbench({ start });
    await bench.store(reviews, { review_id: 'r1', author: 'li', created_at: start });
    await bench.store(reviews, { review_id: 'r2', author: 'li' });
    await bench.liveFor(20 * DAY);
    await bench.store(reviews, { review_id: 'r2', author: 'li', created_at: start });
    await bench.liveFor(181 * DAY);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(bench.known()).not.toMatch(/TAG#|"li"/);
  });
});
