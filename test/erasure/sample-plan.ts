import type { Plan, PlanDataset, PlanRule } from '../../lib/policy/plan.ts';
import { NOTHING_MORE, plainTrigger } from '../policy/plain.ts';

/** A shop with one dataset for each way of finding a subject's records, and rules with and without a floor. */

const DAY_SECONDS = 86_400;

const rule = (id: string, rest: Partial<PlanRule>): PlanRule => ({
  id,
  clause: `Clause ${id}`,
  start: 'collected',
  period: null,
  window: DAY_SECONDS,
  floor: null,
  ...rest,
});

const collected = { field: 'created_at', as: 'iso' } as const;

/** Partition key is the subject; whole records after 180 days. */
export const logs: PlanDataset = {
  id: 'logs',
  policy: 'shop',
  store: { kind: 'dynamodb', table: 'logs', partitionKey: 'user_id', sortKey: 'at', subject: { by: 'partition' } },
  times: { collected, 'last used': { field: 'used_at', as: 'iso' } },
  clusters: [{ rule: 'short', action: 'delete', categories: [], fields: {} }],
  copiesGoneAfterDays: 35,
  recipients: [],
};

/** Found through an index; a floor of three years; phones go earlier. */
export const orders: PlanDataset = {
  id: 'orders',
  policy: 'shop',
  store: {
    kind: 'dynamodb',
    table: 'orders',
    partitionKey: 'order_id',
    sortKey: null,
    subject: { by: 'index', index: 'by-user', attribute: 'user_id' },
  },
  times: { collected, 'transaction completed': { field: 'completed_at', as: 'iso' } },
  clusters: [
    { rule: 'trade', action: 'delete', categories: [], fields: {} },
    { rule: 'phones', action: 'anonymise', categories: [], fields: { phone: { how: 'remove' } } },
  ],
  copiesGoneAfterDays: 0,
  recipients: [],
};

/** Found through an index; anonymised as a whole after 180 days. */
export const visits: PlanDataset = {
  id: 'visits',
  policy: 'shop',
  store: {
    kind: 'dynamodb',
    table: 'visits',
    partitionKey: 'visit_id',
    sortKey: null,
    subject: { by: 'index', index: 'by-user', attribute: 'user_id' },
  },
  times: { collected },
  clusters: [
    {
      rule: 'short',
      action: 'anonymise',
      categories: [],
      fields: { user_id: { how: 'remove' }, 'place.address': { how: 'region' }, born: { how: 'year' } },
    },
  ],
  copiesGoneAfterDays: 0,
  recipients: [],
};

/** Only the registry's tags know where a subject's records are. */
export const reviews: PlanDataset = {
  id: 'reviews',
  policy: 'shop',
  store: {
    kind: 'dynamodb',
    table: 'reviews',
    partitionKey: 'review_id',
    sortKey: null,
    subject: { by: 'locator', attribute: 'author' },
  },
  times: { collected },
  clusters: [{ rule: 'short', action: 'delete', categories: [], fields: {} }],
  copiesGoneAfterDays: 0,
  recipients: [],
};

export const samplePlan: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {
    shop: {
      id: 'shop',
      version: '2026-01-01',
      digest: 'd'.repeat(64),
      controller: 'A shop',
      zone: 'Asia/Shanghai',
      residency: null,
      categories: {},
      rules: {
        short: rule('short', { period: 'P180D' }),
        phones: rule('phones', { period: 'P30D' }),
        trade: rule('trade', {
          floor: { period: 'P3Y', start: 'transaction completed', law: 'E-commerce Law Art. 31' },
        }),
      },
      grounds: { a: '6.7 a' },
      ...NOTHING_MORE,
      extensions: { law: '5.5' },
      triggers: {
        AccountClosed: plainTrigger({ deadline: 'P15WD', clause: 'Closing', covers: ['short', 'phones', 'trade'] }),
      },
    },
  },
  datasets: { logs, orders, visits, reviews },
};
