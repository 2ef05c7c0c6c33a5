import { describe, expect, it } from 'vitest';
import { createCaseBench, DAY, HOUR, LI, ref, referencer, START } from './case-bench.ts';
import { GATES, requestPlan } from './request-plan.ts';

const CLOSED = { type: 'PlatformAccountCancelled' } as const;
const PROOFS = { identity: 'ticket 1', contracts: 'order system, 2026-03-09' };
const ERASURE = { type: 'ErasureRequested', categories: ['phone'] } as const;
/** The end of the fifteenth working day after START, and after the Monday a week later. */
const [FROM_RECEIPT, FROM_PROOF] = ['2026-03-31T00:00:00+08:00', '2026-04-08T00:00:00+08:00'].map(Date.parse);

describe('a case whose gates are not met', () => {
  it('waits, and says for what [R-12, D-50, E-28]', async () => {
    const bench = createCaseBench();
    const opened = await bench.open(CLOSED);
    expect(opened).toMatchObject({
      state: 'waiting',
      gates: [{ id: 'identity' }, { id: 'contracts' }],
      outstanding: [],
    });
    expect(bench.announced).toEqual([
      { type: 'CaseWaiting', detail: { policy: 'shop', case: opened.id, gates: ['identity', 'contracts'] } },
    ]);
    expect(Object.fromEntries(bench.counts)).toEqual({ CasesWaiting: 1 });
    expect((await bench.registry.openCases('', 9)).cases).toMatchObject([{ id: opened.id }]);
  });

  it('has no timers, and leaves its subject as it was but for its name [R-12]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    expect(await bench.timers()).toEqual([]);
    expect((await bench.check()).subject).toEqual({ ref, policy: 'shop', id: LI, waiting: [id], turn: 1 });
  });

  it('notes each proof with its evidence, and waits for the rest', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    const proven = await bench.prove(id, { contracts: 'order system' }, START + HOUR);
    const gates = [{ id: 'identity' }, { id: 'contracts', metAt: START + HOUR, evidence: 'order system' }];
    expect(proven).toMatchObject({ state: 'waiting', gates });
    expect(bench.announced[1]).toMatchObject({ type: 'CaseWaiting', detail: { gates: ['identity'] } });
    expect(await bench.timers()).toEqual([]);
  });

  it('keeps the first proof of a gate', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    await bench.prove(id, { identity: 'ticket 1' }, START + HOUR);
    const { gates } = await bench.prove(id, { identity: 'ticket 2' }, START + 2 * HOUR);
    expect(gates[0]).toEqual({ id: 'identity', metAt: START + HOUR, evidence: 'ticket 1' });
  });

  it('begins with the last proof: timers, marks, announcements [R-12, D-50, D-51]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    await bench.prove(id, { contracts: 'order system' });
    const begun = await bench.prove(id, { identity: 'ticket 1' });
    expect(begun.state).toBe('open');
    expect(await bench.timers()).toEqual([...begun.outstanding].sort());
    const { subject } = await bench.check();
    expect(subject).toMatchObject({ closure: { case: id, trigger: CLOSED.type }, id: LI });
    expect(subject?.waiting).toBeUndefined();
    expect(bench.announced.slice(-2).map(({ type }) => type)).toEqual(['ErasureScheduled', 'ProcessingRestricted']);
    expect(Object.fromEntries(bench.counts)).toEqual({ CasesWaiting: 1, CasesOpened: 1 });
  });

  it('is open at once where the trigger comes with all its proofs', async () => {
    const bench = createCaseBench();
    const opened = await bench.open({ ...CLOSED, preconditions: PROOFS });
    expect(opened).toMatchObject({ state: 'open', provisional: false, deadline: FROM_RECEIPT });
    expect(opened.gates).toEqual(GATES.map((id) => ({ id, metAt: START, evidence: PROOFS[id as 'identity'] })));
  });

  it('counts the trigger’s proofs where some of them come with it', async () => {
    const bench = createCaseBench();
    const { state, gates } = await bench.open({ ...CLOSED, preconditions: { identity: 'ticket 1' } });
    expect([state, gates[0]?.metAt]).toEqual(['waiting', START]);
  });

  it('that covers nothing is done when it begins', async () => {
    const { shop } = requestPlan.policies;
    const cancelled = shop?.triggers.PlatformAccountCancelled;
    if (!shop || !cancelled) throw new Error('the sample has a shop that can be cancelled');
    const triggers = { PlatformAccountCancelled: { ...cancelled, covers: [] } };
    const bench = createCaseBench({ plan: { ...requestPlan, policies: { shop: { ...shop, triggers } } } });
    const { id } = await bench.open(CLOSED);
    expect(await bench.prove(id, PROOFS)).toMatchObject({ state: 'completed', completedAt: START });
    expect((await bench.registry.openCases('', 9)).cases).toEqual([]);
  });
});

