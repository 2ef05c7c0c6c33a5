import { isSettled } from '../registry/case-recipients.ts';
import type { CaseRecipient } from '../registry/model.ts';
import { FIRST_RETRY, LAST_REMINDER, LONGEST_RETRY } from './times.ts';

/** What is to be done about a recipient now. Instants in milliseconds. */
export type Step =
  | { readonly what: 'nothing' }
  | { readonly what: 'wait'; readonly until: number }
  | { readonly what: 'tell' }
  | { readonly what: 'escalate' };

/** Follows from what is noted with the case alone, so that whoever looks again does the same. */
export function stepOf(recipient: CaseRecipient, now: number): Step {
  const { next, confirmBy } = recipient;
  if (isSettled(recipient)) return { what: 'nothing' };
  if (confirmBy !== undefined && confirmBy <= now) return { what: 'escalate' };
  if (next !== undefined && next > now) return { what: 'wait', until: next };
  return { what: 'tell' };
}

/** When to try again after this attempt failed: later each time, and never past the time to escalate. */
export function retryAt(attempt: number, now: number, confirmBy: number): number {
  const after = Math.min(FIRST_RETRY * 2 ** Math.min(attempt - 1, 30), LONGEST_RETRY);
  return Math.min(now + after, confirmBy);
}

/** When one that knows is next reminded: at half of the time it was left, and a day before its end; then it is escalated. */
export function remindAt(toldAt: number, now: number, confirmBy: number): number {
  const moments = [toldAt + (confirmBy - toldAt) / 2, confirmBy - LAST_REMINDER].map(Math.ceil).sort((a, b) => a - b);
  return moments.find((moment) => moment > now && moment > toldAt) ?? confirmBy;
}
