import type { Plan, PlanCluster, PlanTrigger, TriggerKind } from '../../lib/policy/plan.ts';
import { logs, orders, reviews, samplePlan } from '../erasure/sample-plan.ts';
import { plainTrigger } from '../policy/plain.ts';

const ALL = ['short', 'phones', 'trade'];
const trigger = (rest: Partial<PlanTrigger> = {}) =>
  plainTrigger({ clause: 'A clause', deadline: 'P15WD', covers: ALL, ...rest });

const only = (category: string, dataset: { fields: PlanCluster['fields'] }): PlanCluster => ({
  rule: `~${category}`,
  action: 'anonymise',
  categories: [category],
  only: 'on trigger',
  ...dataset,
});

const { shop } = samplePlan.policies;
if (!shop) throw new Error('the sample has a shop');

/** The gates of a closure, as D 6.3.1 has them. */
export const GATES = ['identity', 'contracts'];

const triggers: Partial<Record<TriggerKind, PlanTrigger>> = {
  AccountClosed: trigger(),
  GuardianRequest: trigger({ action: 'delete' }),
  PlatformAccountCancelled: trigger({
    deadlineFrom: 'preconditions met',
    gates: GATES.map((id) => ({ id, clause: '6.3.1' })),
  }),
  ConsentWithdrawn: trigger({ scopes: ['account', 'category'], covers: ['short', 'phones'] }),
  PermissionRevoked: trigger({ scopes: ['permission', 'plugin'], covers: ['short', 'phones'] }),
  ErasureRequested: trigger({
    scopes: ['account', 'category', 'record'],
    gates: [{ id: 'identity', clause: '5.3' }],
  }),
  PurposeFulfilled: trigger({ scopes: ['record'], covers: ['short', 'trade'] }),
  ServiceShutDown: trigger({ scopes: ['all subjects'] }),
};

/** The sample's shop with categories, permissions and every kind of trigger. */
export const requestPlan: Plan = {
  ...samplePlan,
  policies: {
    shop: {
      ...shop,
      categories: { activity: 'activity', address: 'address', order: 'order', phone: 'phone', review: 'review' },
      permissions: { location: ['address'], contacts: ['phone', 'order'], camera: ['photo'] },
      plugins: { chat: ['phone'] },
      triggers,
    },
  },
  datasets: {
    logs: {
      ...logs,
      clusters: [
        { rule: 'short', action: 'delete', categories: ['activity', 'address'], fields: {} },
        only('address', { fields: { place: { how: 'remove' } } }),
        only('activity', { fields: { what: { how: 'remove' } } }),
      ],
    },
    orders: {
      ...orders,
      clusters: [
        { rule: 'trade', action: 'delete', categories: ['order'], fields: {} },
        { rule: 'phones', action: 'anonymise', categories: ['phone'], fields: { phone: { how: 'remove' } } },
        { rule: '!phones', action: 'delete', categories: ['phone'], fields: {}, only: 'on trigger' },
      ],
    },
    reviews: { ...reviews, clusters: [{ rule: 'short', action: 'delete', categories: ['review'], fields: {} }] },
  },
};