describe('the deadline of a case with gates', () => {
  it('counts from the last proof where the text says so, and is provisional until then [R-10, D-50, E-28]', async () => {
    const bench = createCaseBench();
    const { id, deadline, provisional } = await bench.open(CLOSED);
    expect({ deadline, provisional }).toEqual({ deadline: FROM_RECEIPT, provisional: true });
    bench.advance(8 * DAY);
    await bench.prove(id, { contracts: 'order system' }, START + 3 * DAY);
    const begun = await bench.prove(id, { identity: 'ticket 1' }, START + 7 * DAY);
    expect(begun).toMatchObject({ deadline: FROM_PROOF, provisional: false });
    expect((await bench.registry.openCases('', 9)).cases).toEqual([{ id, deadline: FROM_PROOF }]);
    expect((await bench.check()).subject?.closure?.deadline).toBe(FROM_PROOF);
  });

  it('counts from receipt where the text says nothing of proofs, however late they come [R-10, R-18, C-19]', async () => {
    const bench = createCaseBench();
    const { id, deadline, provisional } = await bench.open(ERASURE);
    expect({ deadline, provisional }).toEqual({ deadline: FROM_RECEIPT, provisional: false });
    bench.advance(8 * DAY);
    expect((await bench.prove(id, { identity: 'ticket 1' })).deadline).toBe(FROM_RECEIPT);
  });

  it('never counts from before receipt', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    expect((await bench.prove(id, PROOFS, START - 30 * DAY)).deadline).toBe(FROM_RECEIPT);
  });
});

describe('proofs', () => {
  it('told again change nothing, and are announced again', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    await bench.prove(id, PROOFS);
    const before = bench.contents();
    bench.advance(DAY);
    expect((await bench.prove(id, PROOFS)).state).toBe('open');
    expect(bench.contents()).toEqual(before);
    expect(bench.announced.slice(-2)).toEqual(bench.announced.slice(-4, -2));
    expect(bench.counts.get('CasesOpened')).toBe(1);
  });

  it('of a case nobody knows are parked: its trigger may still come [R-12]', async () => {
    const bench = createCaseBench();
    const id = referencer.case('shop', 'c1');
    await expect(bench.prove(id, PROOFS)).rejects.toMatchObject({ code: 'EVENT_UNKNOWN_CASE', remedy: 'park' });
    expect(bench.contents()).toEqual([]);
    await bench.open({ ...CLOSED, id: 'c1' });
    expect((await bench.prove(id, PROOFS)).state).toBe('open');
  });

  it('of something the case does not ask for are refused whole', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    const before = bench.contents();
    const refused = bench.prove(id, { ...PROOFS, mood: 'good' });
    await expect(refused).rejects.toMatchObject({ code: 'EVENT_NOT_COVERED', remedy: 'park' });
    await expect(refused).rejects.not.toThrow(/mood|ticket/);
    expect(bench.contents()).toEqual(before);
  });

  it('end the same wherever it died before they came again', async () => {
    const whole = createCaseBench();
    const { id } = await whole.open(CLOSED);
    await whole.prove(id, PROOFS);
    let died = true;
    for (let requests = 0; died; requests++) {
      const bench = createCaseBench();
      await bench.open(CLOSED);
      const waiting = bench.contents();
      bench.dieAfter(requests);
      died = await bench.prove(id, PROOFS).then(
        () => false,
        () => true,
      );
      expect([waiting, whole.contents()], 'all or nothing').toContainEqual(bench.contents());
      bench.dieAfter(Number.POSITIVE_INFINITY);
      await bench.prove(id, PROOFS);
      expect(bench.contents()).toEqual(whole.contents());
      expect(bench.announced.slice(-2)).toEqual(whole.announced.slice(-2));
    }
  });
});
