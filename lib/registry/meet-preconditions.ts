import { ExpungeError } from '../errors.ts';
import { deadlineOf, firstWork, isDoubted, untilAgreed } from './begin.ts';
import type { PreconditionsMet } from './events.ts';
import { DOUBT, noStrangers, unmetOf } from './gates.ts';
import { withoutWaiting } from './marks.ts';
import type { Case, CaseGate, Subject } from './model.ts';
import type { CaseOffice } from './open-case.ts';
import type { Beginning } from './openings.ts';
import { policyOf, triggerOf } from './read-request.ts';
import { tellCase } from './tell-case.ts';

type Office = Pick<CaseOffice, 'plan' | 'registry' | 'clock' | 'bus' | 'meter'>;

/**
 * Notes what was proven of a case that waits; with the last of it the case begins, and where the text says so its deadline
 * counts from then. Of two proofs of one gate the first stands. Told again it changes nothing.
 * @throws ExpungeError EVENT_UNKNOWN_CASE, EVENT_NOT_COVERED (a gate that the case does not have), EVENT_CONTRADICTS (the
 * case was refused).
 */
export async function meetPreconditions(event: PreconditionsMet, office: Office): Promise<Case> {
  const { registry, meter } = office;
  const { standing, subject, begins } = await untilAgreed(async () => {
    const one = await registry.case(event.case);
    if (one === null) throw unknown();
    noStrangers(
      Object.keys(event.preconditions),
      one.gates.map(({ id }) => id),
    );
    if (one.state === 'refused') throw refused(one);
    const { subject: known } = await registry.checkSubject(one.ref);
    if (one.state !== 'waiting') return { standing: one, subject: known, begins: false };
    if (known?.id === undefined) throw nobody(one);
    const gates = met(one, event, isDoubted(one, known, office.plan));
    const then = unmetOf(gates).length > 0 ? null : beginning({ ...one, gates }, known, office);
    if (!(await registry.meetGates(one, gates, then))) return null;
    const next = (await registry.case(one.id)) ?? one;
    return { standing: next, subject: then?.subject ?? known, begins: then !== null };
  });
  if (begins) meter.count('CasesOpened', 1);
  // A case that was done long ago, and its subject forgotten: there is nobody left to tell of.
  if (subject?.id !== undefined) await tellCase(standing, { ...subject, id: subject.id }, office);
  return standing;
}

function met(one: Case, { preconditions, metAt }: PreconditionsMet, doubted: boolean): CaseGate[] {
  const gates = doubted && !one.gates.some(({ id }) => id === DOUBT) ? [...one.gates, { id: DOUBT }] : one.gates;
  return gates.map((gate) => {
    const evidence = Object.hasOwn(preconditions, gate.id) ? preconditions[gate.id] : undefined;
    return gate.metAt !== undefined || evidence === undefined ? gate : { ...gate, metAt, evidence };
  });
}

function beginning(one: Case, known: Subject, { plan, clock }: Office): Beginning {
  const policy = policyOf(one.policy, plan);
  const deadline = deadlineOf(one, triggerOf(one.trigger, policy), policy);
  const now = clock.now();
  const { outstanding, timers, subject } = firstWork(one, deadline.at, withoutWaiting(known, one.id), plan, now);
  const begun = { outstanding, timers, subject, deadline };
  return timers.length === 0 ? { state: 'completed', completedAt: now, ...begun } : { state: 'open', ...begun };
}

function unknown(): ExpungeError {
  return new ExpungeError(
    'EVENT_UNKNOWN_CASE',
    'Preconditions were met of a case that the registry does not have. Check `case`; if its trigger is still to come, send this again after it.',
  );
}

function refused(one: Case): ExpungeError {
  const message = `Case ${one.id} was refused, and preconditions of it were met. Grant the appeal first, then send this again.`;
  return new ExpungeError('EVENT_CONTRADICTS', message, { place: one.policy });
}

function nobody(one: Case): ExpungeError {
  const message = `Case ${one.id} waits, and the registry no longer knows who its subject is. Send the trigger again under an id of its own.`;
  return new ExpungeError('SUBJECT_UNKNOWN', message, { place: one.policy });
}
