import type { Plan, PlanDataset, PlanRule } from '../../lib/policy/plan.ts';
import { NOTHING_MORE, plainTrigger } from '../policy/plain.ts';

export const POLICY = 'shop';

const rule = (id: string, rest: Partial<PlanRule>): PlanRule => ({
  ...{ id, clause: `Clause ${id}`, start: 'collected', period: null, window: 86_400, floor: null },
  ...rest,
});
const collected = { field: 'created_at', as: 'epoch-milliseconds' } as const;

const dataset = (id: string, rest: Pick<PlanDataset, 'store' | 'clusters'> & Partial<PlanDataset>): PlanDataset => ({
  ...{ id, policy: POLICY, times: { collected }, copiesGoneAfterDays: 300, recipients: [] },
  ...rest,
});
const table = (name: string) => ({ kind: 'dynamodb', table: name, partitionKey: 'id', sortKey: null }) as const;

/** One dataset for each way of finding somebody's records; a rule with a floor, and one that takes a field. Days are short. */
export const simulationPlan: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {
    shop: {
      ...{
        id: POLICY,
        version: '2026-01-01',
        digest: 'd'.repeat(64),
        controller: 'A shop',
        zone: 'UTC',
        residency: null,
      },
      categories: { behaviour: 'behaviour', content: 'content', phone: 'phone', purchase: 'purchase' },
      rules: {
        short: rule('short', { period: 'P20D' }),
        phones: rule('phones', { period: 'P5D' }),
        trade: rule('trade', { floor: { period: 'P40D', start: 'transaction completed', law: 'Law 1' } }),
      },
      grounds: { a: '6.7 a' },
      ...NOTHING_MORE,
      triggers: {
        AccountClosed: plainTrigger({ deadline: 'P15D', clause: 'Closing', covers: ['short', 'phones', 'trade'] }),
        ConsentWithdrawn: plainTrigger({
          ...{ deadline: 'P15D', clause: 'Withdrawing', covers: ['short', 'phones', 'trade'], scopes: ['category'] },
        }),
        ErasureRequested: plainTrigger({
          ...{ deadline: 'P15D', clause: 'Asking', covers: ['short', 'phones', 'trade'] },
          gates: [{ id: 'identity', clause: 'Asking' }],
        }),
      },
    },
  },
  datasets: {
    logs: dataset('logs', {
      store: { ...table('logs'), partitionKey: 'user', sortKey: 'id', subject: { by: 'partition' } },
      clusters: [{ rule: 'short', action: 'delete', categories: ['behaviour'], fields: {} }],
    }),
    orders: dataset('orders', {
      store: { ...table('orders'), subject: { by: 'index', index: 'by-user', attribute: 'user' } },
      times: { collected, 'transaction completed': { field: 'completed_at', as: 'epoch-milliseconds' } },
      clusters: [
        { rule: 'trade', action: 'delete', categories: ['purchase'], fields: {} },
        { rule: 'phones', action: 'anonymise', categories: ['phone'], fields: { phone: { how: 'remove' } } },
      ],
    }),
    reviews: dataset('reviews', {
      store: { ...table('reviews'), subject: { by: 'locator', attribute: 'user' } },
      clusters: [{ rule: 'short', action: 'delete', categories: ['content'], fields: {} }],
    }),
  },
};
