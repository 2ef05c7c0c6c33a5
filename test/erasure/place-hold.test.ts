import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferencer, type HoldOrder, placeHold, releaseHold } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { IDLE } from '../../lib/registry/model.ts';
import { logs, samplePlan } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, POLICY } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const DUE = Date.parse(start) + 180 * DAY;
const log = (subject: string) => ({ user_id: subject, at: start, created_at: start, used_at: start });

type Bench = ReturnType<typeof createWorkbench>;

/** Waiting is a clock that moves, and workers that get on meanwhile. */
const officeOf = (bench: Bench, meanwhile: () => Promise<void> | void = () => {}) => ({
  plan: bench.plan,
  registry: bench.registry,
  referencer: createReferencer(Buffer.from('registry key')),
  clock: {
    now: () => bench.clock.now(),
    async sleep(milliseconds: number) {
      bench.advance(milliseconds);
      await meanwhile();
    },
  },
  shards: 1,
});

const orderFor = (bench: Bench, rest: Partial<HoldOrder> = {}): HoldOrder => ({
  id: 'h1',
  on: { policy: POLICY, subject: 'li' },
  ground: 'a',
  authority: 'Court, case 1',
  by: 'data protection officer',
  reviewAt: bench.clock.now() + 90 * DAY,
  ...rest,
});

