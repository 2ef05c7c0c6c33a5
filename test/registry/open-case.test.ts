import { describe, expect, it } from 'vitest';
import type { Announcement, Metric } from '../../lib/announcements.ts';
import type { Plan, PlanPolicy } from '../../lib/policy/plan.ts';
import { type CaseOffice, createReferencer, openCase } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { VERSION as CALENDAR_VERSION } from '../../lib/retention/calendar-cn.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { tableKey } from '../erasure/workbench.ts';
import { plainTrigger } from '../policy/plain.ts';
import { sampleEvidence } from './sample-case.ts';

const referencer = createReferencer(Buffer.from('registry key'));
/** A Friday before National Day, in Shanghai; the event comes minutes later. */
const CLOSED = Date.parse('2026-09-18T10:00:00+08:00');
const NOW = CLOSED + 5 * 60_000 + 700;
const LI = 'li-13912345678';
const closure = { type: 'AccountClosed', id: 'closure-1', policy: 'shop', subject: LI, receivedAt: CLOSED } as const;
const ref = referencer.subject('shop', LI);
const CLUSTERS = ['logs#short', 'orders#phones', 'orders#trade', 'reviews#short', 'visits#short'];

function createOffice(plan: Plan = samplePlan) {
  let left = Number.POSITIVE_INFINITY;
  const step = () => {
    if (left-- <= 0) throw new Error('died here');
  };
  const announced: Announcement[] = [];
  /** What evidence was asked to name. */
  const named: (readonly string[])[] = [];
  const counts = new Map<Metric, number>();
  const registry = memoryRegistry({ shards: 1, before: step });
  const office: CaseOffice = {
    plan,
    registry,
    referencer,
    evidenceOf: async (...of) => {
      named.push(of);
      return sampleEvidence;
    },
    keyOf: tableKey,
    clock: { now: () => NOW, sleep: async () => {} },
    bus: {
      announce: async (news) => {
        step();
        announced.push(...news);
      },
    },
    meter: { count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value) },
  };
  return {
    office,
    registry,
    announced,
    named,
    counts,
    contents: registry.contents,
    dieAfter(requests: number) {
      left = requests;
    },
  };
}

/** The sample's policy with something else in it. */
function planWith(change: Partial<PlanPolicy>): Plan {
  const { shop } = samplePlan.policies;
  if (!shop) throw new Error('the sample has a shop');
  return { ...samplePlan, policies: { shop: { ...shop, ...change } } };
}

