import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import { coveredClusters } from '../policy/plan-index.ts';
import { addPeriod, parsePeriod } from '../retention/index.ts';
import { caseRecipients } from './case-recipients.ts';
import type { IncomingEvent } from './events.ts';
import { clusterName } from './keys.ts';
import type { Case, CaseEvidence, UrgentTimer } from './model.ts';
import type { Referencer } from './reference.ts';
import type { Registry } from './registry.ts';

export interface CaseOffice {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly referencer: Referencer;
  /** How evidence of the case will name the subject, under the epoch that is current now. */
  readonly evidenceOf: (policy: string, subject: string, caseId: string) => Promise<CaseEvidence>;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
}

/**
 * Opens the case of a closed account: its deadline, the fall of every covered rule to its floor, and a timer for each
 * cluster the account may have. Costs by dataset, never by record. The same closure told again changes nothing.
 * @returns the case as it stands: for a closure told again, the one that was opened first.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY, EVENT_NOT_COVERED, EVENT_CONTRADICTS (one id, two subjects).
 */
export async function openCase(
  event: Extract<IncomingEvent, { type: 'AccountClosed' }>,
  office: CaseOffice,
): Promise<Case> {
  const { plan, registry, referencer, evidenceOf, clock, bus, meter } = office;
  const policy = Object.hasOwn(plan.policies, event.policy) ? plan.policies[event.policy] : undefined;
  if (!policy) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_POLICY',
      'No policy of that id is deployed. Check `policy` against policies/.',
    );
  }
  const trigger = policy.triggers.AccountClosed;
  if (!trigger) {
    throw new ExpungeError(
      'EVENT_NOT_COVERED',
      'This policy says nothing about closed accounts. Decide it in its file.',
      {
        place: policy.id,
      },
    );
  }
  const now = clock.now();
  const ref = referencer.subject(policy.id, event.subject);
  const id = referencer.case(policy.id, event.id);
  const deadline = addPeriod(event.receivedAt, parsePeriod(trigger.deadline), policy.zone, 'up');
  const clusters = coveredClusters(plan, policy.id, 'AccountClosed');
  const opened: Case = {
    id,
    policy: policy.id,
    policyVersion: policy.version,
    policyDigest: policy.digest,
    ref,
    evidence: await evidenceOf(policy.id, event.subject, id),
    trigger: 'AccountClosed',
    scope: { kind: 'account' },
    channel: 'app',
    gates: [],
    doubts: [],
    receivedAt: event.receivedAt,
    deadline: deadline.at,
    provisional: deadline.provisional,
    calendar: deadline.calendar,
    state: clusters.length === 0 ? 'completed' : 'open',
    outstanding: clusters.map(({ dataset, cluster }) => clusterName({ dataset: dataset.id, rule: cluster.rule })),
    restricted: [],
    ...(clusters.length === 0 && { completedAt: now }),
    receipts: [],
    recipients: caseRecipients(
      clusters.map(({ dataset }) => dataset),
      plan,
    ),
    issued: [],
  };
  const timers = clusters.map(({ dataset, cluster }): UrgentTimer => {
    const startAt = Math.floor(now / 1000) * 1000;
    return { action: cluster.action, startAt, ref, dataset: dataset.id, rule: cluster.rule, nonce: id, case: id };
  });
  const closure = {
    case: id,
    trigger: 'AccountClosed' as const,
    at: event.receivedAt,
    deadline: deadline.at,
    covers: trigger.covers,
  };
  const isNew = await registry.openCase(opened, { ref, policy: policy.id, id: event.subject, closure }, timers);
  if (isNew) meter.count('CasesOpened', 1);
  // What was promised first stands, whatever the policy or the calendar has become since.
  const standing = isNew ? opened : ((await knownCase(id, ref, registry)) ?? opened);
  // Also for a closure told again: the first time may have been cut off right here.
  await bus.announce([
    {
      type: 'ErasureScheduled',
      detail: {
        policy: policy.id,
        subject: event.subject,
        case: id,
        deadline: new Date(standing.deadline).toISOString(),
        provisional: standing.provisional,
      },
    },
  ]);
  return standing;
}

async function knownCase(id: string, ref: string, registry: Registry): Promise<Case | null> {
  const known = await registry.case(id);
  if (known === null || known.ref === ref) return known;
  throw new ExpungeError(
    'EVENT_CONTRADICTS',
    'A closure with this id was received for another subject. Nothing is done for the second; give each closure its own id.',
    { place: known.policy },
  );
}