describe('placing a hold', () => {
  const scopes: Record<string, HoldOrder['on']> = {
    'a subject': { policy: POLICY, subject: 'li' },
    'a dataset': { dataset: 'logs' },
    'a policy': { policy: POLICY },
  };
  for (const [name, on] of Object.entries(scopes)) {
    it(`on ${name} keeps what is due; release lets go at once what was due`, async () => {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('li'));
      await placeHold(orderFor(bench, { on, reviewAt: DUE }), officeOf(bench));
      await bench.liveFor(185 * DAY);
      expect(bench.target.records(logs)).toHaveLength(1);
      await releaseHold('h1', 'officer', officeOf(bench));
      bench.advance(1000);
      await bench.workAll();
      expect(bench.target.records(logs)).toEqual([]);
      expect(bench.receipts).toMatchObject([{ outcome: 'erased', records: 1 }]);
      await bench.liveFor(2 * DAY);
      expect(bench.timers('U')).toEqual([]);
    });
  }

  it('lets go on release of nothing that another hold keeps, and of nobody else', async () => {
    const bench = createWorkbench({ start });
    for (const who of ['li', 'wang']) await bench.store(logs, log(who));
    const wang = { policy: POLICY, subject: 'wang' };
    await placeHold(orderFor(bench), officeOf(bench));
    await placeHold(orderFor(bench, { id: 'h2', on: { dataset: 'logs' } }), officeOf(bench));
    await placeHold(orderFor(bench, { id: 'h3', on: wang }), officeOf(bench));
    await bench.liveFor(185 * DAY);
    await releaseHold('h2', 'officer', officeOf(bench));
    await bench.liveFor(2 * DAY);
    expect(bench.target.records(logs)).toHaveLength(2);
    await releaseHold('h1', 'officer', officeOf(bench));
    await bench.liveFor(HOUR);
    expect(bench.target.records(logs)).toMatchObject([{ user_id: 'wang' }]);
  });

  it('counts a case down that waited for it', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    await placeHold(orderFor(bench), officeOf(bench));
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(3 * DAY);
    expect(await bench.registry.case(id)).toMatchObject({ state: 'open' });
    await releaseHold('h1', 'officer', officeOf(bench));
    await bench.liveFor(HOUR);
    expect(await bench.registry.case(id)).toMatchObject({ state: 'completed' });
  });

  // P3: placed at any moment of a worker's page, nothing of the subject goes after placing has returned.
  it('returns only when no worker can erase any more, whenever it comes', async () => {
    const calls = await callsOfAPage();
    let waited = 0;
    for (let at = 1; at <= calls; at++) {
      for (const on of Object.values(scopes)) waited += (await placedDuring(at, on)) ? 1 : 0;
    }
    expect(waited, 'at some moment there was something to wait for').toBeGreaterThan(0);
  });

  it('waits no longer than the lease of a worker that died', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    bench.goTo(DUE);
    bench.crashAtCall(6);
    await expect(bench.work('delete')).rejects.toThrow('died');
    bench.revive();
    const { leaseEnds, announced } = await bench.shard('delete');
    expect(announced).toHaveLength(1);
    await placeHold(orderFor(bench), officeOf(bench));
    expect(bench.clock.now()).toBeGreaterThanOrEqual(leaseEnds);
    expect(bench.clock.now()).toBeLessThan(leaseEnds + 1000);
    const left = bench.target.records(logs).length;
    await bench.liveFor(10 * DAY);
    expect(bench.target.records(logs)).toHaveLength(left);
  });

  it('waits one lease at most, however many shards have a worker that died', async () => {
    const bench = createWorkbench({ start });
    const [shards, lease, begun] = [64, 240_000, bench.clock.now()];
    const registry = memoryRegistry({ shards });
    const announce = async (page: number, shardsFrom: number) => {
      const leaseEnds = bench.clock.now() + lease;
      const state = { ...IDLE, owner: 'w', page, announced: ['somebody'], leaseEnds };
      for (let shard = shardsFrom; shard < shards; shard++) {
        for (const action of ['delete', 'anonymise'] as const) await registry.announce({ action, shard }, state);
      }
    };
    await announce(1, 0);
    // Others begin another page just before the lease ends, under the hold: those are not waited for.
    const office = officeOf(bench, async () => {
      if (bench.clock.now() > begun + lease - 3000) await announce(2, 32);
    });
    await placeHold(orderFor(bench, { on: { dataset: 'logs' } }), { ...office, registry, shards });
    expect(bench.clock.now() - begun).toBeLessThan(lease + 10_000);
  });

  it('does not wait for a page on which only others are', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('wang'));
    bench.goTo(DUE);
    bench.crashAtCall(6);
    await expect(bench.work('delete')).rejects.toThrow('died');
    bench.revive();
    await placeHold(orderFor(bench), officeOf(bench));
    expect(bench.clock.now()).toBe(DUE);
  });

  it('told again is the same hold, also after a crash anywhere', async () => {
    for (let at = 1; at <= 6; at++) {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('li'));
      const order = orderFor(bench);
      bench.crashAtCall(at);
      await placeHold(order, officeOf(bench)).catch(() => {});
      bench.revive();
      bench.advance(1000);
      await placeHold(order, officeOf(bench));
      expect(await bench.registry.holds()).toHaveLength(1);
      await bench.liveFor(185 * DAY);
      expect(bench.target.records(logs)).toHaveLength(1);
    }
  });

  it('released with a crash anywhere is released when it is said again', async () => {
    for (let at = 1; at <= 8; at++) {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('li'));
      await placeHold(orderFor(bench), officeOf(bench));
      await bench.liveFor(185 * DAY);
      bench.crashAtCall(at);
      await releaseHold('h1', 'officer', officeOf(bench)).catch(() => {});
      bench.revive();
      await releaseHold('h1', 'officer', officeOf(bench));
      bench.advance(1000);
      await bench.workAll();
      expect(bench.target.records(logs), `crash at call ${at}`).toEqual([]);
    }
  });
});

