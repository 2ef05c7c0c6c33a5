import { ExpungeError } from '../errors.ts';
import type { Plan, PlanDataset, PlanPolicy, PlanTrigger, ScopeKind, TriggerKind } from '../policy/plan.ts';
import { categoriesCovered, coveredClusters, own, subjectPrefix } from '../policy/plan-index.ts';
import type { CaseRequest, RecordKey } from './events.ts';
import type { CaseScope } from './model.ts';
import type { Referencer } from './reference.ts';

/** How a record's key is written by the target that keeps it. */
export interface RecordKeys {
  /**
   * Of a record in a table, from its key attributes.
   * @throws ExpungeError EVENT_INCOMPLETE: one is missing.
   */
  readonly keyOf: (dataset: PlanDataset, key: RecordKey) => string;
}

/** What a request comes to under the plan. */
export interface ReadRequest {
  readonly policy: PlanPolicy;
  readonly trigger: PlanTrigger;
  readonly scope: CaseScope;
  /** The record, as the target writes its key; null unless the scope is one. */
  readonly key: string | null;
}

/**
 * What a request is about, by the policy.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY, EVENT_UNKNOWN_DATASET; EVENT_UNKNOWN_SCOPE (a category, permission or plug-in that
 * the policy does not have); EVENT_NOT_COVERED (the policy says nothing of the trigger, or does not let it be about that);
 * EVENT_INCOMPLETE (a record without its key).
 */
export function readRequest(
  request: CaseRequest,
  { plan, referencer, keyOf }: RecordKeys & { readonly plan: Plan; readonly referencer: Referencer },
): ReadRequest {
  const policy = policyOf(request.policy, plan);
  const trigger = triggerOf(request.type, policy);
  const asked = askedFor(request);
  if (!trigger.scopes.includes(asked === 'account' && request.type === 'ServiceShutDown' ? 'all subjects' : asked)) {
    const allowed = trigger.scopes.join(', ');
    throw refusal('EVENT_NOT_COVERED', `This trigger may be about: ${allowed}; the event names another scope.`, policy);
  }
  if (asked === 'record') {
    const dataset = datasetOf(request, plan, policy);
    if (!coveredClusters(plan, policy.id, request.type).some((one) => one.dataset.id === dataset.id)) {
      throw refusal('EVENT_NOT_COVERED', 'This trigger covers no rule of that dataset.', policy);
    }
    const key = recordKeyOf(request, dataset, keyOf);
    const record = referencer.record(dataset.id, key);
    return { policy, trigger, scope: { kind: 'record', dataset: dataset.id, record }, key };
  }
  if (asked === 'account') return { policy, trigger, scope: { kind: 'account' }, key: null };
  const categories = categoriesOf(request, policy, categoriesCovered(plan, policy.id, request.type));
  return { policy, trigger, scope: { kind: 'categories', categories }, key: null };
}

/** @throws ExpungeError EVENT_UNKNOWN_POLICY. */
export function policyOf(id: string, plan: Plan): PlanPolicy {
  const policy = own(plan.policies, id);
  if (policy) return policy;
  throw new ExpungeError('EVENT_UNKNOWN_POLICY', 'No policy of that id is deployed. Check `policy` against policies/.');
}

/** @throws ExpungeError EVENT_NOT_COVERED. */
export function triggerOf(kind: TriggerKind, policy: PlanPolicy): PlanTrigger {
  const trigger = policy.triggers[kind];
  if (trigger) return trigger;
  throw refusal('EVENT_NOT_COVERED', `This policy says nothing about ${kind}. Decide it in its file.`, policy);
}

function askedFor({ categories, permission, plugin, dataset }: CaseRequest): ScopeKind {
  if (categories !== undefined) return 'category';
  if (permission !== undefined) return 'permission';
  if (plugin !== undefined) return 'plugin';
  return dataset === undefined ? 'account' : 'record';
}

function categoriesOf(request: CaseRequest, policy: PlanPolicy, covered: readonly string[]): string[] {
  const named =
    request.categories ??
    own(policy.permissions, request.permission ?? '') ??
    own(policy.plugins, request.plugin ?? '') ??
    [];
  const isKnown = named.length > 0 && named.every((category) => own(policy.categories, category) !== undefined);
  if (!isKnown && request.categories !== undefined) {
    throw refusal(
      'EVENT_UNKNOWN_SCOPE',
      'The policy stores no such category. Check `categories` against its file.',
      policy,
    );
  }
  if (named.length === 0) {
    const what = request.permission === undefined ? 'plugin' : 'permission';
    throw refusal('EVENT_UNKNOWN_SCOPE', `The policy has no such ${what}. Check \`${what}\` against its file.`, policy);
  }
  const isStored = named.some((category) => own(policy.categories, category) !== undefined);
  // Nothing of what the permission gives is ever stored: there is nothing to erase, and the case says so.
  if (!isStored) return [...new Set(named)].sort();
  const within = named.filter((category) => covered.includes(category));
  // Of a permission, what else is collected by it is not this trigger's; of named categories, each was asked for.
  if (within.length === 0 || (request.categories !== undefined && within.length < named.length)) {
    throw refusal('EVENT_NOT_COVERED', 'This trigger does not cover all of what the event names.', policy);
  }
  return [...new Set(within)].sort();
}

function datasetOf({ dataset }: CaseRequest, plan: Plan, policy: PlanPolicy): PlanDataset {
  const known = own(plan.datasets, dataset ?? '');
  if (known?.policy === policy.id) return known;
  throw refusal('EVENT_UNKNOWN_DATASET', 'The inventory has no dataset of that id under this policy.', policy);
}

function recordKeyOf({ subject, key, object }: CaseRequest, dataset: PlanDataset, keyOf: RecordKeys['keyOf']): string {
  if (dataset.store.kind === 's3' && object !== undefined) return subjectPrefix(dataset.store, subject) + object;
  if (dataset.store.kind === 'dynamodb' && key !== undefined) return keyOf(dataset, key);
  const needs = dataset.store.kind === 's3' ? 'object' : 'key';
  throw new ExpungeError('EVENT_INCOMPLETE', `A record of this dataset is named by \`${needs}\`.`, {
    place: dataset.id,
  });
}

function refusal(
  code: 'EVENT_UNKNOWN_SCOPE' | 'EVENT_UNKNOWN_DATASET' | 'EVENT_NOT_COVERED',
  message: string,
  policy: PlanPolicy,
): ExpungeError {
  return new ExpungeError(code, message, { place: policy.id });
}
