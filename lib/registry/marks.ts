import type { Closure, Consent, Subject, Withdrawal } from './model.ts';

/*
 * What cases and consents leave on a subject. Whatever the order in which they come, and however often, the same is left.
 */

/** The earliest closure stands; later ones add what they cover, and that it has to be deleted. */
export function withClosure(subject: Subject, closure: Closure): Subject {
  const known = subject.closure;
  if (known === undefined) return { ...subject, closure };
  const earliest = isBefore(closure, known) ? closure : known;
  const covers = [...new Set([...known.covers, ...closure.covers])].sort();
  const { action: _action, ...standing } = earliest;
  const mustDelete = known.action === 'delete' || closure.action === 'delete';
  return { ...subject, closure: { ...standing, covers, ...(mustDelete && { action: 'delete' }) } };
}

/** Of two withdrawals of a category the later stands: a consent between them lifts the earlier one only. */
export function withWithdrawal(subject: Subject, categories: readonly string[], withdrawal: Withdrawal): Subject {
  const known = subject.withdrawn ?? {};
  const later = categories.filter((category) => {
    const standing = Object.hasOwn(known, category) ? known[category] : undefined;
    return standing === undefined || isBefore(standing, withdrawal);
  });
  if (later.length === 0) return subject;
  return { ...subject, withdrawn: { ...known, ...each(later, withdrawal) } };
}

/** Lifts withdrawals up to then, never a closure. Of two consents to a category, or to a version, the later stands. */
export function withConsent(
  subject: Subject,
  { categories, version, consent }: { categories: readonly string[]; version: string; consent: Consent },
): Subject {
  const consented = subject.consented ?? {};
  const fresh = categories.filter((category) => !(numberAt(consented, category, -1) >= consent.at));
  const consents = subject.consents ?? {};
  const known = Object.hasOwn(consents, version) ? consents[version] : undefined;
  const isLater =
    known === undefined || known.at < consent.at || (known.at === consent.at && known.evidence < consent.evidence);
  const { withdrawn, ...rest } = subject;
  const left = Object.entries(withdrawn ?? {}).filter(
    ([category, { at }]) => !categories.includes(category) || at > consent.at,
  );
  return {
    ...rest,
    ...(left.length > 0 && { withdrawn: Object.fromEntries(left) }),
    consented: { ...consented, ...each(fresh, consent.at) },
    consents: isLater ? { ...consents, [version]: consent } : consents,
  };
}

/** Somebody showed then that the account lives. */
export function withLife(subject: Subject, at: number): Subject {
  return subject.livedAt !== undefined && subject.livedAt >= at ? subject : { ...subject, livedAt: at };
}

export function withWaiting(subject: Subject, id: string): Subject {
  return { ...subject, waiting: [...new Set([...(subject.waiting ?? []), id])].sort() };
}

/** Somebody is to be told of this case. */
export function withTelling(subject: Subject, id: string): Subject {
  return { ...subject, telling: [...new Set([...(subject.telling ?? []), id])].sort() };
}

export function withoutWaiting({ waiting = [], ...subject }: Subject, id: string): Subject {
  const left = waiting.filter((one) => one !== id);
  return left.length > 0 ? { ...subject, waiting: left } : subject;
}

/** The deadline of a case was moved: wherever the case left it. The same subject where it left it nowhere. */
export function withDeadline(subject: Subject, id: string, deadline: number): Subject {
  const { closure, withdrawn } = subject;
  const marks = [...(closure ? [closure] : []), ...Object.values(withdrawn ?? {})];
  if (!marks.some((mark) => mark.case === id)) return subject;
  const moved = <T extends { case: string; deadline: number }>(mark: T): T =>
    mark.case === id ? { ...mark, deadline } : mark;
  return {
    ...subject,
    ...(closure && { closure: moved(closure) }),
    ...(withdrawn && {
      withdrawn: Object.fromEntries(Object.entries(withdrawn).map(([category, mark]) => [category, moved(mark)])),
    }),
  };
}

/** A closure that somebody took back later, as far as anybody was told. */
export function isClosureDoubted(subject: Subject | null, at: number): boolean {
  return subject?.livedAt !== undefined && subject.livedAt >= at;
}

/** A withdrawal that a known consent to one of its categories came after. */
export function isWithdrawalDoubted(subject: Subject | null, categories: readonly string[], at: number): boolean {
  return categories.some((category) => numberAt(subject?.consented ?? {}, category, -1) >= at);
}

function isBefore(one: { at: number; case: string }, other: { at: number; case: string }): boolean {
  return one.at < other.at || (one.at === other.at && one.case < other.case);
}

function each<T>(categories: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(categories.map((category) => [category, value]));
}

function numberAt(values: Readonly<Record<string, number>>, key: string, otherwise: number): number {
  return (Object.hasOwn(values, key) ? values[key] : undefined) ?? otherwise;
}
