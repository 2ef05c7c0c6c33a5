import { ESCALATED, type Key, NOTICES } from './keys.ts';
import type { Case, DocketEntry } from './model.ts';
import type { Escalated } from './outbox.ts';

const YEAR = 366 * 24 * 3600;

/** `<seconds>#<case>`. */
export const noticeKey = ({ at, case: id }: DocketEntry): Key => ({ pk: NOTICES, sk: `${roundedUp(at)}#${id}` });

/** `<seconds>#<case>#<recipient>`. */
export const escalatedKey = ({ at, case: id, recipient }: Escalated): Key => ({
  pk: ESCALATED,
  sk: `${roundedUp(at)}#${id}#${recipient}`,
});

export function parseEscalatedSortKey(sk: string): Escalated {
  const [start = '', id = '', recipient = ''] = sk.split('#');
  return { at: Number(start) * 1000, case: id, recipient };
}

/** When the store may drop the line of an escalated recipient by itself, seconds: it is with the case all the same. */
export const listedUntil = (at: number): number => Math.ceil(at / 1000) + YEAR;

/** The first look at a case's recipients, due at once; null where nobody is to be told, or nothing has begun. */
export function firstNotice({ id, state, receivedAt, recipients }: Case): DocketEntry | null {
  const begun = state === 'open' || state === 'restricted' || state === 'completed';
  return begun && recipients.some(({ skipped }) => skipped === undefined) ? { case: id, at: receivedAt } : null;
}

function roundedUp(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000)).padStart(10, '0');
}
