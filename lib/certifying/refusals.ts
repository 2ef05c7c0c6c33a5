import type { RefusalReason } from '../evidence/certificate/refusal.ts';
import type { Stage } from '../evidence/statement.ts';
import type { Plan } from '../policy/plan.ts';
import { clusterOf, own, ruleOf } from '../policy/plan-index.ts';
import { isSettled } from '../registry/case-recipients.ts';
import { coverableIn, coverageOf, isReplaced } from '../registry/coverage.ts';
import { isInForce } from '../registry/in-force.ts';
import { clusterName } from '../registry/keys.ts';
import type { Case, Hold, Subject, Tag } from '../registry/model.ts';
import type { CertifyingOffice } from './office.ts';
import { withdrawnBy } from './withdrawn.ts';

/** What stands in the way of a certificate, as the registry shows it now. */
export interface Obstacles {
  readonly subject: Subject | null;
  readonly reasons: readonly RefusalReason[];
}

/**
 * Every reason why this stage of a case cannot be certified; none: it can.
 * @param logged ids of what the log holds of the case.
 */
export async function obstaclesTo(
  stage: Stage,
  one: Case,
  logged: ReadonlySet<string>,
  { plan, registry }: Pick<CertifyingOffice, 'plan' | 'registry'>,
  now: number,
): Promise<Obstacles> {
  const { subject, holds } = await registry.checkSubject(one.ref);
  const undecided = notBegun(one);
  if (undecided.length > 0) return { subject, reasons: undecided };
  const isOfCase = tagsOf(one, subject, plan);
  const tags = (await registry.tags(one.ref)).filter(isOfCase);
  const wide: Hold[] = [];
  for (const scope of [one.policy, ...datasetsOf(one.policy, plan)]) wide.push(...(await registry.wideHolds(scope)));
  const reasons = [
    ...leftOvers(one, tags, plan),
    ...[...new Set([...holds, ...wide].filter((hold) => isInForce(hold, now)).map(({ id }) => id))].map(
      (id) => ({ kind: 'hold', what: id }) as const,
    ),
    ...(stage === 'final' ? unconfirmed(one) : []),
    ...unsealed(one, logged),
  ];
  return { subject, reasons };
}

/** Nothing of it was erased: it waits for its gates, or a person decided that nothing is owed. */
function notBegun({ state, gates, decisions = [] }: Case): RefusalReason[] {
  if (state === 'waiting') {
    const open = gates.filter(({ metAt }) => metAt === undefined);
    return open.map(({ id }) => ({ kind: 'waiting', what: id }));
  }
  if (state !== 'refused') return [];
  const decision = decisions.findLast(({ kind }) => kind === 'refused');
  return [{ kind: 'refused', what: decision?.kind === 'refused' ? decision.code : 'refused' }];
}

/** Which tags of the subject speak of what the case is about: what others keep is none of its business. */
function tagsOf(one: Case, subject: Subject | null, plan: Plan): (tag: Tag) => boolean {
  const { scope } = one;
  const categories = withdrawnBy(one, plan);
  if (categories !== null) {
    // Only as long as they stay withdrawn: what is stored after a new consent is there by right. What a closure covers
    // besides is the business of that case.
    const { withdrawn = {} } = subject ?? {};
    return ({ dataset: id, rule }) => {
      const dataset = own(plan.datasets, id);
      const cluster = clusterOf(plan, id, rule);
      if (!dataset || !cluster) return false;
      const asked = coverableIn(dataset, cluster);
      const isWithdrawn = coverageOf({ withdrawn }, asked) !== null || isReplaced({ withdrawn }, asked);
      return isWithdrawn && asked.categories.some((category) => categories.includes(category));
    };
  }
  const covered = rulesOf(one, scope.kind === 'account' ? subject : null, plan);
  if (scope.kind !== 'record') return ({ rule }) => covered.has(rule);
  return ({ dataset, rule, locator }) =>
    dataset === scope.dataset && locator?.record === scope.record && covered.has(rule);
}

/** The rules that the case is about: what its trigger covers today, and what it covered when the account was closed. */
function rulesOf(one: Case, subject: Subject | null, { policies }: Plan): ReadonlySet<string> {
  const today = own(policies, one.policy)?.triggers[one.trigger]?.covers ?? [];
  const rules = [...today, ...(subject?.closure?.covers ?? [])];
  return new Set([...rules, ...rules.map((rule) => `!${rule}`)]);
}

/** A subject's data is in the datasets of its policy. */
function datasetsOf(policy: string, { datasets }: Plan): string[] {
  return Object.values(datasets).flatMap((dataset) => (dataset.policy === policy ? [dataset.id] : []));
}

/** What a floor keeps, and whatever else is left or came back. */
function leftOvers(one: Case, tags: readonly Tag[], plan: Plan): RefusalReason[] {
  const restricted = new Set([
    ...one.restricted,
    ...tags.filter(({ state }) => state === 'restricted').map((tag) => clusterName(tag)),
  ]);
  const residue = new Set([...one.outstanding, ...tags.map((tag) => clusterName(tag))]);
  return [
    ...[...residue].filter((name) => !restricted.has(name)).map((what) => ({ kind: 'residue', what }) as const),
    ...[...restricted].map((what) => restriction(what, tags, plan)),
  ];
}

function restriction(what: string, tags: readonly Tag[], plan: Plan): RefusalReason {
  const [dataset = '', rule = ''] = what.split('#');
  const ends = tags.filter((tag) => clusterName(tag) === what).map(({ until }) => until ?? null);
  const until = ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map(Number));
  const law = ruleOf(plan, dataset, rule)?.floor?.law;
  return { kind: 'restriction', what, until, ...(law !== undefined && { law }) };
}

/** One that keeps the data, or was left to a person, is waited for no longer. */
function unconfirmed({ recipients }: Case): RefusalReason[] {
  return recipients.flatMap((one) => (isSettled(one) ? [] : [{ kind: 'recipient', what: one.id }]));
}

function unsealed({ receipts }: Case, logged: ReadonlySet<string>): RefusalReason[] {
  const missing = receipts.filter((id) => !logged.has(id)).length;
  return missing === 0 ? [] : [{ kind: 'not sealed', what: String(missing) }];
}
