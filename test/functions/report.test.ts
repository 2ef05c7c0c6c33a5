import { describe, expect, it } from 'vitest';
import { type Answer, createHandler } from '../../functions/report/handler.ts';
import { createCertifyingWorld, DAY, SUBJECT } from '../certifying/certifying-world.ts';
import { samplePlan } from '../erasure/sample-plan.ts';

/** Ids that could be a person's: where one of them shows, the report leaks. */
const CANARIES = ['canary-li', 'canary-wang', 'canary-zhao'];

async function createWorld() {
  const world = createCertifyingWorld();
  const kept = new Map<string, string>();
  const handler = createHandler({
    heads: world.heads,
    files: world.files,
    registry: world.registry,
    shards: 1,
    plan: samplePlan,
    keep: async (path, text) => void kept.set(path, text),
    clock: { now: () => world.now, sleep: async () => {} },
  });
  return { world, kept, handler };
}

/** Cases that are completed, restricted, open, overdue and refused, and timers that are held and stuck. */
async function population() {
  const made = await createWorld();
  const { world } = made;
  const [done = '', waits = '', restricted = ''] = CANARIES;
  for (const id of CANARIES) await world.open({ id, recipients: ['sms-provider'] });
  await world.complete(done);
  await world.certifier().look();
  await world.registry.countDown(restricted, 'logs#short', 'erased');
  await world.registry.countDown(restricted, 'orders#trade', 'restricted');
  const { deadline = 0 } = (await world.registry.case(restricted)) ?? {};
  await world.registry.endCase({ id: restricted, deadline }, 'restricted', world.now);
  const at = Date.parse('2028-02-29T16:00:00Z');
  const reason = { kind: 'restriction', what: 'orders#trade', until: at, law: 'E-commerce Law Art. 31' } as const;
  await world.registry.refused(null, restricted, { stage: 'erased', at: world.now, reasons: [reason] }, null);
  const timer = { action: 'delete', dataset: 'logs', rule: 'short', startAt: world.now - DAY, nonce: 'n' } as const;
  await world.registry.putUrgentTimers([
    { ...timer, ref: world.refOf(done), held: true },
    { ...timer, ref: world.refOf(waits), stuck: 'STORE_REFUSES', case: waits },
  ]);
  return made;
}

const PERIOD = { from: '2026-05-04', to: '2026-05-04' };

describe('the report function', () => {
  it('writes the report it is asked for, and answers with its files', async () => {
    const { handler, kept } = await population();
    const { folder, files } = (await handler(PERIOD)) as Answer;
    expect(folder).toBe('reports/2026-05-04_2026-05-04/');
    expect(Object.fromEntries(kept)).toEqual(
      Object.fromEntries(Object.entries(files ?? {}).map(([name, text]) => [`${folder}${name}`, text])),
    );
    const { now, proof } = JSON.parse(files?.['report.json'] ?? '');
    expect(now.timers.groups).toMatchObject([
      { why: 'stuck', code: 'STORE_REFUSES', clusters: 1 },
      { why: 'held', clusters: 1 },
    ]);
    expect(now.cases.known).toBe(3);
    expect(now.cases.open.find(({ left }: { left: string }) => left === 'longer')).toEqual({
      left: 'longer',
      cases: 1,
    });
    expect(now.cases.restricted).toEqual([
      { policy: 'shop', dataset: 'orders', rule: 'trade', law: 'E-commerce Law Art. 31', month: '2028-02', cases: 1 },
    ]);
    expect(now.cases.recipients).toEqual([{ recipient: 'sms-provider', cases: 3, oldestDays: 0 }]);
    expect(now.cases.refused).toContainEqual({ reason: 'restriction', cases: 1 });
    expect(proof).toMatchObject({ entries: 2, unpublished: 0 });
  });

  it('rests on the checkpoint that is published, and counts what was sealed', async () => {
    const { handler, world } = await population();
    const { files } = (await handler({ from: '2026-05-01', to: '2026-05-31' })) as Answer;
    const { totals, proof } = JSON.parse(files?.['report.json'] ?? '');
    expect(totals).toMatchObject({ receipts: 2, late: 0 });
    const [log] = proof.logs;
    const published = world.files.files.get(`${log.origin}/checkpoint`)?.bytes;
    expect(log.checkpoint.text).toBe(new TextDecoder().decode(published));
    expect(proof.unpublished).toBe(0);
  });

  it('names nobody: no subject, no reference, no case', async () => {
    const { handler, kept, world } = await population();
    await handler({ from: '2026-05-01', to: '2026-05-31' });
    const evidence = (await world.registry.case(CANARIES[0] ?? ''))?.evidence.ref ?? 'missing';
    const traces = [SUBJECT, '13912345678', evidence, ...CANARIES, ...CANARIES.map(world.refOf)];
    expect(kept.size).toBe(3);
    for (const text of kept.values()) for (const trace of traces) expect(text).not.toContain(trace);
  });

  it('reports on yesterday by itself, and on the month before on the first of a month', async () => {
    const { handler, world, kept } = await createWorld();
    world.goTo('2026-06-01T13:00:00Z');
    expect(await handler({ version: '0' })).toEqual({
      folders: ['reports/2026-05-31_2026-05-31/', 'reports/2026-05-01_2026-05-31/'],
    });
    expect(kept.size).toBe(6);
    expect(await handler(null)).toMatchObject({ folders: { length: 2 } });
  });

  it('refuses in words what is no period', async () => {
    const { handler, kept } = await createWorld();
    expect(await handler({ from: '2026-05-04' })).toMatchObject({ error: { code: 'USAGE' } });
    expect(kept.size).toBe(0);
  });
});