describe('a hold is refused', () => {
  const wrong: Record<string, Partial<HoldOrder>> = {
    'without a ground of the policy': { ground: 'z' },
    'on a ground every object has': { ground: 'constructor' },
    'without an authority': { authority: ' ' },
    'without anybody who placed it': { by: '' },
    'with a review in the past': { reviewAt: 0 },
    'with a review that is no time': { reviewAt: Number.NaN },
    'on a policy that is not deployed': { on: { policy: 'shop2', subject: 'li' } },
    'on a dataset that is not deployed': { on: { dataset: 'shop' } },
  };
  for (const [name, rest] of Object.entries(wrong)) {
    it(`${name}, and nothing is written`, async () => {
      const bench = createWorkbench({ start });
      const placing = placeHold(orderFor(bench, rest), officeOf(bench));
      await expect(placing).rejects.toMatchObject({ code: 'HOLD_INVALID' });
      expect(bench.written()).toEqual([]);
    });
  }

  it('under an id that another has, or one that was released; and a release of nothing', async () => {
    const bench = createWorkbench({ start });
    const refused = { code: 'HOLD_INVALID' };
    await placeHold(orderFor(bench), officeOf(bench));
    const other = orderFor(bench, { on: { policy: POLICY, subject: 'wang' } });
    await expect(placeHold(other, officeOf(bench))).rejects.toMatchObject(refused);
    await releaseHold('h1', 'officer', officeOf(bench));
    await expect(placeHold(orderFor(bench), officeOf(bench))).rejects.toMatchObject(refused);
    await expect(releaseHold('h9', 'officer', officeOf(bench))).rejects.toMatchObject(refused);
  });

  it('and no message has the subject in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 6, maxLength: 40 }), async (subject) => {
        const bench = createWorkbench({ start });
        const order = orderFor(bench, { on: { policy: POLICY, subject: `${subject}§` }, ground: 'z' });
        const error = await placeHold(order, officeOf(bench)).catch((fault) => fault);
        expect(`${error.message} ${error.place}`).not.toContain(`${subject}§`);
      }),
      { numRuns: 50 },
    );
  });
});

/** How many requests a worker makes for the one page of `placedDuring`. */
async function callsOfAPage(): Promise<number> {
  const bench = createWorkbench({ start });
  for (const who of ['li', 'wang']) await bench.store(logs, log(who));
  bench.goTo(DUE);
  const before = bench.calls;
  await bench.work('delete');
  return bench.calls - before;
}

/**
 * Stops a worker just before its n-th request, places a hold, and lets the worker go on only while the hold waits for it.
 * @returns whether it had to wait.
 */
async function placedDuring(n: number, on: HoldOrder['on']): Promise<boolean> {
  let calls = 0;
  let mine = true;
  let stopped = () => {};
  let goOn = () => {};
  const atStop = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const gone = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const gate = async () => {
    if (!mine || ++calls !== n) return;
    mine = false;
    stopped();
    await gone;
  };
  const bench = createWorkbench({ start, before: () => gate(), target: { before: () => gate() } });
  mine = false;
  for (const who of ['li', 'wang']) await bench.store(logs, log(who));
  bench.goTo(DUE);
  mine = true;
  const working = bench.work('delete', { worker: 'one' });
  await Promise.race([atStop, working]);
  mine = false;
  let waited = false;
  const kept = () => bench.target.records(logs).filter(({ user_id }) => user_id === 'li').length;
  await placeHold(
    orderFor(bench, { on }),
    officeOf(bench, async () => {
      waited = true;
      goOn();
      await working;
    }),
  );
  const left = kept();
  goOn();
  await working;
  await bench.liveFor(3 * DAY);
  expect(kept(), `stopped before request ${n}`).toBe(left);
  return waited;
}

