import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Announcement, Metric } from '../../lib/announcements.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import type { Case } from '../../lib/registry/model.ts';
import { firstWarning, momentsOf, watchDeadlines } from '../../lib/registry/warnings.ts';
import { sampleCase } from './sample-case.ts';
import { sampleHold } from './sample-hold.ts';

const DAY = 24 * 3600 * 1000;
const START = Date.parse('2026-03-02T00:00:00Z');
const DEADLINE = START + 20 * DAY;
const REF = 'RRRRRRRRRRRRRRRRRRRRRR';
const CLUSTER = 'logs#fixed';

async function world(given: Partial<Case> = {}) {
  const registry = memoryRegistry({ shards: 8 });
  const told: Announcement[] = [];
  const counts: Partial<Record<Metric, number>> = {};
  const one = sampleCase({
    id: 'one',
    ref: REF,
    receivedAt: START,
    deadline: DEADLINE,
    outstanding: [CLUSTER],
    ...given,
  });
  const closure = { case: 'one', at: START, deadline: DEADLINE, covers: ['fixed'], trigger: 'AccountClosed' } as const;
  await registry.openCase(
    one.state === 'waiting' ? { ...one, outstanding: [] } : one,
    { ref: REF, policy: 'shop', id: 'li', ...(one.state === 'waiting' ? { waiting: ['one'] } : { closure }) },
    [],
  );
  await registry.putWarning(
    firstWarning({ case: 'one', clock: 'erasure', startedAt: START, deadline: DEADLINE }, START),
  );
  const look = async (now: number) => {
    told.length = 0;
    await watchDeadlines({
      registry,
      clock: { now: () => now, sleep: async () => {} },
      bus: { announce: async (all) => void told.push(...all) },
      meter: {
        count: (metric, value) => {
          counts[metric] = (counts[metric] ?? 0) + value;
        },
      },
    });
    return told.map(({ detail }) => detail as Extract<Announcement, { type: 'DeadlineAtRisk' }>['detail']);
  };
  return { registry, look, counts };
}

describe('the moments of a deadline', () => {
  it('are half, three quarters, a day before the end, and the end [R-10]', () => {
    const days = momentsOf(START, DEADLINE).map(({ passed, at }) => [passed, (at - START) / DAY]);
    expect(days).toEqual([
      ['half', 10],
      ['three quarters', 15],
      ['one day left', 19],
      ['missed', 20],
    ]);
  });

  it('come in order and between beginning and end, however short the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * DAY }), (length) => {
        const moments = momentsOf(START, START + length).map(({ at }) => at);
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
        expect(moments.at(-1)).toBe(Math.ceil((START + length) / 1000) * 1000);
        for (const at of moments) expect(at).toBeGreaterThan(START);
      }),
    );
  });
});

describe('watching deadlines', () => {
  it('tells at half, three quarters and one day before the end, with what is not erased yet', async () => {
    const { look, counts } = await world();
    expect(await look(START + 9 * DAY)).toEqual([]);
    for (const [day, passed] of [
      [10, 'half'],
      [15, 'three quarters'],
      [19, 'one day left'],
    ] as const) {
      expect(await look(START + day * DAY)).toMatchObject([
        {
          case: 'one',
          clock: 'erasure',
          passed,
          reasons: [`not erased ${CLUSTER}`],
          deadline: '2026-03-22T00:00:00.000Z',
        },
      ]);
      expect(await look(START + day * DAY), 'once').toEqual([]);
    }
    expect(counts).toEqual({ DeadlineAtRisk: 3 });
    expect(await look(DEADLINE)).toMatchObject([{ passed: 'missed' }]);
    expect(counts).toEqual({ DeadlineAtRisk: 3, DeadlineMissed: 1 });
    expect(await look(DEADLINE + 100 * DAY)).toEqual([]);
  });

  it('names the gates that a case waits for, and the holds on its subject [R-12]', async () => {
    const gates = [{ id: 'identity', metAt: START, evidence: 'ticket 1' }, { id: 'contracts' }];
    const { look, registry } = await world({ state: 'waiting', gates });
    await registry.placeHold(sampleHold({ ref: REF }, 'court-7'));
    expect(await look(START + 10 * DAY)).toMatchObject([{ reasons: ['gate contracts', 'hold court-7'] }]);
  });

  it('says nothing of a case that has ended, or of which a floor keeps the rest', async () => {
    for (const to of ['erased', 'restricted'] as const) {
      const { look, registry } = await world();
      const after = await registry.countDown('one', CLUSTER, to);
      await registry.endCase(after, to === 'erased' ? 'completed' : 'restricted', START + DAY);
      expect(await look(START + 10 * DAY)).toEqual([]);
      expect(await registry.warningsDue(DEADLINE, 10)).toEqual([]);
    }
  });

  it('tells the latest moment alone after a silence, and goes on with the next', async () => {
    const { look } = await world();
    expect(await look(START + 16 * DAY)).toMatchObject([{ passed: 'three quarters' }]);
    expect(await look(START + 19 * DAY)).toMatchObject([{ passed: 'one day left' }]);
  });

  it('goes by a deadline that was moved, not by the one it was told of first', async () => {
    const { look, registry } = await world();
    await registry.setDeadline(
      { id: 'one', deadline: DEADLINE },
      { at: START + 40 * DAY, provisional: false, calendar: null },
    );
    expect(await look(START + 10 * DAY)).toEqual([]);
    expect(await look(START + 20 * DAY)).toMatchObject([{ passed: 'half' }]);
  });

  it('watches the answer that is owed as a clock of its own [D-53, D-64]', async () => {
    const { look, registry } = await world();
    const reply = {
      id: 'request',
      case: 'one',
      kind: 'request',
      policy: 'shop',
      receivedAt: START,
      deadline: START + 4 * DAY,
    } as const;
    await registry.openReply({ ...reply, provisional: false, calendar: null });
    await registry.putWarning(
      firstWarning({ case: 'one', clock: { reply: 'request' }, startedAt: START, deadline: reply.deadline }, START),
    );
    expect(await look(START + 2 * DAY)).toMatchObject([{ clock: 'reply', passed: 'half', reasons: ['not answered'] }]);
    await registry.answerReply(reply, { answeredAt: START + 3 * DAY, outcome: 'granted', by: 'support' });
    expect(await look(START + 3 * DAY)).toEqual([]);
  });
});
