import { ExpungeError } from '../errors.ts';
import type { Plan, PlanPolicy, PlanTrigger } from '../policy/plan.ts';
import { addPeriod, parsePeriod } from '../retention/index.ts';
import { caseRecipients, isSettled } from './case-recipients.ts';
import { clustersOf, mechanismOf, withdrawnCategories } from './covered.ts';
import type { NextDeadline } from './desk-registry.ts';
import { DOUBT } from './gates.ts';
import { clusterName } from './keys.ts';
import { isClosureDoubted, isWithdrawalDoubted, withClosure, withTelling, withWithdrawal } from './marks.ts';
import type { Case, FulfilledRecord, Subject, UrgentTimer } from './model.ts';

/** What is known of a case before it begins. */
export type Asked = Pick<Case, 'id' | 'policy' | 'ref' | 'trigger' | 'scope' | 'receivedAt'>;

/** What a case begins with: its clusters, a timer for each, and what it leaves on its subject. */
export interface FirstWork {
  readonly outstanding: readonly string[];
  readonly timers: readonly UrgentTimer[];
  readonly subject: Subject;
}

/** A timer at once for each cluster that the case covers: by dataset, never by record. */
export function firstWork(asked: Asked, deadline: number, subject: Subject, plan: Plan, now: number): FirstWork {
  const { id, ref, scope } = asked;
  const clusters = clustersOf(plan, asked.policy, asked.trigger, scope, subject.withdrawn);
  const startAt = Math.floor(now / 1000) * 1000;
  const recipients = caseRecipients(
    clusters.map(({ dataset }) => dataset),
    plan,
  );
  const next = marked(asked, deadline, subject, plan);
  return {
    outstanding: clusters.map(({ dataset, cluster }) => clusterName({ dataset: dataset.id, rule: cluster.rule })),
    timers: clusters.map(({ dataset, cluster: { action, rule } }) => ({
      ...{ action, startAt, ref, dataset: dataset.id, rule, nonce: id, case: id },
      ...(scope.kind === 'record' && { record: scope.record }),
    })),
    subject: recipients.every(isSettled) ? next : withTelling(next, id),
  };
}

function marked(asked: Asked, deadline: number, subject: Subject, plan: Plan): Subject {
  const { id, policy, trigger, scope, receivedAt } = asked;
  const { covers = [], action = null } = plan.policies[policy]?.triggers[trigger] ?? {};
  const mark = { case: id, trigger, at: receivedAt, deadline, ...(action !== null && { action }) };
  switch (mechanismOf(trigger, scope)) {
    case 'closure':
      return withClosure(subject, { ...mark, covers });
    case 'withdrawal':
      return withWithdrawal(subject, withdrawnCategories(plan, policy, trigger, scope), mark);
    case 'fulfilment':
      return subject;
  }
}

/** The record that a case is about, and the clusters that let go of it. */
export function fulfilledBy(
  asked: Asked,
  key: string | null,
  deadline: number,
  plan: Plan,
): FulfilledRecord | undefined {
  const { scope, policy, trigger, receivedAt } = asked;
  if (scope.kind !== 'record' || key === null) return undefined;
  const covers = clustersOf(plan, policy, trigger, scope).map(({ cluster }) => cluster.rule);
  const { dataset, record } = scope;
  return { dataset, record, key, case: asked.id, trigger, covers, at: receivedAt, deadline };
}

/** Whether something that came earlier, but happened later, contradicts it. */
export function isDoubted(asked: Asked, subject: Subject | null, plan: Plan): boolean {
  const { policy, trigger, scope, receivedAt } = asked;
  switch (mechanismOf(trigger, scope)) {
    case 'closure':
      return isClosureDoubted(subject, receivedAt);
    case 'withdrawal':
      return isWithdrawalDoubted(subject, withdrawnCategories(plan, policy, trigger, scope), receivedAt);
    case 'fulfilment':
      return false;
  }
}

/**
 * By when it is promised. Where the text counts from the preconditions and they are not met, from receipt for the time
 * being: that is never too late, and provisional.
 */
export function deadlineOf(
  { receivedAt, gates }: Pick<Case, 'receivedAt' | 'gates'>,
  trigger: PlanTrigger,
  policy: PlanPolicy,
): NextDeadline {
  const proofs = gates.filter(({ id }) => id !== DOUBT);
  const counts = trigger.deadlineFrom === 'preconditions met';
  const unmet = counts && proofs.some(({ metAt }) => metAt === undefined);
  const start = counts && !unmet ? Math.max(receivedAt, ...proofs.map(({ metAt = 0 }) => metAt)) : receivedAt;
  const { at, provisional, calendar } = addPeriod(start, parsePeriod(trigger.deadline), policy.zone, 'up');
  return { at, provisional: provisional || unmet, calendar };
}

const TRIES = 5;

/**
 * Reads, decides and writes until nobody has changed what was read in between.
 * @param attempt null: it was changed.
 */
export async function untilAgreed<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const done = await attempt();
      if (done !== null) return done;
    } catch (error) {
      if (!(error instanceof ExpungeError) || error.code !== 'ANOTHER_WORKER' || tries >= TRIES) throw error;
    }
    if (tries >= TRIES) {
      throw new ExpungeError('ANOTHER_WORKER', 'A case keeps being changed by others. It is tried again.');
    }
  }
}