describe('the case of a closed account', () => {
  it('has its deadline 15 working days after the closing, and says by which calendar', async () => {
    const { office, registry, named } = createOffice();
    const opened = await openCase(closure, office);
    const id = referencer.case('shop', 'closure-1');
    expect(named).toEqual([['shop', LI, id]]);
    expect(opened).toEqual({
      id,
      policy: 'shop',
      policyVersion: '2026-01-01',
      policyDigest: 'd'.repeat(64),
      ref,
      evidence: sampleEvidence,
      trigger: 'AccountClosed',
      scope: { kind: 'account' },
      channel: 'app',
      gates: [],
      doubts: [],
      receivedAt: CLOSED,
      // 20 September and 10 October are worked, 25 September and 1–7 October are not: the 15th day is 15 October, to its end.
      deadline: Date.parse('2026-10-16T00:00:00+08:00'),
      provisional: false,
      calendar: CALENDAR_VERSION,
      state: 'open',
      outstanding: expect.any(Array),
      restricted: [],
      receipts: [],
      recipients: [],
      issued: [],
    });
    expect([...opened.outstanding].sort()).toEqual(CLUSTERS);
    expect(await registry.case(opened.id)).toEqual({ ...opened, outstanding: CLUSTERS });
  });

  it('counts from the closing, in days of the policy’s zone', async () => {
    const { office } = createOffice();
    const lateFriday = { ...closure, receivedAt: Date.parse('2026-03-06T23:30:00+08:00') };
    expect((await openCase(lateFriday, office)).deadline).toBe(Date.parse('2026-03-28T00:00:00+08:00'));
    const saturday = { ...closure, id: 'closure-2', receivedAt: Date.parse('2026-03-07T00:30:00+08:00') };
    expect((await openCase(saturday, office)).deadline).toBe(Date.parse('2026-03-28T00:00:00+08:00'));
    const monday = { ...closure, id: 'closure-3', receivedAt: Date.parse('2026-03-09T00:30:00+08:00') };
    expect((await openCase(monday, office)).deadline).toBe(Date.parse('2026-03-31T00:00:00+08:00'));
  });

  it('ends with the last of its days where they are plain days', async () => {
    const triggers = { AccountClosed: plainTrigger({ deadline: 'P30D', clause: 'Closing', covers: ['short'] }) };
    const { office } = createOffice(planWith({ triggers }));
    expect((await openCase(closure, office)).deadline).toBe(Date.parse('2026-10-19T00:00:00+08:00'));
  });

  it('is provisional where no notice settles the holidays yet', async () => {
    const { office, announced } = createOffice();
    const opened = await openCase({ ...closure, receivedAt: Date.parse('2040-01-02T00:00:00Z') }, office);
    expect(opened).toMatchObject({ provisional: true, calendar: CALENDAR_VERSION });
    expect(announced[0]).toMatchObject({ detail: { provisional: true } });
  });

  it('sets one timer at once for each covered cluster, with its action, and closes the subject', async () => {
    const { office, registry, contents, counts } = createOffice();
    const { id, deadline } = await openCase(closure, office);
    const timers = contents().filter(({ pk }) => pk.startsWith('U#'));
    expect(timers.map(({ item }) => `${item.dataset}#${item.rule}`).sort()).toEqual(CLUSTERS);
    for (const { pk, item } of timers) {
      const cluster = samplePlan.datasets[String(item.dataset)]?.clusters.find((one) => one.rule === item.rule);
      expect(pk).toBe(`U#${cluster?.action}#00`);
      expect(item).toMatchObject({ startAt: CLOSED + 5 * 60_000, ref, case: id, nonce: id });
    }
    expect((await registry.checkSubject(ref)).subject).toEqual({
      ref,
      policy: 'shop',
      id: LI,
      closure: { case: id, trigger: 'AccountClosed', at: CLOSED, deadline, covers: ['short', 'phones', 'trade'] },
      turn: 1,
    });
    expect(counts.get('CasesOpened')).toBe(1);
  });

  it('leaves alone what its trigger does not cover', async () => {
    const triggers = { AccountClosed: plainTrigger({ deadline: 'P15WD', clause: 'Closing', covers: ['phones'] }) };
    const { office, contents } = createOffice(planWith({ triggers }));
    expect((await openCase(closure, office)).outstanding).toEqual(['orders#phones']);
    expect(contents().filter(({ pk }) => pk.startsWith('U#'))).toHaveLength(1);
  });

  it('is complete where nothing is covered', async () => {
    const triggers = { AccountClosed: plainTrigger({ deadline: 'P15WD', clause: 'Closing', covers: [] }) };
    const { office, registry, contents } = createOffice(planWith({ triggers }));
    const { id } = await openCase(closure, office);
    expect(await registry.case(id)).toMatchObject({ state: 'completed', outstanding: [], completedAt: NOW });
    expect(contents().filter(({ pk }) => pk.startsWith('U#'))).toEqual([]);
    expect(await registry.certificatesDue(NOW + 1000, 10), 'its certificate is due').toMatchObject([{ case: id }]);
    expect((await registry.openCases('', 10)).cases).toEqual([]);
  });

  it('names once whoever receives something that its trigger covers, and waits by its deadline', async () => {
    const { logs, orders } = samplePlan.datasets;
    if (!logs || !orders) throw new Error('the sample has logs and orders');
    const datasets = { ...samplePlan.datasets, logs: { ...logs, recipients: ['courier', 'bank'] } };
    const triggers = { AccountClosed: plainTrigger({ deadline: 'P15WD', clause: 'Closing', covers: ['short'] }) };
    const plan = planWith({ triggers });
    const { office, registry } = createOffice({
      ...plan,
      datasets: { ...datasets, orders: { ...orders, recipients: ['nobody'] }, more: { ...datasets.logs, id: 'more' } },
    });
    const { id, recipients, deadline } = await openCase(closure, office);
    expect(recipients).toEqual([{ id: 'bank' }, { id: 'courier' }]);
    expect(await registry.openCases('', 10)).toEqual({ cases: [{ id, deadline }], next: null });
  });

  it('announces itself with its deadline, and that nothing of the account may be used from now on [R-08]', async () => {
    const { office, announced } = createOffice();
    const { id } = await openCase(closure, office);
    expect(announced).toEqual([
      {
        type: 'ErasureScheduled',
        detail: { policy: 'shop', subject: LI, case: id, deadline: '2026-10-15T16:00:00.000Z', provisional: false },
      },
      {
        type: 'ProcessingRestricted',
        detail: {
          ...{ policy: 'shop', subject: LI, case: id, categories: null },
          ...{ dataset: null, rule: null, law: null, until: null },
        },
      },
    ]);
  });
});

