import { describe, expect, it } from 'vitest';
import type { Plan } from '../../lib/policy/plan.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import type { Case } from '../../lib/registry/model.ts';
import { recountDeadlines } from '../../lib/registry/recount.ts';
import { beginPass, walkOn } from '../../lib/registry/walk.ts';
import { sampleCase } from './sample-case.ts';

const at = (text: string) => Date.parse(text);
/** New Year's Eve 2025, in the afternoon of Shanghai. */
const RECEIVED = at('2025-12-31T15:00:00+08:00');
/** What a table that ended with 2025 made of it: every day of 2026 counted. 24:00 of 15 January. */
const GUESSED = { deadline: at('2026-01-16T00:00:00+08:00'), provisional: true, calendar: 'CN-2025.1' };
/** With the notice of 2026: 24:00 of 22 January. */
const SETTLED = { deadline: at('2026-01-23T00:00:00+08:00'), provisional: false, calendar: 'CN-2026.1' };

const trigger = { deadline: 'P15WD', deadlineFrom: 'receipt', reply: 'P15WD' };
const plan = {
  policies: {
    shop: {
      id: 'shop',
      version: '1',
      zone: 'Asia/Shanghai',
      answers: { complaint: { deadline: 'P15WD', clause: '9.2' } },
      triggers: { AccountClosed: trigger, ErasureRequested: { ...trigger, deadlineFrom: 'preconditions met' } },
    },
  },
} as unknown as Plan;

async function world(given: readonly Partial<Case>[]) {
  const registry = memoryRegistry({ shards: 8 });
  for (const [index, rest] of given.entries()) {
    const ref = 'R'.repeat(21) + String(index);
    const one = sampleCase({
      id: `case-${index}`,
      ref,
      receivedAt: RECEIVED,
      outstanding: ['logs#fixed'],
      ...GUESSED,
      ...rest,
    });
    const closure = {
      case: one.id,
      at: RECEIVED,
      deadline: one.deadline,
      covers: ['fixed'],
      trigger: 'AccountClosed',
    } as const;
    await registry.openCase(one, { ref, policy: 'shop', id: `li-${index}`, closure }, []);
  }
  const clock = { now: () => RECEIVED, sleep: async () => {} };
  const recount = async () => {
    await beginPass('recount', { registry, clock });
    return walkOn('recount', recountDeadlines({ plan, registry }), RECEIVED + 1, { registry, clock });
  };
  return { registry, recount };
}

describe('when the working-day table has grown', () => {
  it('a deadline guessed over unsettled days becomes the settled one, on its case and in the order of deadlines [R-10]', async () => {
    const { registry, recount } = await world([{}]);
    expect((await recount())?.counts).toEqual({ looked: 1, done: 1 });
    expect(await registry.case('case-0')).toMatchObject(SETTLED);
    expect((await registry.openCases('', 10)).cases).toEqual([{ id: 'case-0', deadline: SETTLED.deadline }]);
    expect((await recount())?.counts).toEqual({ looked: 1, done: 0 });
  });

  it('what was settled stays, and so does what another version of the policy promised', async () => {
    const settled = { deadline: at('2026-01-01T00:00:00Z'), provisional: false, calendar: 'CN-2025.1' };
    const { registry, recount } = await world([settled, { policyVersion: '0' }]);
    expect((await recount())?.counts).toEqual({ looked: 2, done: 0 });
    expect(await registry.case('case-0')).toMatchObject(settled);
    expect(await registry.case('case-1')).toMatchObject(GUESSED);
  });

  it('a clock that runs from the day its conditions were met is counted from there', async () => {
    const met = at('2026-01-05T09:00:00+08:00');
    const gates = [{ id: 'identity', metAt: met, evidence: 'file 1' }];
    const { registry, recount } = await world([{ trigger: 'ErasureRequested', gates }]);
    await recount();
    expect(await registry.case('case-0')).toMatchObject({ deadline: at('2026-01-27T00:00:00+08:00') });
  });

  it('the answer that is owed is counted again as well, a complaint by its own promise [D-53, D-64]', async () => {
    const { registry, recount } = await world([{}]);
    for (const [id, kind] of [
      ['request', 'request'],
      ['c1', 'complaint'],
    ] as const) {
      await registry.openReply({ id, kind, case: 'case-0', policy: 'shop', receivedAt: RECEIVED, ...GUESSED });
    }
    expect((await recount())?.counts).toEqual({ looked: 3, done: 3 });
    for (const id of ['request', 'c1']) expect(await registry.reply('case-0', id)).toMatchObject(SETTLED);
  });
});
