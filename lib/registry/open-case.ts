import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import { type Asked, deadlineOf, firstWork, fulfilledBy, isDoubted, untilAgreed } from './begin.ts';
import { caseRecipients } from './case-recipients.ts';
import { startClocks } from './clocks.ts';
import { clustersOf } from './covered.ts';
import type { CaseRequest } from './events.ts';
import { DOUBT, gatesOf, unmetOf } from './gates.ts';
import { withWaiting } from './marks.ts';
import type { Case, CaseEvidence, Subject } from './model.ts';
import { type ReadRequest, type RecordKeys, readRequest } from './read-request.ts';
import type { Referencer } from './reference.ts';
import type { Registry } from './registry.ts';
import { tellCase } from './tell-case.ts';

export interface CaseOffice extends RecordKeys {
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
 * Opens the case of a trigger: its deadline, what it leaves on its subject, and a timer for each cluster it covers. Costs by
 * dataset, never by record. While a gate of the trigger is not met, or something contradicts it, the case waits, and nothing
 * but itself and whose it is has been written. The same trigger told again changes nothing.
 * @returns the case as it stands: for a trigger told again, the one that was opened first.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY, EVENT_UNKNOWN_DATASET, EVENT_UNKNOWN_SCOPE, EVENT_NOT_COVERED,
 * EVENT_INCOMPLETE; EVENT_CONTRADICTS (one id, two contents).
 */
export async function openCase(request: CaseRequest, office: CaseOffice): Promise<Case> {
  const { registry, referencer, meter } = office;
  const read = readRequest(request, office);
  const asked: Asked = {
    id: referencer.case(read.policy.id, request.id),
    policy: read.policy.id,
    ref: referencer.subject(read.policy.id, request.subject),
    trigger: request.type,
    scope: read.scope,
    receivedAt: request.receivedAt,
  };
  const evidence = await office.evidenceOf(asked.policy, request.subject, asked.id);
  const { standing, subject, isNew } = await untilAgreed(async () => {
    const { subject: known } = await registry.checkSubject(asked.ref);
    const draft = draw(asked, { request, read, evidence, known }, office);
    if (await registry.openCase(draft.opened, draft.subject, draft.work?.timers ?? [], draft.fulfilled)) {
      return { standing: draft.opened, subject: draft.subject, isNew: true };
    }
    const first = await registry.case(asked.id);
    return first === null ? null : { standing: first, subject: known ?? draft.subject, isNew: false };
  });
  if (isNew) meter.count(standing.state === 'waiting' ? 'CasesWaiting' : 'CasesOpened', 1);
  else sameContent(standing, asked);
  await startClocks(standing, office);
  // What was promised first stands, whatever the policy or the calendar has become since.
  await tellCase(standing, { ...subject, id: request.subject }, office);
  return standing;
}

interface Material {
  readonly request: CaseRequest;
  readonly read: ReadRequest;
  readonly evidence: CaseEvidence;
  readonly known: Subject | null;
}

function draw(asked: Asked, { request, read, evidence, known }: Material, { plan, clock }: CaseOffice) {
  const { policy, trigger } = read;
  const now = clock.now();
  const proofs = gatesOf(trigger, request);
  const gates = isDoubted(asked, known, plan) ? [...proofs, { id: DOUBT }] : proofs;
  const waits = unmetOf(gates).length > 0;
  if (waits && asked.scope.kind === 'record') throw unproven(policy.id);
  const deadline = deadlineOf({ receivedAt: asked.receivedAt, gates }, trigger, policy);
  const remembered = { ...known, ref: asked.ref, policy: policy.id, id: request.subject };
  const work = waits ? null : firstWork(asked, deadline.at, remembered, plan, now);
  const state = waits ? 'waiting' : work?.timers.length === 0 ? 'completed' : 'open';
  const datasets = clustersOf(plan, policy.id, asked.trigger, asked.scope).map(({ dataset }) => dataset);
  const opened: Case = {
    ...asked,
    policyVersion: policy.version,
    policyDigest: policy.digest,
    evidence,
    channel: request.channel ?? 'app',
    gates,
    doubts: [],
    deadline: deadline.at,
    provisional: deadline.provisional,
    calendar: deadline.calendar,
    state,
    outstanding: work?.outstanding ?? [],
    restricted: [],
    ...(state === 'completed' && { completedAt: now }),
    receipts: [],
    recipients: caseRecipients(datasets, plan),
    issued: [],
  };
  const subject = work?.subject ?? withWaiting(remembered, asked.id);
  return { opened, subject, work, fulfilled: fulfilledBy(asked, read.key, deadline.at, plan) };
}

/** The same id has to mean the same: whom, what for, how much of it. */
function sameContent(standing: Case, { ref, trigger, scope }: Asked): void {
  const [a, b] = [standing.scope, scope].map((one) => JSON.stringify(Object.entries(one).sort()));
  if (standing.ref === ref && standing.trigger === trigger && a === b) return;
  throw new ExpungeError(
    'EVENT_CONTRADICTS',
    'A trigger with this id was received for another subject, of another kind or about something else. The first stands, and nothing is done for this one; give each its own id.',
    { place: standing.policy },
  );
}

/** The record's key stays out of the registry until the case covers it. */
function unproven(place: string): ExpungeError {
  const message = 'A trigger about one record has to come with its `preconditions`. Send it again when they are met.';
  return new ExpungeError('EVENT_INCOMPLETE', message, { place });
}
