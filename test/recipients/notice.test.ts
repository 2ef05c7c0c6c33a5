import { describe, expect, it } from 'vitest';
import { noticeOf } from '../../lib/recipients/notice.ts';
import type { Case, FulfilledRecord } from '../../lib/registry/index.ts';
import { sampleCase } from '../registry/sample-case.ts';
import { CASE, CONFIRM_BY, planWith, REF, SUBJECT } from './recipients-world.ts';

/** Both datasets go to the courier. */
const plan = (() => {
  const { datasets, ...rest } = planWith(['courier']);
  const { orders } = datasets;
  if (orders === undefined) throw new Error('the sample has orders');
  return { ...rest, datasets: { ...datasets, orders: { ...orders, recipients: ['courier'] } } };
})();

const fulfilled: FulfilledRecord = {
  dataset: 'orders',
  record: 'hash-of-order-7',
  key: '{"order":{"S":"7"}}',
  case: CASE,
  trigger: 'AccountClosed',
  at: 1,
  deadline: 2,
  covers: ['trade'],
};

const about = (rest: Partial<Case>, records: readonly FulfilledRecord[] = [fulfilled]) =>
  noticeOf(
    {
      one: sampleCase({ id: CASE, ref: REF, ...rest }),
      recipient: 'courier',
      subject: SUBJECT,
      confirmBy: CONFIRM_BY,
      confirmTo: 'here',
      fulfilled: records,
    },
    plan,
  );

describe('a notice', () => {
  it('about an account names all that its recipient received, from whichever dataset', () => {
    expect(about({})?.categories.map(({ id }) => id)).toEqual(['network', 'orders', 'visits']);
  });

  it('about one record says which, as the controller has it, and what is in it [R-17]', () => {
    const one = about({ scope: { kind: 'record', dataset: 'orders', record: 'hash-of-order-7' } });
    expect(one?.scope).toEqual({ kind: 'record', dataset: 'orders', record: fulfilled.key });
    expect(one?.categories).toEqual([{ id: 'orders', term: '订单' }]);
  });

  it.each<[string, FulfilledRecord[]]>([
    ['has gone already', []],
    ['is another case’s', [{ ...fulfilled, case: 'D'.repeat(22) }]],
    ['is another', [{ ...fulfilled, record: 'hash-of-order-8' }]],
    ['is of another dataset', [{ ...fulfilled, dataset: 'logs' }]],
  ])('about a record that %s names no key', (_, records) => {
    const one = about({ scope: { kind: 'record', dataset: 'orders', record: 'hash-of-order-7' } }, records);
    expect(one?.scope).toEqual({ kind: 'record', dataset: 'orders', record: null });
  });

  it('is none where the plan knows the policy no more', () => {
    expect(about({ policy: 'constructor' })).toBeNull();
  });
});
