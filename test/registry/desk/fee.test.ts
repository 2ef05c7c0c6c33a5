import { describe, expect, it } from 'vitest';
import { decideFee, showCase } from '../../../lib/registry/desk/index.ts';
import { DAY } from '../../erasure/workbench.ts';
import { createDeskWorld } from './desk-world.ts';

const fee = (id: string, more: object = {}) => ({
  case: id,
  amount: 'CNY 20',
  why: 'The third request in a week.',
  by: 'data protection officer',
  ...more,
});

describe('requests of one subject', () => {
  it('are counted, and a case shows those before it [R-24, C-22, D-54, E-31]', async () => {
    const { open, office, bench } = createDeskWorld();
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      ids.push((await open(name)).id);
      bench.advance(DAY);
    }
    await open('of somebody else', { subject: 'wang' });
    const [one, two, three] = ids;
    expect((await showCase(three ?? '', office)).earlierRequests).toEqual({
      count: 2,
      cases: [
        { case: one, at: '2026-03-02T01:00:00.000Z' },
        { case: two, at: '2026-03-03T01:00:00.000Z' },
      ],
    });
    expect((await showCase(one ?? '', office)).earlierRequests).toEqual({ count: 0, cases: [] });
  });

  it('are counted once however often they are told, and what the law asks for is nobody’s request', async () => {
    const { open, office, bench } = createDeskWorld();
    const received = { receivedAt: bench.clock.now() };
    await open('one', received);
    await open('one', received);
    await open('law', { type: 'OtherLaw', ...received });
    bench.advance(DAY);
    const { id } = await open('two');
    expect((await showCase(id, office)).earlierRequests.count).toBe(1);
  });
});

describe('a fee', () => {
  async function repeated(policy = {}) {
    const world = createDeskWorld({ policy });
    await world.open('one');
    world.bench.advance(DAY);
    return { ...world, id: (await world.open('two')).id };
  }

  it('is what a person decided, with the reason, and changes nothing else [R-24, C-22, D-54, E-31]', async () => {
    const { id, office, bench } = await repeated();
    const before = await bench.registry.case(id);
    expect(before?.fee, 'nothing is charged by itself').toBeUndefined();
    const decided = await decideFee(fee(id), office);
    const { amount, why, by } = fee(id);
    expect(decided).toEqual({ ...before, fee: { amount, why, by, at: bench.clock.now() } });
  });

  it('told again changes nothing, and another is turned down', async () => {
    const { id, office, bench } = await repeated();
    const first = await decideFee(fee(id), office);
    bench.advance(DAY);
    expect(await decideFee(fee(id), office)).toEqual(first);
    await expect(decideFee(fee(id, { amount: 'CNY 200' }), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
  });

  it('is turned down for a first request, which is free', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open();
    await expect(decideFee(fee(id), office)).rejects.toMatchObject({ message: expect.stringContaining('is free') });
  });

  it('is turned down where the text lets nobody pay', async () => {
    const { id, office } = await repeated({ refusals: {} });
    await expect(decideFee(fee(id), office)).rejects.toMatchObject({
      message: expect.stringContaining('lets nobody pay'),
    });
  });

  it.each(['amount', 'why', 'by'])('is turned down without its %s', async (left) => {
    const { id, office } = await repeated();
    await expect(decideFee(fee(id, { [left]: ' ' }), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
  });
});
