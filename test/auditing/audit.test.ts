import { describe, expect, it } from 'vitest';
import { AUDITED_EVERY } from '../../lib/auditing/audit.ts';
import { type AuditOffice, continueAudits } from '../../lib/auditing/index.ts';
import { keyOf } from '../../lib/erasure/targets/memory.ts';
import { logs, orders, reviews } from '../erasure/sample-plan.ts';
import { DAY, MINUTE } from '../erasure/workbench.ts';
import { auditedPlan, createAuditingWorld } from './auditing-world.ts';

type World = ReturnType<typeof createAuditingWorld>;

const ID_CARD = '11010519491231002X';
const sessions = (count: number, user: string, day = '2026-01-01') =>
  Array.from({ length: count }, (_, n) => ({ user_id: user, at: `${n}`, created_at: `${day}T00:00:00Z` }));

/** Runs of a minute each, until every store has been audited. */
async function audit({ bench, office }: World) {
  await continueAudits(bench.clock.now() + MINUTE, office);
  const audits = await bench.registry.audits();
  return Object.fromEntries(audits.map((one) => [one.store, one]));
}

describe('an audit', () => {
  it('arms what lies in a store without a timer, and counts it [R-28]', async () => {
    const world = createAuditingWorld();
    for (const record of sessions(7, 'li')) world.bench.target.put(logs, record);
    await world.bench.store(logs, { user_id: 'wang', at: '1', created_at: '2026-01-01T00:00:00Z' });
    const { logs: found } = await audit(world);
    expect(found).toMatchObject({ policy: 'shop', records: 8, due: 0, pass: 1 });
    expect(found?.untracked, 'of seven records one timer').toBe(1);

    await world.bench.liveUntil('2026-07-15T00:00:00Z');
    expect(world.bench.target.records(logs)).toEqual([]);
  });

  it('finds nothing untracked where every record was tagged', async () => {
    const world = createAuditingWorld();
    for (const record of sessions(5, 'li')) await world.bench.store(logs, record);
    await world.bench.store(reviews, { review_id: 'r1', author: 'li', created_at: '2026-01-01T00:00:00Z' });
    const found = await audit(world);
    expect([found.logs?.untracked, found.reviews?.untracked]).toEqual([0, 0]);
  });

  it('sends workers for what should be gone: what is past its time, and what came back of a closed account [C-20, R-16]', async () => {
    const world = createAuditingWorld();
    const { bench } = world;
    for (const record of sessions(2, 'li')) await bench.store(logs, record);
    await bench.closeAccount('li');
    await bench.liveFor(2 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.known(), 'only a tombstone is left').not.toContain('"li"');

    for (const record of sessions(2, 'li')) bench.target.put(logs, record); // a restore without a stream
    for (const record of sessions(2, 'zhao', '2025-01-01')) bench.target.put(logs, record);
    const { logs: found } = await audit(world);
    expect(found).toMatchObject({ records: 4, due: 4, held: 0 });
    await bench.liveFor(MINUTE);
    expect(bench.target.records(logs)).toEqual([]);
  });

  it('counts apart what only a hold keeps, and what only a floor keeps not at all [R-14]', async () => {
    const world = createAuditingWorld();
    const { bench } = world;
    await bench.store(logs, { user_id: 'li', at: '1', created_at: '2025-01-01T00:00:00Z' });
    await bench.registry.placeHold({
      id: 'hold-1',
      ground: 'a',
      authority: 'court 1',
      placedAt: bench.clock.now(),
      placedBy: 'dpo',
      reviewAt: bench.clock.now() + DAY,
      policy: 'shop',
      scope: { ref: bench.ref('li') },
    });
    const completed = { created_at: '2026-01-01T00:00:00Z', completed_at: '2026-01-01T00:00:00Z' };
    await bench.store(orders, { order_id: 'o1', user_id: 'wang', ...completed });
    await bench.closeAccount('wang');
    const found = await audit(world);
    expect(found.logs).toMatchObject({ due: 0, held: 1 });
    expect(found.orders).toMatchObject({ due: 0, held: 0, records: 1 });
  });

  it('reports what no one declared and what may not be there, as names and counts [A-10, B-07, D-39, R-28]', async () => {
    const world = createAuditingWorld();
    for (let n = 0; n < 5; n++) {
      const ip = n < 4 ? { ip: '10.0.0.1' } : {};
      await world.bench.store(logs, { user_id: 'li', at: `${n}`, created_at: '2026-01-01T00:00:00Z', ...ip });
    }
    const order = { order_id: 'o1', user_id: 'li', created_at: '2026-01-01T00:00:00Z' };
    await world.bench.store(orders, { ...order, note: `身份证 ${ID_CARD}` });
    const found = await audit(world);
    expect(found.logs?.findings).toEqual([{ kind: 'undeclared', attribute: 'ip', category: null, count: 4 }]);
    expect(found.orders?.findings).toEqual([{ kind: 'prohibited', attribute: 'note', category: 'id-card', count: 1 }]);
    expect(world.bench.announced.filter(({ type }) => type === 'DriftFound').map(({ detail }) => detail)).toEqual([
      { policy: 'shop', dataset: 'logs', kind: 'undeclared', count: 4 },
      { policy: 'shop', dataset: 'orders', kind: 'prohibited', count: 1 },
    ]);
    expect(world.bench.counts.get('DriftFound')).toBe(5);
    const told = JSON.stringify([found, world.bench.announced]);
    for (const secret of [ID_CARD, '10.0.0.1', '"li"']) expect(told).not.toContain(secret);
  });

  it('does not bring back whom it saw a moment before the last record went [R-27]', async () => {
    const world = createAuditingWorld();
    const { bench } = world;
    const old = { user_id: 'li-13912345678', at: '1', created_at: '2026-01-01T00:00:00Z' };
    const young = { ...old, at: '2', created_at: '2026-06-01T00:00:00Z' };
    await bench.store(logs, old);
    bench.goTo(young.created_at);
    await bench.store(logs, young);
    bench.target.remove(logs, keyOf(logs, young)); // by the application
    const stale = [{ key: keyOf(logs, young), fields: young, stored: () => young }];
    await bench.liveUntil('2026-06-30T00:05:00Z'); // erased, and about to be forgotten
    expect(bench.target.records(logs)).toEqual([]);
    const readers = () => async () => ({ records: stale, next: null });
    const plan = { ...world.office.plan, datasets: { logs: world.office.plan.datasets.logs as typeof logs } };
    await continueAudits(bench.clock.now() + MINUTE, { ...world.office, plan, readers });
    expect(bench.known(), 'known again').toContain('li-13912345678');
    await bench.liveFor(DAY);
    expect(bench.known()).not.toContain('li-13912345678');
  });

  it('looks into a table that is said to hold nothing personal, and arms nothing of it [C-13, R-28]', async () => {
    const world = createAuditingWorld({ plan: { ...auditedPlan, checked: ['clicks'] } });
    const stored = { page: '/home', user_id: 'li', note: ID_CARD };
    const records = [{ key: '1', fields: stored, stored: () => stored }];
    const office: AuditOffice = {
      ...world.office,
      readers: (place) => ('table' in place ? async () => ({ records, next: null }) : world.office.readers(place)),
    };
    const { clicks } = await audit({ ...world, office });
    expect(clicks).toMatchObject({ policy: null, records: 1, untracked: 0 });
    expect(clicks?.findings).toEqual([
      { kind: 'prohibited', attribute: 'note', category: 'id-card', count: 1 },
      { kind: 'subject key', attribute: 'user_id', category: null, count: 1 },
    ]);
    expect(world.bench.timers()).toEqual([]);
  });

  it('leaves no id behind where it stopped [R-27]', async () => {
    const world = createAuditingWorld();
    const subject = 'li-13912345678';
    for (const record of sessions(9, subject)) world.bench.target.put(logs, record);
    await continueAudits(world.bench.clock.now(), world.office); // time for one page
    const walks = await world.bench.registry.walks();
    expect(walks.find(({ name }) => name === 'audit/logs')?.cursor).not.toBeNull();
    expect(JSON.stringify(walks)).not.toContain(subject);
  });

  it('comes again after a month, and not before', async () => {
    const world = createAuditingWorld();
    await audit(world);
    world.bench.advance(AUDITED_EVERY - DAY);
    expect((await audit(world)).logs?.pass).toBe(1);
    world.bench.advance(DAY);
    expect((await audit(world)).logs?.pass).toBe(2);
  });

  it('comes to the same, wherever it is interrupted', async () => {
    const lives = async (crashAt: number) => {
      const world = createAuditingWorld();
      const { bench, office } = world;
      for (const record of sessions(7, 'li', '2025-01-01')) bench.target.put(logs, { ...record, ip: '10.0.0.1' });
      bench.crashAtCall(crashAt);
      let died = false;
      for (let minute = 0; minute < 12; minute++) {
        const failed = await continueAudits(bench.clock.now() + MINUTE, { ...office, fault: () => {} }).then(
          (faults) => faults.length > 0,
          () => true,
        );
        died ||= failed;
        bench.revive();
        bench.advance(MINUTE);
      }
      const found = (await bench.registry.audits()).find(({ store }) => store === 'logs');
      expect(found?.records, `after a crash at request ${crashAt}`).toBe(7);
      expect(found?.findings).toEqual([{ kind: 'undeclared', attribute: 'ip', category: null, count: 7 }]);
      await bench.liveFor(MINUTE);
      expect(bench.target.records(logs)).toEqual([]);
      return died;
    };
    let crash = 1;
    while (await lives(crash)) crash++;
    expect(crash).toBeGreaterThan(10);
  });
});
