import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RefuseOrder, refuseCase } from '../../../lib/registry/desk/index.ts';
import { logs } from '../../erasure/sample-plan.ts';
import { DAY, HOUR } from '../../erasure/workbench.ts';
import { createDeskWorld, START } from './desk-world.ts';

const refusal = (id: string, more: Partial<RefuseOrder> = {}): RefuseOrder => ({
  case: id,
  code: 'a',
  reason: 'What is asked for is part of an investigation.',
  by: 'data protection officer',
  ...more,
});
const log = { user_id: 'li', at: START, created_at: START, used_at: START };

describe('refusing a request', () => {
  it('ends its case as refused, on a ground of the policy and with a reason, and tells of it [D-55, D-56, D-57, R-15]', async () => {
    const { open, office, bench, registry } = createDeskWorld();
    const { id } = await open();
    bench.advance(HOUR);
    const refused = await refuseCase(refusal(id), office);
    const at = bench.clock.now();
    expect(refused).toMatchObject({
      state: 'refused',
      refusedAt: at,
      decisions: [
        {
          kind: 'refused',
          code: 'a',
          clause: '6.7 a',
          reason: 'What is asked for is part of an investigation.',
          by: 'data protection officer',
          at,
        },
      ],
    });
    expect(await registry.case(id)).toEqual(refused);
    expect(bench.announced.at(-1)).toEqual({ type: 'CaseRefused', detail: { policy: 'shop', case: id, code: 'a' } });
    expect(bench.counts.get('CasesRefused')).toBe(1);
  });

  it('erases nothing, and what is stored goes when its own period ends', async () => {
    const { open, office, bench } = createDeskWorld();
    await bench.store(logs, log);
    const { id } = await open();
    await refuseCase(refusal(id), office);
    await bench.liveFor(150 * DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    await bench.liveFor(40 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toMatchObject([{ trigger: expect.not.stringMatching('AccountClosed'), records: 1 }]);
    expect(await bench.registry.case(id)).toMatchObject({ state: 'refused' });
  });

  it('takes the case off those under way, so that nobody is warned of its deadline any more', async () => {
    const { open, office, bench, openIds, refusedIds } = createDeskWorld();
    const { id } = await open();
    expect(await openIds()).toEqual([id]);
    await refuseCase(refusal(id), office);
    expect([await openIds(), await refusedIds()]).toEqual([[], [id]]);
    expect((await bench.registry.checkSubject(bench.ref('li'))).subject?.waiting).toBeUndefined();
  });

  it('leaves the answer to the person owed: refusing does not answer [D-53]', async () => {
    const { open, office, owed } = createDeskWorld();
    const { id } = await open();
    await refuseCase(refusal(id), office);
    expect(await owed()).toMatchObject([{ case: id, id: 'request' }]);
  });

  it('forgets a subject of whom there never was more than the request', async () => {
    const { open, office, bench } = createDeskWorld();
    const { id } = await open('closure-1', { subject: 'somebody with no data' });
    await refuseCase(refusal(id), office);
    await bench.liveFor(HOUR);
    expect(bench.known()).not.toContain('somebody with no data');
  });

  it.each([
    ['a code that is none of the policy’s', { code: '7' }, /`7` is no ground on which shop may refuse/],
    ['a ground for a hold, which is not one for a refusal', { code: 'law' }, /may refuse/],
    ['what every object inherits', { code: 'constructor' }, /may refuse/],
    ['no evidence where the ground asks for it', { code: 'd' }, /asks for evidence with `d` \(6\.7 d\)/],
    ['empty evidence where the ground asks for it', { code: 'd', evidence: ' ' }, /asks for evidence/],
    ['no reason', { reason: ' ' }, /written reason/],
    ['nobody who decides', { by: ' ' }, /a role that decides/],
  ])('is turned down with %s, and the case still waits [C-27, D-58, E-32, R-15]', async (_, more, why) => {
    const { open, office, registry } = createDeskWorld();
    const before = await open();
    await expect(refuseCase(refusal(before.id, more), office)).rejects.toMatchObject({
      code: 'DECISION_INVALID',
      message: expect.stringMatching(why),
    });
    expect(await registry.case(before.id)).toEqual(before);
  });

  it('keeps where the evidence is, where the ground asks for it [C-27, D-58]', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open();
    const { decisions } = await refuseCase(refusal(id, { code: 'd', evidence: 'file 2026-17' }), office);
    expect(decisions).toMatchObject([{ code: 'd', evidence: 'file 2026-17' }]);
  });

  it('is turned down where the policy has no grounds at all', async () => {
    const { open, office } = createDeskWorld({ policy: { refusals: {} } });
    const { id } = await open();
    await expect(refuseCase(refusal(id), office)).rejects.toMatchObject({
      message: expect.stringContaining('(it has none)'),
    });
  });

  it('comes too late once anything has begun [D-51]', async () => {
    const { open, meet, office, bench } = createDeskWorld();
    const met = await meet(await open(), 'identity', 'obligations');
    await expect(refuseCase(refusal(met.id), office)).rejects.toMatchObject({ code: 'CASE_UNDER_WAY' });
    await bench.liveFor(HOUR);
    expect(await bench.registry.case(met.id)).toMatchObject({ state: 'completed' });
    await expect(refuseCase(refusal(met.id), office)).rejects.toMatchObject({ code: 'CASE_UNDER_WAY' });
    const atOnce = await open('request-1', { type: 'ErasureRequested' });
    await expect(refuseCase(refusal(atOnce.id), office)).rejects.toMatchObject({ code: 'CASE_UNDER_WAY' });
  });

  it('told again changes nothing, and is announced again; told otherwise it is turned down', async () => {
    const { open, office, bench } = createDeskWorld();
    const { id } = await open();
    const first = await refuseCase(refusal(id), office);
    bench.advance(DAY);
    expect(await refuseCase(refusal(id), office)).toEqual(first);
    expect(bench.announced.filter(({ type }) => type === 'CaseRefused')).toHaveLength(2);
    expect(bench.counts.get('CasesRefused')).toBe(1);
    for (const more of [{ code: 'repeated' }, { reason: 'another' }, { by: 'somebody else' }, { evidence: 'file 1' }]) {
      await expect(refuseCase(refusal(id, more), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
    }
    expect(await bench.registry.case(id)).toEqual(first);
  });

  it('of a case that nobody knows is turned down', async () => {
    const { office } = createDeskWorld();
    await expect(refuseCase(refusal('x'.repeat(22)), office)).rejects.toMatchObject({ code: 'CASE_UNKNOWN' });
  });

  it('loses to a proof that comes at the same moment, and says so', async () => {
    let meanwhile: (() => Promise<unknown>) | null = null;
    const { open, meet, office } = createDeskWorld({
      before: async (method) => {
        if (method !== 'refuseCase' || meanwhile === null) return;
        const act = meanwhile;
        meanwhile = null;
        await act();
      },
    });
    const one = await open();
    meanwhile = () => meet(one, 'identity', 'obligations');
    await expect(refuseCase(refusal(one.id), office)).rejects.toMatchObject({ code: 'CASE_UNDER_WAY' });
  });

  it('is refused all the same after a proof that left a gate open', async () => {
    let meanwhile: (() => Promise<unknown>) | null = null;
    const { open, meet, office } = createDeskWorld({
      before: async (method) => {
        if (method !== 'refuseCase' || meanwhile === null) return;
        const act = meanwhile;
        meanwhile = null;
        await act();
      },
    });
    const one = await open();
    meanwhile = () => meet(one, 'identity');
    const refused = await refuseCase(refusal(one.id), office);
    expect(refused).toMatchObject({
      state: 'refused',
      gates: [{ id: 'identity', evidence: 'ticket of identity' }, {}],
    });
  });
});

describe('a refusal', () => {
  it('is never automatic: nothing but a person at the desk refuses [C-23, C-24, D-52, D-54, E-31, R-15]', () => {
    const root = resolve(import.meta.dirname, '../../..');
    const files = ['lib', 'functions', 'cli', 'local'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => join(folder, path)),
    );
    const having = (text: RegExp) => files.filter((file) => text.test(readFileSync(join(root, file), 'utf8'))).sort();
    // Only one place asks the registry for it, and only the order of a person leads there.
    expect(having(/registry\.refuseCase\(/)).toEqual(['lib/registry/desk/refuse.ts']);
    expect(having(/(?<!registry\.|async )\brefuseCase\(order/)).toEqual([
      'functions/case/handler.ts',
      'lib/registry/desk/refuse.ts',
    ]);
    // And only the registry writes that state.
    expect(having(/state: 'refused'|':state': 'refused'/)).toEqual([
      'lib/registry/dynamo/decisions.ts',
      'lib/registry/memory/decisions.ts',
    ]);
  });

  it('never comes of what happens by itself, however long a case waits', async () => {
    const { open, bench, refusedIds } = createDeskWorld();
    const { id } = await open();
    await bench.liveFor(400 * DAY);
    expect([await bench.registry.case(id), await refusedIds()]).toMatchObject([{ state: 'waiting' }, []]);
  });
});
