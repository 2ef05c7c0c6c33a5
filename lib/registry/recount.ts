import type { Plan } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { addPeriod, CALENDAR, parsePeriod } from '../retention/index.ts';
import { replyPeriod } from './desk/answer.ts';
import type { ReplyRegistry } from './desk-registry.ts';
import type { Case, Reply } from './model.ts';
import type { CaseRegistry, Docket } from './registry.ts';
import type { WalkPage } from './walk.ts';

/** Cases, or answers owed, in one page. */
const PAGE = 100;

/** The walk that counts deadlines again: one for each edition of the working-day table. */
export const RECOUNT = `deadlines by ${CALENDAR}`;

export interface RecountOffice {
  readonly plan: Plan;
  readonly registry: Pick<CaseRegistry, 'cases' | 'setDeadline'> &
    Pick<Docket, 'openCases'> &
    Pick<ReplyRegistry, 'reply' | 'openReplies' | 'setReplyDeadline'>;
}

/**
 * Counts again, with the table as it is now, what was counted over days that no notice had settled: the deadlines of cases,
 * then those of answers. A provisional deadline is never too late, so it only ever moves on to a later day. One under a version of the
 * policy that is no longer deployed stays as it is: what that version promised is not known here. Repeatable.
 */
export function recountDeadlines(office: RecountOffice): WalkPage {
  return async (cursor, counts) => {
    const [what = 'cases', after = ''] = cursor === null ? [] : (JSON.parse(cursor) as string[]);
    const page = what === 'cases' ? await recountCases(after, office) : await recountReplies(after, office);
    const onwards = page.next === null ? (what === 'cases' ? ['replies', ''] : null) : [what, page.next];
    return {
      next: onwards === null ? null : JSON.stringify(onwards),
      counts: { ...counts, looked: counts.looked + page.looked, done: counts.done + page.moved },
    };
  };
}

interface Page {
  readonly looked: number;
  readonly moved: number;
  readonly next: string | null;
}

async function recountCases(after: string, { plan, registry }: RecountOffice): Promise<Page> {
  const { cases, next } = await registry.openCases(after, PAGE);
  let moved = 0;
  for (const one of await registry.cases(cases.map(({ id }) => id))) {
    const policy = own(plan.policies, one.policy);
    const trigger = policy?.triggers[one.trigger];
    if (!isOutdated(one) || policy === undefined || trigger === undefined || policy.version !== one.policyVersion)
      continue;
    const end = addPeriod(startOf(one, trigger.deadlineFrom), parsePeriod(trigger.deadline), policy.zone, 'up');
    if (await registry.setDeadline(one, end)) moved++;
  }
  return { looked: cases.length, moved, next };
}

async function recountReplies(after: string, { plan, registry }: RecountOffice): Promise<Page> {
  const { replies, next } = await registry.openReplies(after, PAGE);
  const owed = (await Promise.all(replies.map((one) => registry.reply(one.case, one.id)))).filter(
    (one) => one !== null,
  );
  const outdated = owed.filter(isOutdated);
  const cases = new Map((await registry.cases(outdated.map((reply) => reply.case))).map((one) => [one.id, one]));
  let moved = 0;
  for (const reply of outdated) {
    const policy = own(plan.policies, reply.policy);
    const of = cases.get(reply.case);
    if (policy === undefined || of === undefined || policy.version !== of.policyVersion) continue;
    const period = replyPeriod(reply, of, policy);
    if (period === null) continue;
    if (await registry.setReplyDeadline(reply, addPeriod(reply.receivedAt, parsePeriod(period), policy.zone, 'up')))
      moved++;
  }
  return { looked: replies.length, moved, next };
}

/** Counted over unsettled days, by another edition of the table than this. */
function isOutdated({ provisional, calendar }: Case | Reply): boolean {
  return provisional && calendar !== CALENDAR;
}

function startOf({ receivedAt, gates }: Case, from: 'receipt' | 'preconditions met'): number {
  // While a gate is not met the clock has not begun, and what stands is counted from receipt.
  if (from === 'receipt' || gates.some(({ metAt }) => metAt === undefined)) return receivedAt;
  return Math.max(receivedAt, ...gates.map(({ metAt = receivedAt }) => metAt));
}