describe('an extension', () => {
  const extend = (bench: Bench, rest: Partial<HoldOrder> = {}) => {
    const { reviewAt: _reviewAt, ...order } = orderFor(bench, { id: 'x1', ground: 'law' });
    // To the end of this day in the policy's zone, which is some ten days after what is stored is due.
    return placeHold({ ...order, lastDay: '2026-07-10', ...rest }, officeOf(bench));
  };
  const END = Date.parse('2026-07-10T16:00:00Z');

  const scopes: Record<string, HoldOrder['on']> = {
    'a subject': { policy: POLICY, subject: 'li' },
    'a dataset': { dataset: 'logs' },
    'everyone under a policy': { policy: POLICY },
  };
  for (const [name, on] of Object.entries(scopes)) {
    it(`on ${name} ends by itself at the end of its last day, and what was due goes [D-41, E-20, C-38, R-14]`, async () => {
      const bench = createWorkbench({ start });
      await bench.store(logs, log('li'));
      expect(await extend(bench, { on })).toMatchObject({ until: END, reviewAt: END });
      await bench.liveFor(END - bench.clock.now() - 1000);
      expect(bench.target.records(logs)).toHaveLength(1);
      expect(bench.receipts).toEqual([]);
      await bench.liveFor(HOUR);
      expect(bench.target.records(logs)).toEqual([]);
      expect(bench.receipts).toMatchObject([{ outcome: 'erased', records: 1 }]);
    });
  }

  it('lets a case be completed once it is over', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    await extend(bench, { lastDay: '2026-01-05' });
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(4 * DAY);
    expect(await bench.registry.case(id)).toMatchObject({ state: 'open' });
    await bench.liveFor(2 * DAY);
    expect(await bench.registry.case(id)).toMatchObject({ state: 'completed' });
  });

  it('lets nothing go that a hold still keeps', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    await extend(bench);
    await placeHold(orderFor(bench), officeOf(bench));
    await bench.liveFor(200 * DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    await releaseHold('h1', 'officer', officeOf(bench));
    await bench.liveFor(HOUR);
    expect(bench.target.records(logs)).toEqual([]);
  });

  it('is released before its end like any hold', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    await extend(bench);
    await bench.liveFor(182 * DAY);
    await releaseHold('x1', 'officer', officeOf(bench));
    await bench.liveFor(HOUR);
    expect(bench.target.records(logs)).toEqual([]);
  });

  it('waits, like any hold, for the page under way [P3]', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li'));
    bench.goTo(DUE);
    bench.crashAtCall(6);
    await expect(bench.work('delete')).rejects.toThrow('died');
    bench.revive();
    const { leaseEnds } = await bench.shard('delete');
    await extend(bench);
    expect(bench.clock.now()).toBeGreaterThanOrEqual(leaseEnds);
  });

  it.each([
    [
      'no ground of the policy for keeping longer, though one for a hold',
      { ground: 'a' },
      /no ground for an extension of shop/,
    ],
    ['an end that has passed', { lastDay: '2025-12-30' }, /its end is not in the future/],
    ['a day that does not exist', { lastDay: '2026-02-30' }, /its end is not in the future/],
    ['a review after its end', { reviewAt: END + 1 }, /its review is after its end/],
    ['nobody’s authority', { authority: ' ' }, /names no authority/],
  ])('is refused with %s [R-14]', async (_, rest, why) => {
    const bench = createWorkbench({ start });
    await expect(extend(bench, rest)).rejects.toMatchObject({
      code: 'HOLD_INVALID',
      message: expect.stringMatching(why),
    });
    expect(await bench.registry.holds()).toEqual([]);
  });

  it('is refused where the policy lets nothing be kept longer [D-41, C-38]', async () => {
    const { policies } = createWorkbench().plan;
    const shop = policies.shop as (typeof policies)[string];
    const bench = createWorkbench({ start, plan: { ...samplePlan, policies: { shop: { ...shop, extensions: {} } } } });
    await expect(extend(bench)).rejects.toMatchObject({
      code: 'HOLD_INVALID',
      message: expect.stringContaining('none'),
    });
  });

  it('with the id of a hold is refused, and the hold stands', async () => {
    const bench = createWorkbench({ start });
    await placeHold(orderFor(bench), officeOf(bench));
    await expect(extend(bench, { id: 'h1' })).rejects.toMatchObject({ code: 'HOLD_INVALID' });
    expect(await bench.registry.holds()).toMatchObject([{ id: 'h1', ground: 'a' }]);
  });
});
