import { describe, expect, it } from 'vitest';
import { logs, orders, reviews, visits } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, type Workbench } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const people = ['li', 'wang'];

async function populate(bench: Workbench): Promise<void> {
  for (const who of people) {
    for (const at of ['a', 'b']) await bench.store(logs, { user_id: who, at, created_at: start, used_at: start });
    await bench.store(logs, { user_id: who, at: 'young', created_at: '2026-01-02T12:00:00Z', used_at: start });
    for (const n of [1, 2]) await bench.store(reviews, { review_id: `${who} ${n}`, author: who, created_at: start });
    const visit = { visit_id: who, user_id: who, created_at: start, place: { address: '广东省深圳市' } };
    await bench.store(visits, visit);
  }
}

/** What must hold when everything is over, however often somebody died on the way. */
async function expectAllDone(bench: Workbench, clusters: number): Promise<void> {
  expect(bench.target.records(logs)).toEqual([]);
  expect(bench.target.records(reviews)).toEqual([]);
  expect(bench.target.records(visits).every((visit) => visit.user_id === undefined)).toBe(true);
  const told = new Map<string, string[]>();
  for (const { id, outcome } of bench.receipts) told.set(id, [...(told.get(id) ?? []), outcome]);
  // One receipt with a content of its own for each firing; a repeat adds nothing but that it found nothing.
  for (const outcomes of told.values()) {
    expect(outcomes.filter((outcome) => outcome === 'erased').length, JSON.stringify(outcomes)).toBeLessThanOrEqual(1);
    expect(outcomes.length).toBeGreaterThan(0);
  }
  // What tells the log that two pages speak of the same: all that has one id comes under one family.
  const families = new Map<string, string>();
  for (const { family, receipts } of bench.proved) {
    for (const { id } of receipts) expect(families.get(id) ?? family).toBe(family);
    for (const { id } of receipts) families.set(id, family);
  }
  const stored = bench.receipts.filter((one) => one.dataset !== 'orders');
  const covered = new Set(stored.map((one) => `${one.subject.ref} ${one.dataset}`));
  expect(covered.size).toBe(clusters);
  expect(bench.timers('U')).toEqual([]);
  expect(bench.known()).not.toMatch(/"li"|"wang"|TAG#/);
  for (const action of ['delete', 'anonymise'] as const) {
    expect(await bench.shard(action)).toMatchObject({ announced: [] });
  }
}

describe('a worker that dies', () => {
  const ages = { 'by age': false, 'in a closure': true };
  for (const [name, closing] of Object.entries(ages)) {
    for (const careful of [false, true]) {
      it(`between any two steps loses nothing: ${name}${careful ? ', careful afterwards' : ''}`, async () => {
        let steps = Number.POSITIVE_INFINITY;
        for (let crash = 1; crash <= steps; crash++) {
          const bench = createWorkbench({ start });
          await populate(bench);
          const cases = closing ? await Promise.all(people.map((who) => bench.closeAccount(who))) : [];
          if (!closing) bench.goTo(Date.parse(start) + 179.5 * DAY);
          bench.crashAtCall(crash);
          let died = false;
          try {
            for (const action of ['delete', 'anonymise'] as const) await bench.work(action);
          } catch {
            died = true;
          }
          if (!died) steps = 0;
          await bench.takeOver({ careful });
          await bench.liveFor(closing ? HOUR : 3 * DAY);
          if (!closing) await bench.liveFor(2 * DAY);
          await expectAllDone(bench, 3 * people.length);
          for (const { id } of cases) {
            const ofCase = bench.receipts.filter(({ trigger }) => 'case' in trigger && trigger.case === id);
            expect(await bench.registry.case(id)).toMatchObject({
              state: 'completed',
              outstanding: [],
              restricted: [],
              receipts: [...new Set(ofCase.map((receipt) => receipt.id))].sort(),
            });
          }
          const due = await bench.registry.certificatesDue(9e12, 100);
          expect(new Set(due.map((entry) => entry.case))).toEqual(new Set(cases.map(({ id }) => id)));
          expect((await bench.registry.openCases('', 100)).cases).toEqual([]);
        }
        expect(steps).toBe(0);
      });
    }
  }

  it('twice in a row loses nothing either', async () => {
    for (let crash = 1; crash < 120; crash += 3) {
      const bench = createWorkbench({ start });
      await populate(bench);
      const cases = await Promise.all(people.map((who) => bench.closeAccount(who)));
      for (const again of [crash, Math.ceil(crash / 2)]) {
        bench.crashAtCall(again);
        await bench.workAll().catch(() => {});
        bench.revive();
        bench.advance(5 * 60_000);
      }
      await bench.liveFor(2 * HOUR);
      await expectAllDone(bench, 3 * people.length);
      for (const { id } of cases) expect((await bench.registry.case(id))?.state).toBe('completed');
    }
  });

  it('when a floor has just ended, between any two steps, leaves no case open', async () => {
    for (let crash = 1; crash < 60; crash++) {
      const bench = createWorkbench({ start });
      const order = { order_id: 'o', user_id: 'li', created_at: start, completed_at: start, total: 1 };
      await bench.store(orders, order);
      const { id } = await bench.closeAccount('li');
      await bench.liveFor(HOUR);
      expect((await bench.registry.case(id))?.state).toBe('restricted');
      await bench.liveUntil('2029-01-02T00:00:00Z');
      bench.crashAtCall(crash);
      await bench.liveFor(2 * DAY).catch(() => {});
      await bench.takeOver();
      await bench.liveFor(3 * DAY);
      expect(bench.target.records(orders)).toEqual([]);
      expect((await bench.registry.case(id))?.state, `dead at request ${crash}`).toBe('completed');
      expect(bench.known()).not.toContain('"li"');
    }
  });
});

describe('the pages of receipts that are sent', () => {
  it('name the first attempt, however often it was repeated, and by themselves afterwards', async () => {
    const bench = createWorkbench({ start });
    await populate(bench);
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    const { prove } = bench.shop;
    const dying = async (page: Parameters<typeof prove>[0]) => {
      await prove(page);
      bench.crashAtCall(1);
    };
    for (let times = 0; times < 3; times++) {
      Object.assign(bench.shop, { prove: dying });
      await expect(bench.work('delete')).rejects.toThrow('died');
      bench.revive();
      bench.advance(HOUR);
    }
    expect(await bench.shard('delete')).toMatchObject({ page: 3, first: 1 });
    Object.assign(bench.shop, { prove });
    await bench.work('delete');
    expect(bench.proved.map(({ page }) => page.split('-')[2])).toEqual(['1', '2', '3', '4']);
    expect(new Set(bench.proved.map(({ family }) => family))).toEqual(new Set([bench.pages[0]]));
    expect(await bench.shard('delete')).not.toHaveProperty('first');
    await bench.liveFor(3 * DAY);
    const later = bench.proved.slice(4);
    expect(later.length).toBeGreaterThan(0);
    for (const { page, family } of later) expect(family).toBe(page);
    expect(new Set(bench.pages).size).toBe(bench.pages.length);
  });
});
