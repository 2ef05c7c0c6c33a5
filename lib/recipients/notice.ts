import { canonicalJson } from '../evidence/log/commitment.ts';
import type { Plan } from '../policy/plan.ts';
import { coveredClusters, own } from '../policy/plan-index.ts';
import type { Case, FulfilledRecord } from '../registry/model.ts';

/**
 * What a recipient is sent: whose data to erase, which, why, and by when to confirm. The same at every attempt and
 * reminder. It names the person, because who is to erase has to know of whom; it is sent and never kept.
 */
export interface Notice {
  readonly format: 'expunge-notice/1';
  readonly case: string;
  readonly controller: string;
  readonly policy: string;
  readonly recipient: string;
  readonly subject: string;
  readonly scope: NoticeScope;
  /** What is to be erased, in the policy's own words. */
  readonly categories: readonly { readonly id: string; readonly term: string }[];
  /** The clause under which the data are erased. */
  readonly clause: string;
  /** The clause under which the recipient had them. */
  readonly ground: string;
  readonly ask: 'erase and confirm';
  /** ISO 8601 in UTC. */
  readonly confirmBy: string;
  readonly confirmTo: string;
}

export type NoticeScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'categories' }
  /** `record`: its key as the controller's store has it; null where the record has gone from there already. */
  | { readonly kind: 'record'; readonly dataset: string; readonly record: string | null };

export interface NoticeOf {
  readonly one: Case;
  readonly recipient: string;
  readonly subject: string;
  /** Milliseconds. */
  readonly confirmBy: number;
  /** Where to answer, if the inventory does not say. */
  readonly confirmTo: string;
  /** The records of the subject whose purpose is fulfilled. */
  readonly fulfilled: readonly FulfilledRecord[];
}

/** The notice of a case for one of its recipients; null where the plan does not know the policy or the recipient any more. */
export function noticeOf(
  { one, recipient: id, subject, confirmBy, confirmTo, fulfilled }: NoticeOf,
  plan: Plan,
): Notice | null {
  const policy = own(plan.policies, one.policy);
  const recipient = own(plan.recipients, id);
  if (policy === undefined || recipient === undefined) return null;
  return {
    format: 'expunge-notice/1',
    case: one.id,
    controller: policy.controller,
    policy: policy.id,
    recipient: id,
    subject,
    scope: scopeOf(one, fulfilled),
    categories: categoriesOf(one, id, plan).map((category) => ({
      id: category,
      term: own(policy.categories, category) ?? category,
    })),
    clause: policy.triggers[one.trigger]?.clause ?? '',
    ground: recipient.ground,
    ask: 'erase and confirm',
    confirmBy: new Date(confirmBy).toISOString(),
    confirmTo: recipient.confirmTo ?? confirmTo,
  };
}

/** The one way to write a notice (RFC 8785). */
export const noticeText = (notice: Notice): string => canonicalJson(notice);

/** Tells a repeated notice from another: the same at every attempt and reminder. */
export const idempotencyKey = ({ case: id, recipient }: Pick<Notice, 'case' | 'recipient'>): string =>
  `${id}/${recipient}`;

/** What of the case's data the recipient received, by the datasets that name it. */
function categoriesOf(one: Case, recipient: string, plan: Plan): readonly string[] {
  const { scope } = one;
  const reach = scope.kind === 'categories' ? { categories: scope.categories } : 'account';
  const received = coveredClusters(plan, one.policy, one.trigger, reach).filter(
    ({ dataset }) =>
      dataset.recipients.includes(recipient) && (scope.kind !== 'record' || dataset.id === scope.dataset),
  );
  const all = [...new Set(received.flatMap(({ cluster }) => cluster.categories))].sort();
  return scope.kind === 'categories' ? all.filter((category) => scope.categories.includes(category)) : all;
}

function scopeOf({ id, scope }: Case, fulfilled: readonly FulfilledRecord[]): NoticeScope {
  if (scope.kind !== 'record') return { kind: scope.kind };
  const { dataset, record } = scope;
  const found = fulfilled.find((each) => each.case === id && each.dataset === dataset && each.record === record);
  return { kind: 'record', dataset, record: found?.key ?? null };
}
