import { ExpungeError } from '../errors.ts';
import { own } from '../policy/plan-index.ts';
import { untilAgreed } from './begin.ts';
import { mechanismOf } from './covered.ts';
import type { AccountReopened, ConsentGiven } from './events.ts';
import { placeDoubtHold } from './hold.ts';
import { withConsent, withLife } from './marks.ts';
import type { Case, Doubt, Subject } from './model.ts';
import type { CaseOffice } from './open-case.ts';
import { policyOf } from './read-request.ts';

type Office = Pick<CaseOffice, 'plan' | 'registry' | 'referencer' | 'clock' | 'meter'>;

/**
 * Notes a consent and to which version it was given, and lifts what was withdrawn of its categories before. It never lifts
 * the closure of an account: a consent to everything that comes after one contradicts it. Told again it changes nothing.
 * @returns the case that it contradicts; null: none.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY, EVENT_UNKNOWN_SCOPE; EVENT_CONTRADICTS: the closure it contradicts is done.
 */
export async function giveConsent(event: ConsentGiven, office: Office): Promise<Case | null> {
  const policy = policyOf(event.policy, office.plan);
  const { categories = Object.keys(policy.categories), version, givenAt: at, evidence } = event;
  if (categories.some((category) => own(policy.categories, category) === undefined)) {
    const message = 'The policy stores no such category. Check `categories` against its file.';
    throw new ExpungeError('EVENT_UNKNOWN_SCOPE', message, { place: policy.id });
  }
  const isWhole = event.categories === undefined;
  const subject = await change(event, office, (known) => {
    const consenting = withConsent(known, { categories, version, consent: { at, evidence } });
    return isWhole ? withLife(consenting, at) : consenting;
  });
  return isWhole ? doubtClosures(subject, { at, what: event.type }, event.id, office) : null;
}

/**
 * An account that was closed shows signs of life. That is never obeyed by itself: the closure stands, but nothing is erased
 * over it until a person has decided. Told again it changes nothing.
 * @returns the case that it contradicts; null: no closure before it is known, and one that still comes will wait.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY; EVENT_CONTRADICTS: the closure it contradicts is done.
 */
export async function contradict(event: AccountReopened, office: Office): Promise<Case | null> {
  policyOf(event.policy, office.plan);
  const { type, id, reopenedAt: at } = event;
  const subject = await change(event, office, (known) => withLife(known, at));
  return doubtClosures(subject, { at, what: type }, id, office);
}

/** Writes only what changes anything. */
async function change(
  event: { readonly policy: string; readonly subject: string },
  { registry, referencer }: Office,
  make: (known: Subject) => Subject,
): Promise<Subject> {
  const ref = referencer.subject(event.policy, event.subject);
  return untilAgreed(async () => {
    const known = (await registry.checkSubject(ref)).subject ?? { ref, policy: event.policy };
    const next = make(known);
    if (JSON.stringify(next) !== JSON.stringify(known)) await registry.markSubject(next);
    return next;
  });
}

async function doubtClosures(subject: Subject, doubt: Doubt, event: string, office: Office): Promise<Case | null> {
  const { registry, meter } = office;
  const { closure, waiting = [], ref, policy } = subject;
  const standing = closure !== undefined && closure.at <= doubt.at ? await registry.case(closure.case) : null;
  // The first of all: what is held is not erased, whatever fails after it.
  if (standing !== null) await placeDoubtHold({ policy, ref, case: standing.id, event }, office);
  const waitingClosures = (await registry.cases(waiting)).filter(
    ({ trigger, scope, receivedAt }) => mechanismOf(trigger, scope) === 'closure' && receivedAt <= doubt.at,
  );
  for (const one of [...(standing === null ? [] : [standing]), ...waitingClosures]) {
    if (one.doubts.some(({ at, what }) => at === doubt.at && what === doubt.what)) continue;
    await registry.noteDoubt(one.id, doubt);
    meter.count('Doubts', 1);
  }
  if (standing?.state === 'completed') throw done(standing);
  const [first = null] = standing === null ? waitingClosures : [standing];
  return first === null ? null : registry.case(first.id);
}

function done(one: Case): ExpungeError {
  const message = `Case ${one.id} has closed this account and erased it; now the account shows signs of life. A hold keeps what comes: release it, so that it is erased like the rest, or give the account a subject id of its own.`;
  return new ExpungeError('EVENT_CONTRADICTS', message, { place: one.policy });
}