describe('the same closure told again', () => {
  it('is the same case, and changes nothing', async () => {
    const { office, contents, counts, announced } = createOffice();
    const first = await openCase(closure, office);
    const before = contents();
    expect((await openCase(closure, office)).id).toBe(first.id);
    expect(contents()).toEqual(before);
    expect(counts.get('CasesOpened')).toBe(1);
    expect(announced.slice(2), 'the first time may have been cut off before it').toEqual(announced.slice(0, 2));
  });

  it('is announced with the deadline that stands, though the policy has changed since', async () => {
    const bench = createOffice();
    const first = await openCase(closure, bench.office);
    const triggers = { AccountClosed: plainTrigger({ deadline: 'P30D', clause: 'Closing', covers: ['short'] }) };
    const again = await openCase(closure, { ...bench.office, plan: planWith({ triggers, version: '2027-01-01' }) });
    expect(bench.announced.slice(2)).toEqual(bench.announced.slice(0, 2));
    expect(again).toEqual({ ...first, outstanding: CLUSTERS });
  });

  it('with another subject contradicts, and nothing is written or announced', async () => {
    const { office, contents, announced, counts } = createOffice();
    await openCase(closure, office);
    const before = contents();
    const other = openCase({ ...closure, subject: 'wang-13800138000' }, office);
    await expect(other).rejects.toMatchObject({ code: 'EVENT_CONTRADICTS', place: 'shop' });
    await expect(other).rejects.not.toThrow(/li-|wang|139|138|closure-1/);
    expect(contents()).toEqual(before);
    expect(announced).toHaveLength(2);
    expect(counts.get('CasesOpened')).toBe(1);
  });

  it('under another id is a case of its own, and the first closure stands', async () => {
    const { office, registry, contents } = createOffice();
    const first = await openCase(closure, office);
    const second = await openCase({ ...closure, id: 'closure-2', receivedAt: CLOSED + 60_000 }, office);
    expect(second.id).not.toBe(first.id);
    expect((await registry.case(second.id))?.outstanding).toEqual(CLUSTERS);
    expect((await registry.checkSubject(ref)).subject?.closure).toMatchObject({ case: first.id, at: CLOSED });
    expect(contents().filter(({ pk }) => pk.startsWith('U#'))).toHaveLength(2 * CLUSTERS.length);
  });
});

describe('a closure that cannot be', () => {
  it.each([
    ['of a policy that is not deployed', samplePlan, { ...closure, policy: 'bank' }, 'EVENT_UNKNOWN_POLICY'],
    ['of a policy every object has', samplePlan, { ...closure, policy: 'constructor' }, 'EVENT_UNKNOWN_POLICY'],
    ['of a policy that says nothing about it', planWith({ triggers: {} }), closure, 'EVENT_NOT_COVERED'],
  ])('%s is refused, and nothing is written', async (_, plan, event, code) => {
    const { office, contents, announced } = createOffice(plan);
    const refused = openCase(event, office);
    await expect(refused).rejects.toMatchObject({ code, remedy: 'park' });
    await expect(refused).rejects.not.toThrow(LI);
    expect(contents()).toEqual([]);
    expect(announced).toEqual([]);
  });
});

describe('opening a case', () => {
  it('ends the same wherever it died before the event came again', async () => {
    const whole = createOffice();
    await openCase(closure, whole.office);
    let died = true;
    let requests = 0;
    for (; died; requests++) {
      const bench = createOffice();
      bench.dieAfter(requests);
      died = await openCase(closure, bench.office).then(
        () => false,
        () => true,
      );
      // The clocks that run beside it are started afterwards.
      const its = ({ contents }: typeof bench) =>
        contents().filter(({ pk, sk }) => /^(C#.* CASE|S#.* SUBJECT|D#open|U#)/.test(`${pk} ${sk}`));
      expect([[], its(whole)], 'all or nothing').toContainEqual(its(bench));
      bench.dieAfter(Number.POSITIVE_INFINITY);
      await openCase(closure, bench.office);
      expect(bench.contents()).toEqual(whole.contents());
      expect(bench.announced.slice(-2)).toEqual(whole.announced);
    }
    expect(requests).toBeGreaterThan(4);
  });

  it('writes the subject’s id into the subject’s item only, and what the sender chose nowhere', async () => {
    const { office, contents } = createOffice();
    await openCase({ ...closure, id: 'closed by 张伟' }, office);
    const rows = contents();
    const naming = rows.filter((row) => JSON.stringify(row).includes(LI));
    expect(naming.map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([`S#${ref} SUBJECT`]);
    expect(JSON.stringify(rows)).not.toContain('张伟');
  });
});
