import { type AuditOffice, createCursorSeal } from '../../lib/auditing/index.ts';
import { memoryReader } from '../../lib/auditing/readers/memory.ts';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { createReferencer } from '../../lib/registry/index.ts';
import { logs, orders, reviews, samplePlan } from '../erasure/sample-plan.ts';
import { createWorkbench, type Workbench } from '../erasure/workbench.ts';

const watched = (dataset: PlanDataset, ...attributes: string[]): PlanDataset => ({ ...dataset, attributes });

/** The sample plan, with what an audit has to know. */
export const auditedPlan: Plan = {
  ...samplePlan,
  policies: {
    ...samplePlan.policies,
    shop: {
      ...(samplePlan.policies.shop as Plan['policies'][string]),
      prohibited: [{ id: 'id-card', term: '身份证信息', clause: '第一条', detect: ['id-number'] }],
    },
  },
  datasets: {
    ...samplePlan.datasets,
    logs: watched(logs, 'user_id', 'at', 'created_at', 'used_at'),
    orders: watched(orders, 'order_id', 'user_id', 'created_at', 'completed_at', 'phone', 'note'),
    reviews: watched(reviews, 'review_id', 'author', 'created_at'),
  },
};

export function createAuditingWorld(options: { plan?: Plan; start?: string } = {}) {
  const bench = createWorkbench({ plan: options.plan ?? auditedPlan, start: options.start ?? '2026-01-01T00:00:00Z' });
  return { bench, office: officeOf(bench) };
}

export function officeOf(bench: Workbench): AuditOffice {
  const { plan, registry, clock, shop } = bench;
  return {
    plan,
    registry,
    referencer: createReferencer(Buffer.from('registry key')),
    clock,
    meter: shop.meter,
    readers: (place) => {
      if ('table' in place) throw new Error('the sample has no such table');
      return memoryReader(bench.target, place);
    },
    sealOf: (store) => createCursorSeal(Buffer.from('cursor key'), store),
    bus: shop.bus,
    fault: (error) => {
      throw error;
    },
  };
}
