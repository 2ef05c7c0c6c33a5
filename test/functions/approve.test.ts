import { describe, expect, it } from 'vitest';
import { createHandler, type ToldBrake } from '../../functions/approve/handler.ts';
import { answeringRefusals } from '../../functions/wiring/refusal.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
const POLICY = 'shop';

function createDesk() {
  let now = START;
  const registry = memoryRegistry({ shards: 4 });
  const clock = { now: () => now, sleep: async () => {} };
  const handle = createHandler({ plan: samplePlan, registry, clock, shards: 4 });
  return {
    registry,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    ask: answeringRefusals((event: unknown) => handle(event)),
    list: async () => ((await handle({ command: 'brake list' })) as { brakes: readonly ToldBrake[] }).brakes,
    approve: async (rest: object = {}) => ((await handle(order(rest))) as { approved: readonly ToldBrake[] }).approved,
  };
}

const order = (rest: object = {}) => ({ command: 'approve', policy: POLICY, by: 'officer', ...rest });
const PAIRS = Object.values(samplePlan.datasets).flatMap(({ id, clusters }) =>
  clusters.map(({ rule }) => ({ dataset: id, rule })),
);
const [FIRST] = PAIRS;
const states = (brakes: readonly ToldBrake[]) => [...new Set(brakes.map(({ state }) => state))];

describe('approve', () => {
  it('lists every rule in every dataset: after the first deployment nobody has approved any', async () => {
    const brakes = await createDesk().list();
    expect(brakes.map(({ dataset, rule }) => ({ dataset, rule }))).toEqual(PAIRS);
    expect(brakes[0]).toEqual({
      policy: POLICY,
      policyVersion: samplePlan.policies[POLICY]?.version,
      ...FIRST,
      state: 'observe',
      approved: null,
      pausedAt: null,
      observedAt: null,
      waiting: null,
      today: { day: null, budget: 100, left: 0 },
    });
    expect(states(brakes)).toEqual(['observe']);
  });

  it('approves all of a policy that waits, and says who did so and how much may go', async () => {
    const desk = createDesk();
    const approved = await desk.approve();
    expect(approved).toHaveLength(PAIRS.length);
    expect(approved[0]).toMatchObject({
      ...FIRST,
      state: 'running',
      approved: { at: '2026-11-23T12:00:00.000Z', by: 'officer', policyVersion: samplePlan.policies[POLICY]?.version },
      today: { day: '2026-11-23', budget: 100, left: 100 },
    });
    expect(await desk.list()).toEqual(approved);
  });

  it('changes nothing where nothing waits, however often it is told', async () => {
    const desk = createDesk();
    await desk.approve();
    const before = desk.registry.contents();
    desk.advance(60_000);
    expect(await desk.approve({ by: 'somebody else', records: 5000 })).toEqual([]);
    expect(desk.registry.contents()).toEqual(before);
  });

  it('approves less than a policy, and as many records as it is told', async () => {
    const desk = createDesk();
    const approved = await desk.approve({ ...FIRST, records: 5000 });
    expect(approved.map(({ dataset, rule, today }) => [dataset, rule, today.left])).toEqual([
      [FIRST?.dataset, FIRST?.rule, 5000],
    ]);
    const others = (await desk.list()).slice(1);
    expect(states(others)).toEqual(['observe']);
    const [dataset = ''] = new Set(others.map((one) => one.dataset));
    expect(states(await desk.approve({ dataset }))).toEqual(['running']);
  });

  it('tells what is paused, and since when, and what was seen meanwhile', async () => {
    const desk = createDesk();
    await desk.approve();
    const [brake] = await desk.registry.brakes(PAIRS.slice(0, 1));
    if (brake === undefined) throw new Error('not approved');
    const waiting = { day: '2026-11-23', records: 7, before: 0 };
    await desk.registry.saveBrake({ ...brake, step: brake.step + 1, left: 0, pausedAt: START, waiting });
    expect((await desk.list())[0]).toMatchObject({
      state: 'paused',
      pausedAt: '2026-11-23T12:00:00.000Z',
      waiting: { day: '2026-11-23', records: 7 },
      today: { budget: 100, left: 0 },
    });
    expect((await desk.approve()).map(({ dataset, rule }) => ({ dataset, rule }))).toEqual([FIRST]);
  });

  it.each([
    ['a policy', { policy: 'nobody' }],
    ['a dataset', { dataset: 'nowhere' }],
    ['a rule', { rule: 'never' }],
  ])('refuses %s that is not deployed', async (_, rest) => {
    const { ask, registry } = createDesk();
    expect(await ask(order(rest), undefined)).toMatchObject({ error: { code: 'BRAKE_UNKNOWN' } });
    expect(registry.contents()).toEqual([]);
  });

  it.each([
    ['nothing', null],
    ['an unknown command', { command: 'disapprove', policy: POLICY, by: 'officer' }],
    ['no policy', { command: 'approve', by: 'officer' }],
    ['nobody who approves', { command: 'approve', policy: POLICY }],
    ['an empty role', order({ by: '' })],
    ['a role that would change the screen', order({ by: 'officer\u001b[2J' })],
    ['a part of a record', order({ records: 1.5 })],
    ['no record', order({ records: 0 })],
    ['a number that is a text', order({ records: '5' })],
    ['more than any store has', order({ records: 1e13 })],
    ['another field', order({ canary: 'canary' })],
    ['a list of something', { command: 'brake list', policy: 'canary' }],
  ])('does not understand %s, and writes nothing', async (_, what) => {
    const { ask, registry } = createDesk();
    const answer = await ask(what, undefined);
    expect(answer).toMatchObject({ error: { code: 'USAGE' } });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(registry.contents()).toEqual([]);
  });
});
