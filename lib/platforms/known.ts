import type { Plan, TriggerKind } from '../policy/plan.ts';
import { categoriesCovered, clustersOfPolicy, own } from '../policy/plan-index.ts';
import type { Case, Registry, Subject } from '../registry/index.ts';
import type { Referencer } from '../registry/reference.ts';
import type { DatedTrigger } from './adapt.ts';
import type { PlatformTrigger } from './triggers.ts';

/** What the registry has of a subject, as far as it tells whether something was asked for before. */
export interface Standing {
  readonly subject: Pick<Subject, 'closure' | 'withdrawn'> | null;
  /** Cases of the subject that wait for their gates. */
  readonly waiting: readonly Pick<Case, 'trigger' | 'scope' | 'receivedAt'>[];
}

/**
 * Whether everything that a trigger takes back was taken back before, by what was received no earlier than `since`. That
 * is how a push and the day's list meet, which share no id: whichever comes second finds the withdrawal of the first. What
 * only anonymises does not stand in for what deletes.
 * A trigger that ends an account is never known: it has an id of its own, and no second channel.
 */
export function isKnown(trigger: PlatformTrigger, since: number, standing: Standing, plan: Plan): boolean {
  const categories = takenBack(trigger, plan);
  const actionOf = (type: TriggerKind) => own(plan.policies, trigger.detail.policy)?.triggers[type]?.action;
  const suffices = (action: 'delete' | null | undefined) => action === 'delete' || actionOf(trigger.type) !== 'delete';
  return categories.length > 0 && categories.every((category) => isTakenBack(category));

  function isTakenBack(category: string): boolean {
    const { subject, waiting } = standing;
    const withdrawn = own(subject?.withdrawn ?? {}, category);
    if (withdrawn !== undefined && withdrawn.at >= since && suffices(withdrawn.action)) return true;
    const meant = waiting.filter(({ trigger: type }) => suffices(actionOf(type)));
    if (meant.some(({ scope, receivedAt }) => receivedAt >= since && isAbout(scope, category))) return true;
    const closure = subject?.closure;
    if (closure === undefined || closure.at < since || !suffices(closure.action)) return false;
    return clustersOfPolicy(plan, trigger.detail.policy)
      .filter(({ cluster }) => cluster.categories.includes(category))
      .every(({ cluster }) => cluster.only !== undefined || closure.covers.includes(cluster.rule));
  }
}

/** The triggers that nobody has asked for yet, and how many were known. One read for all their subjects. */
export async function dropKnown(
  triggers: readonly DatedTrigger[],
  office: {
    readonly plan: Plan;
    readonly registry: Pick<Registry, 'subjects' | 'cases'>;
    readonly referencer: Referencer;
  },
): Promise<{ readonly fresh: readonly PlatformTrigger[]; readonly known: readonly PlatformTrigger[] }> {
  const { plan, registry, referencer } = office;
  const refOf = ({ detail }: PlatformTrigger) => referencer.subject(detail.policy, detail.subject);
  const refs = [...new Set(triggers.map(({ trigger }) => refOf(trigger)))];
  const subjects = await registry.subjects(refs);
  const waiting = await registry.cases([...subjects.values()].flatMap((subject) => subject.waiting ?? []));
  const fresh: PlatformTrigger[] = [];
  const known: PlatformTrigger[] = [];
  for (const { trigger, at, since } of triggers) {
    const ref = refOf(trigger);
    const subject = subjects.get(ref) ?? null;
    const standing = { subject, waiting: waiting.filter((one) => one.ref === ref) };
    if (isKnown(trigger, since, standing, plan)) known.push(trigger);
    else fresh.push(isOutdated(trigger, at, subject, plan) ? receivedWhenItHappened(trigger, at) : trigger);
  }
  return { fresh, known };
}

/**
 * Whether the user consented anew, or came back, after what the platform tells only now: its tries go on for days. Which of the
 * two counts, nobody here knows.
 */
function isOutdated(trigger: PlatformTrigger, at: number, subject: Subject | null, plan: Plan): boolean {
  const consented = subject?.consented ?? {};
  const later = takenBack(trigger, plan).some(
    (category) => (own(consented, category) ?? Number.NEGATIVE_INFINITY) >= at,
  );
  return later || (subject?.livedAt ?? Number.NEGATIVE_INFINITY) >= at;
}

/** Such a trigger counts as received when it happened. Then the consent came after it, and its case waits for a person. */
function receivedWhenItHappened({ type, detail }: PlatformTrigger, at: number): PlatformTrigger {
  const receivedAt = Math.min(at, Date.parse(detail.receivedAt));
  return { type, detail: { ...detail, receivedAt: new Date(receivedAt).toISOString() } };
}

/** The categories that a trigger takes back; none for one that ends an account. */
function takenBack({ type, detail }: PlatformTrigger, plan: Plan): readonly string[] {
  if (type !== 'PermissionRevoked' && type !== 'ErasureRequested' && type !== 'ConsentWithdrawn') return [];
  const policy = own(plan.policies, detail.policy);
  if (policy === undefined) return [];
  if (detail.categories !== undefined) return detail.categories;
  if (detail.permission !== undefined) return own(policy.permissions, detail.permission) ?? [];
  if (detail.plugin !== undefined) return own(policy.plugins, detail.plugin) ?? [];
  return categoriesCovered(plan, policy.id, type);
}

function isAbout(scope: Case['scope'], category: string): boolean {
  return scope.kind === 'account' || (scope.kind === 'categories' && scope.categories.includes(category));
}
