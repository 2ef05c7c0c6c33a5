import { ExpungeError } from '../../errors.ts';
import type { PlanPolicy } from '../../policy/plan.ts';
import { own } from '../../policy/plan-index.ts';
import { REQUEST, replyClock, startReply } from '../clocks.ts';
import type { Case, Reply } from '../model.ts';
import { caseOf, type DeskOffice } from './office.ts';

/** Why a request could not be met wholly: C 5.4. PIPL 47 has the first two, in other words. */
export const PARTLY_BECAUSE = ['technical', 'legal', 'regulatory'] as const;

/** Without a promise, complaints are answered within 15 working days: 《App违法违规收集使用个人信息行为认定方法》, six. */
const WITHOUT_PROMISE = 'P15WD';

/** Clocks differ. A receipt further ahead than this is not believed. */
const AHEAD = 10 * 60_000;

export interface AnswerOrder {
  readonly case: string;
  /** The complaint or appeal that is answered; absent: what opened the case. */
  readonly reply?: string;
  readonly outcome: 'granted' | 'refused' | 'partly';
  readonly code?: string;
  readonly by: string;
}

/**
 * Notes that the person was answered, and what. Nothing is erased by it, and nothing kept. The first answer stands; told
 * again it changes nothing.
 * @throws ExpungeError CASE_UNKNOWN; ANSWER_INVALID: no such answer is owed, it was given otherwise before, it has no code
 * where it needs one, or it says other than what becomes of the case.
 */
export async function answerCase(order: AnswerOrder, office: DeskOffice): Promise<Reply> {
  const { registry, plan, clock } = office;
  const one = await caseOf(order.case, office);
  const reply = await registry.reply(one.id, order.reply ?? REQUEST);
  if (reply === null)
    throw unanswered('no answer of that id is owed in this case; `case show` lists those that are', one);
  const { outcome, code, by } = order;
  const isAgain = reply.outcome === outcome && reply.code === code && reply.by === by;
  if (!isAgain) {
    if (reply.answeredAt !== undefined) throw unanswered('it was answered otherwise before, and that stands', one);
    checkCode(order, reply, one, own(plan.policies, one.policy));
    checkAgainstCase(reply, outcome, one);
  }
  const answer = { answeredAt: clock.now(), outcome, by, ...(code !== undefined && { code }) };
  const stands = await registry.answerReply({ case: one.id, id: reply.id }, answer);
  if (stands?.outcome === outcome && stands.code === code && stands.by === by) return stands;
  throw unanswered('somebody answered it otherwise at the same moment, and that stands', one);
}

export interface ComplainOrder {
  readonly case: string;
  /** Of the complaint: the same one told twice is one. */
  readonly id: string;
  readonly receivedAt: number;
  /** Makes it an appeal: the answer it is against. */
  readonly appealOf?: string;
}

/**
 * Opens the clock of a complaint in a case, or of an appeal against an answer that was given in it (D 6.5, 9.2). From
 * receipt. Told again it changes nothing.
 * @throws ExpungeError CASE_UNKNOWN; ANSWER_INVALID: the id is of another one, the answer appealed against does not exist or
 * was not given yet, or it was received in the future.
 */
export async function complain(order: ComplainOrder, office: DeskOffice): Promise<Reply> {
  const { plan, clock } = office;
  const one = await caseOf(order.case, office);
  const { id, receivedAt, appealOf } = order;
  if (id === REQUEST) throw unanswered(`\`${REQUEST}\` names what opened the case: give it another id`, one);
  if (receivedAt > clock.now() + AHEAD) throw unanswered('it was received in the future', one);
  if (appealOf !== undefined) await checkAppealed(appealOf, order, one, office);
  const kind = appealOf === undefined ? 'complaint' : 'appeal';
  const policy = own(plan.policies, one.policy);
  const owed: Reply = {
    ...replyClock(receivedAt, complaintPeriod(kind, one, policy), policy?.zone ?? 'UTC'),
    id,
    case: one.id,
    kind,
    policy: one.policy,
    ...(appealOf !== undefined && { about: appealOf }),
  };
  const opened = await startReply(owed, office);
  if (opened.kind === kind && opened.receivedAt === receivedAt && opened.about === appealOf) return opened;
  throw unanswered('its id was used before, for another one of this case: give it one of its own', one);
}

/**
 * How long the answer to something may take. Null: neither the text nor, of a request, anything else says.
 * @param policy undefined where it is no longer deployed.
 */
export function replyPeriod(
  { kind }: Pick<Reply, 'kind'>,
  { trigger }: Pick<Case, 'trigger'>,
  policy: PlanPolicy | undefined,
): string | null {
  if (kind === 'request') return policy?.triggers[trigger]?.reply ?? null;
  return complaintPeriod(kind, { trigger }, policy);
}

/** An appeal is answered as soon as the request was to be. */
function complaintPeriod(
  kind: 'complaint' | 'appeal',
  { trigger }: Pick<Case, 'trigger'>,
  policy: PlanPolicy | undefined,
): string {
  const request = kind === 'appeal' ? policy?.triggers[trigger]?.reply : null;
  return request ?? policy?.answers.complaint?.deadline ?? WITHOUT_PROMISE;
}

async function checkAppealed(
  answer: string,
  { id }: ComplainOrder,
  one: Case,
  { registry }: DeskOffice,
): Promise<void> {
  const appealed = answer === id ? null : await registry.reply(one.id, answer);
  if (appealed === null) throw unanswered('the answer it appeals against is none of this case', one);
  if (appealed.answeredAt !== undefined) return;
  throw unanswered('what it appeals against has not been answered yet', one);
}

function checkCode({ outcome, code }: AnswerOrder, { kind }: Reply, one: Case, policy: PlanPolicy | undefined): void {
  if (outcome === 'granted') {
    if (code !== undefined) throw unanswered('what was granted has no ground on which it was not', one);
    return;
  }
  const refusals = Object.keys(policy?.refusals ?? {});
  const known = outcome === 'partly' ? [...PARTLY_BECAUSE, ...refusals] : refusals;
  // A complaint may simply be unfounded.
  if (code === undefined ? kind === 'complaint' : known.includes(code)) return;
  throw unanswered(`\`${outcome}\` is said with its ground (${known.join(', ') || 'this policy has none'})`, one);
}

/**
 * The person is told what becomes of the case, and nothing else. What is said to a complaint is about the complaint, and an
 * appeal may be turned down whatever the case has come to.
 */
function checkAgainstCase({ kind }: Reply, outcome: AnswerOrder['outcome'], one: Case): void {
  if (kind === 'complaint') return;
  const isRefused = one.state === 'refused';
  if (isRefused && (outcome === 'granted' || (outcome === 'partly' && kind === 'request'))) {
    throw unanswered(
      'the case is refused, and this would say that it is not: take that back first, with `case grant`',
      one,
    );
  }
  if (!isRefused && outcome === 'refused' && kind === 'request') {
    throw unanswered(
      `the case is ${one.state}, and this would say that it is refused: decide that first, with \`case refuse\``,
      one,
    );
  }
}

function unanswered(why: string, one: Case): ExpungeError {
  return new ExpungeError('ANSWER_INVALID', `Nothing was noted: ${why}.`, { place: one.policy });
}
