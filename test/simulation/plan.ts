import type { Plan, PlanDataset, PlanRecipient, PlanRule } from '../../lib/policy/plan.ts';
import { NOTHING_MORE, plainTrigger } from '../policy/plain.ts';

export const POLICY = 'shop';
/** What is to be proven of somebody who asks, and on what ground they may be refused. */
export const GATE = 'identity';
export const REFUSAL = 'repeated';

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

const common = { role: 'processor', ground: '4.1', confirmWithin: 'P5D', confirmTo: null, keeps: null } as const;

/** Told by a request, by an event, by letter, and not at all. */
const RECIPIENTS: Readonly<Record<string, PlanRecipient>> = {
  adnet: { ...common, id: 'adnet', name: 'Adverts', tell: { by: 'eventBus', bus: 'arn:aws:events:::event-bus/adnet' } },
  courier: { ...common, id: 'courier', name: 'A courier', tell: { by: 'https', url: 'https://courier.example/erase' } },
  printer: { ...common, id: 'printer', name: 'A printer', tell: { by: 'letter', address: ['A printer', 'Beijing'] } },
  tax: { ...common, id: 'tax', name: 'The tax office', tell: null, keeps: { because: 'law', why: 'Law 2' } },
};

/** One dataset for each way of finding somebody's records; a rule with a floor, and one that takes a field. Days are short. */
export const simulationPlan: Plan = {
  format: 'expunge-plan/1',
  recipients: RECIPIENTS,
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
      refusals: { [REFUSAL]: { clause: 'Refusing', evidence: false, discretionary: true } },
      triggers: {
        AccountClosed: plainTrigger({ deadline: 'P15D', clause: 'Closing', covers: ['short', 'phones', 'trade'] }),
        ConsentWithdrawn: plainTrigger({
          ...{ deadline: 'P15D', clause: 'Withdrawing', covers: ['short', 'phones', 'trade'], scopes: ['category'] },
        }),
        ErasureRequested: plainTrigger({
          ...{ deadline: 'P15D', clause: 'Asking', covers: ['short', 'phones', 'trade'] },
          gates: [{ id: GATE, clause: 'Asking' }],
        }),
      },
    },
  },
  datasets: {
    logs: dataset('logs', {
      store: { ...table('logs'), partitionKey: 'user', sortKey: 'id', subject: { by: 'partition' } },
      clusters: [{ rule: 'short', action: 'delete', categories: ['behaviour'], fields: {} }],
      recipients: ['adnet'],
    }),
    orders: dataset('orders', {
      store: { ...table('orders'), subject: { by: 'index', index: 'by-user', attribute: 'user' } },
      times: { collected, 'transaction completed': { field: 'completed_at', as: 'epoch-milliseconds' } },
      clusters: [
        { rule: 'trade', action: 'delete', categories: ['purchase'], fields: {} },
        { rule: 'phones', action: 'anonymise', categories: ['phone'], fields: { phone: { how: 'remove' } } },
      ],
      recipients: ['courier', 'tax'],
    }),
    reviews: dataset('reviews', {
      store: { ...table('reviews'), subject: { by: 'locator', attribute: 'user' } },
      clusters: [{ rule: 'short', action: 'delete', categories: ['content'], fields: {} }],
      recipients: ['printer'],
    }),
  },
};
