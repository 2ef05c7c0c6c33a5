import type { Plan, PlanPolicy } from '../../../lib/policy/plan.ts';
import type { CaseRequest } from '../../../lib/registry/events.ts';
import {
  type Case,
  type CaseOffice,
  createReferencer,
  meetPreconditions,
  openCase,
} from '../../../lib/registry/index.ts';
import { samplePlan } from '../../erasure/sample-plan.ts';
import { createWorkbench, POLICY, tableKey, type WorkbenchOptions } from '../../erasure/workbench.ts';
import { plainTrigger } from '../../policy/plain.ts';
import { sampleEvidence } from '../sample-case.ts';

/** A Monday morning in Shanghai. */
export const START = '2026-03-02T09:00:00+08:00';

const covers = ['short', 'phones', 'trade'];
const account = { covers, deadline: 'P15WD', reply: 'P15WD' } as const;

/** What the sample's policy says besides: gates, answers, grounds for refusing. */
const DESK: Partial<PlanPolicy> = {
  refusals: {
    a: { clause: '6.7 a', evidence: false, discretionary: false },
    d: { clause: '6.7 d', evidence: true, discretionary: false },
    repeated: { clause: '6.6', evidence: false, discretionary: true },
  },
  answers: { complaint: { deadline: 'P15WD', clause: '9.2' } },
  triggers: {
    AccountClosed: plainTrigger({
      ...account,
      clause: '6.3.1',
      deadlineFrom: 'preconditions met',
      gates: [
        { id: 'identity', clause: '6.3.1' },
        { id: 'obligations', clause: '6.3.1' },
      ],
    }),
    ErasureRequested: plainTrigger({ ...account, clause: '6.1.2', scopes: ['account', 'category'] }),
    OtherLaw: plainTrigger({ covers, deadline: 'P15WD', clause: '6.1.2 e' }),
  },
};

/** The sample's datasets, each cluster with a category of its own: a request may be about one. */
const named = Object.fromEntries(
  Object.entries(samplePlan.datasets).map(([id, dataset]) => {
    const clusters = dataset.clusters.map((cluster) => ({ ...cluster, categories: [`${id}-${cluster.rule}`] }));
    return [id, { ...dataset, clusters }];
  }),
);

const categories = Object.fromEntries(
  Object.values(named).flatMap(({ clusters }) => clusters.flatMap((one) => one.categories.map((id) => [id, id]))),
);

export function deskPlan(more: Partial<PlanPolicy> = {}): Plan {
  const { shop } = samplePlan.policies;
  if (!shop) throw new Error('the sample has a shop');
  return { ...samplePlan, datasets: named, policies: { shop: { ...shop, categories, ...DESK, ...more } } };
}

/** A desk beside workers, on one registry and one clock. */
export function createDeskWorld({ policy, ...options }: WorkbenchOptions & { policy?: Partial<PlanPolicy> } = {}) {
  const bench = createWorkbench({ start: START, plan: deskPlan(policy), ...options });
  const office: CaseOffice = {
    plan: bench.plan,
    registry: bench.registry,
    referencer: createReferencer(Buffer.from('registry key')),
    evidenceOf: async () => sampleEvidence,
    keyOf: tableKey,
    clock: bench.clock,
    bus: bench.shop.bus,
    meter: bench.shop.meter,
  };
  return {
    bench,
    office,
    registry: bench.registry,
    /** Opens a case that waits, unless another trigger is named. */
    open: (id = 'closure-1', more: Partial<CaseRequest> = {}): Promise<Case> =>
      openCase(
        { type: 'AccountClosed', id, policy: POLICY, subject: 'li', receivedAt: bench.clock.now(), ...more },
        office,
      ),
    meet: (one: Case, ...gates: readonly string[]): Promise<Case> =>
      meetPreconditions(
        {
          type: 'PreconditionsMet',
          id: `proof of ${gates.join()}`,
          case: one.id,
          preconditions: Object.fromEntries(gates.map((gate) => [gate, `ticket of ${gate}`])),
          metAt: bench.clock.now(),
        },
        office,
      ),
    openIds: async () => (await bench.registry.openCases('', 100)).cases.map(({ id }) => id),
    refusedIds: async () => (await bench.registry.refusedCases('', 100)).cases.map(({ id }) => id),
    owed: async () => (await bench.registry.openReplies('', 100)).replies,
  };
}
