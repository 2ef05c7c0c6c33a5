import { describe, expect, it } from 'vitest';
import { createWorld, DAY, NOW, POLICY, PROOFS } from './world.ts';

const rejectsWith = (code: string) => expect.objectContaining({ code });

describe('the shut-down of a service', () => {
  it('waits for both proofs, and nothing begins before [D-29, R-26]', async () => {
    const world = createWorld();
    await world.subject('li');
    const { id } = await world.open();
    await world.rounds(2);
    expect(world.opened).toEqual([]);
    expect(await world.meet(id, { 'notice-posted': 'https://shop.example/notice' })).toBe(true);
    await world.rounds(2);
    expect(world.opened).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'waiting', provenAt: null, passes: 0, provisional: true });
    await world.meet(id, { 'collection-stopped': 'OPS-17' });
    await world.run();
    expect(world.opened).toEqual([world.caseOf('li', id)]);
    expect(await world.progress()).toMatchObject({ state: 'erasing', provisional: false });
  });

  it('may come with its proofs', async () => {
    const world = createWorld();
    const opened = await world.open({ preconditions: PROOFS });
    expect(opened.provenAt).toBe(NOW);
    expect(opened.gates.map(({ evidence }) => evidence)).toEqual(Object.values(PROOFS));
  });

  it('has its deadline from the last proof where the policy counts from there [C-39]', async () => {
    const world = createWorld();
    const { id, deadline, provisional } = await world.open();
    expect([deadline, provisional]).toEqual([Date.parse('2026-04-02T00:00:00+08:00'), true]);
    world.wait(10 * DAY);
    await world.meet(id, PROOFS);
    expect(await world.only()).toMatchObject({ deadline: Date.parse('2026-04-12T00:00:00+08:00'), provisional: false });
    await world.subject('li');
    await world.run();
    const one = await world.registry.case(world.caseOf('li', id));
    expect(one?.gates, 'and each case knows when that was').toMatchObject([
      { metAt: world.now() },
      { metAt: world.now() },
    ]);
  });

  it('keeps the first proof of each, and asks for no other', async () => {
    const world = createWorld();
    const { id } = await world.open();
    await world.meet(id, { 'collection-stopped': 'OPS-17' });
    world.wait(DAY);
    await world.meet(id, { 'collection-stopped': 'OPS-99' });
    expect((await world.only()).gates[0]).toMatchObject({ metAt: NOW, evidence: 'OPS-17' });
    await expect(world.meet(id, { identity: 'x', 'notice-posted': 'y' })).rejects.toEqual(
      rejectsWith('EVENT_NOT_COVERED'),
    );
    expect((await world.only()).provenAt).toBeUndefined();
    expect(await world.meet('no-such-case-at-all-xx', PROOFS), 'a case of somebody').toBe(false);
  });

  it('is one for each policy: told again it is the same, and by another event it is refused', async () => {
    const world = createWorld();
    const first = await world.open();
    expect(await world.open({ receivedAt: NOW })).toEqual(first);
    world.wait(DAY);
    await expect(world.open({ id: 'end-2' })).rejects.toEqual(rejectsWith('EVENT_CONTRADICTS'));
    await expect(world.open({ receivedAt: NOW + DAY })).rejects.toEqual(rejectsWith('EVENT_CONTRADICTS'));
    expect(await world.registry.shutDowns()).toEqual([first]);
  });

  it('is refused of a policy that says nothing of it, or is not deployed', async () => {
    const world = createWorld();
    await expect(world.open({ policy: 'quiet' })).rejects.toEqual(rejectsWith('EVENT_NOT_COVERED'));
    await expect(world.open({ policy: 'constructor' })).rejects.toEqual(rejectsWith('EVENT_UNKNOWN_POLICY'));
  });

  it('opens a case for everybody of the service, also who had closed an account, and for nobody else [A-16, E-12]', async () => {
    const world = createWorld();
    for (const name of ['li', 'wang', 'zhao']) await world.subject(name);
    await world.subject('chen', 'quiet');
    const { id } = await world.open({ preconditions: PROOFS });
    await world.rounds(3);
    expect([...world.opened].sort()).toEqual(['li', 'wang', 'zhao'].map((name) => world.caseOf(name, id)).sort());
  });

  it('looks for newcomers until a pass finds none, and says how many came after the stop', async () => {
    const world = createWorld();
    await world.subject('li');
    const { id } = await world.open({ preconditions: PROOFS });
    await world.rounds(1);
    await world.subject('wang');
    await world.end(world.caseOf('li', id));
    await world.rounds(1);
    expect(world.record(id), 'somebody new was found').toBeNull();
    await world.end(world.caseOf('wang', id));
    await world.rounds(1);
    expect(await world.progress()).toMatchObject({
      state: 'completed',
      cases: { found: 2, afterStop: 1, completed: 2 },
    });
    expect(world.counts.get('AfterStop')).toBe(1);
    expect(world.record(id)?.counts).toEqual({ cases: 2, completed: 2, restricted: 0, refused: 0, afterStop: 1 });
  });

  it('rests between its rounds for twenty times as long as they took, a minute at least', async () => {
    const world = createWorld();
    await world.subject('li');
    await world.open({ preconditions: PROOFS });
    const passes = async () => (await world.progress()).passes;
    await world.run();
    world.wait(59_000);
    await world.run();
    expect(await passes()).toBe(1);
    world.wait(1000);
    await world.run();
    expect(await passes()).toBe(2);
  });

  it('is recorded when only what floors keep is left, and again when that has gone [C-39, D-29, R-26]', async () => {
    const world = createWorld();
    for (const name of ['li', 'wang']) await world.subject(name);
    const { id } = await world.open({ preconditions: PROOFS });
    await world.rounds(2);
    expect(await world.progress()).toMatchObject({ state: 'erasing', cases: { open: 2 } });
    expect(world.files.size).toBe(0);
    const until = NOW + 1000 * DAY;
    await world.end(world.caseOf('li', id));
    await world.end(world.caseOf('wang', id), until);
    await world.rounds(2);
    expect(await world.progress()).toMatchObject({
      state: 'restricted',
      cases: { open: 0, restricted: 1, completed: 1, restrictedUntil: new Date(until).toISOString() },
    });
    expect(world.record(id)).toMatchObject({
      format: 'expunge-shut-down/1',
      stage: 'erased',
      policy: { id: POLICY, clause: '2.9.2' },
      proofs: Object.entries(PROOFS).map(([gate, evidence]) => ({ gate, evidence })),
      counts: { cases: 2, completed: 1, restricted: 1 },
      restrictedUntil: new Date(until).toISOString(),
    });
    await world.end(world.caseOf('wang', id));
    await world.rounds(2);
    expect(await world.progress()).toMatchObject({ state: 'completed', cases: { completed: 2 } });
    expect(world.record(id)).toMatchObject({
      stage: 'final',
      restrictedUntil: null,
      cases: ['li', 'wang']
        .map((name) => world.caseOf(name, id))
        .sort()
        .map((one) => ({ case: one, state: 'completed', certificates: [`certificates/${one}/erased.json`] })),
    });
    const said = world.announced.map(({ type, detail }) => [type, (detail as { stage?: string }).stage]);
    expect(said).toEqual([
      ['ServiceErased', 'erased'],
      ['ServiceErased', 'final'],
    ]);
    const { passes } = await world.progress();
    await world.rounds(2);
    expect((await world.progress()).passes, 'it is over').toBe(passes);
  });

  it('has a page that says the same in two languages, runs nothing, and names no person', async () => {
    const world = createWorld();
    await world.subject('canary-li');
    const { id } = await world.open({ preconditions: { ...PROOFS, 'notice-posted': '<script>alert(1)</script>' } });
    await world.rounds(1);
    await world.end(world.caseOf('canary-li', id));
    await world.rounds(1);
    const page = world.files.get(`shut-downs/${id}.html`) ?? '';
    expect(page).toContain('停止运营个人信息处理记录');
    expect(page).toContain('Record of a service shut down');
    expect(page).toContain(`certificates/${world.caseOf('canary-li', id)}/erased.json`);
    expect(page).toContain('OPS-17');
    expect(page).not.toContain('<script');
    expect([...world.files.values()].join('')).not.toContain('canary-li');
    expect(JSON.stringify(world.announced)).not.toContain('canary-li');
  });

  it('waits for the certificate of everything that was completed', async () => {
    const world = createWorld();
    await world.subject('li');
    const { id } = await world.open({ preconditions: PROOFS });
    await world.rounds(1);
    const one = world.caseOf('li', id);
    await world.registry.endCase(await world.registry.countDown(one, 'logs#short', 'erased'), 'completed', world.now());
    await world.rounds(2);
    expect(await world.progress()).toMatchObject({ state: 'erasing', cases: { completed: 1, uncertified: 1 } });
    await world.registry.certified(null, one, { stage: 'erased', at: world.now() }, null);
    await world.rounds(1);
    expect(await world.progress()).toMatchObject({ state: 'completed' });
  });

  it('goes past somebody whose case cannot be opened, tries again, and does not end before', async () => {
    const world = createWorld();
    for (const name of ['li', 'wang']) await world.subject(name);
    world.unopenable.add('li');
    const { id } = await world.open({ preconditions: PROOFS });
    await world.rounds(1);
    expect(world.opened).toEqual([world.caseOf('wang', id)]);
    await world.end(world.caseOf('wang', id));
    await world.rounds(2);
    expect(await world.progress()).toMatchObject({ state: 'erasing', pass: { failed: 1 } });
    expect(world.faults.length).toBe(3);
    world.unopenable.clear();
    await world.rounds(1);
    await world.end(world.caseOf('li', id));
    await world.rounds(1);
    expect(await world.progress()).toMatchObject({ state: 'completed', cases: { found: 2 } });
  });

  it('is final at once where the service has nobody', async () => {
    const world = createWorld();
    const { id } = await world.open({ preconditions: PROOFS });
    await world.run();
    expect(world.record(id)).toMatchObject({ stage: 'final', counts: { cases: 0 }, cases: [] });
  });

  it('says that it is at risk from a day before its deadline, whether it waits for proofs or erases', async () => {
    const world = createWorld();
    await world.subject('li');
    const { id } = await world.open();
    const atRisk = async () => {
      world.counts.delete('ShutDownsAtRisk');
      await world.run();
      return world.counts.get('ShutDownsAtRisk');
    };
    expect(await atRisk()).toBe(0);
    world.wait(31 * DAY);
    expect(await atRisk()).toBe(1);
    await world.meet(id, PROOFS);
    expect(await atRisk(), 'counted from the proofs').toBe(0);
    world.wait(40 * DAY);
    expect(await atRisk()).toBe(1);
  });
});
