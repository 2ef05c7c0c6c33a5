import type { CaseLine, CaseView, ReplyView } from '../lib/registry/desk/index.ts';

/** A case for people: what it waits for, by when what is owed, and what was decided. */
export function wordsForCase(one: CaseView): string {
  const { gates, doubts, replies, holds, recipients, certificates, decisions, fee, earlierRequests } = one;
  return [
    `${one.case}: ${one.trigger} of ${one.policy} (version ${one.policyVersion}), ${one.state}`,
    `  about ${one.scope}; received ${one.receivedAt} by ${one.channel}${repeated(earlierRequests.count)}`,
    ...one.blocked.map((why) => `  blocked: ${why}`),
    `  erasure ${clockWords(one.deadline)}`,
    ...replies.map((reply) => `  ${replyWords(reply)}`),
    ...gates.map(
      ({ id, clause, metAt, evidence }) =>
        `  gate ${id}${clause === null ? '' : ` (${clause})`}: ${metAt === null ? 'not met' : `met ${metAt}, ${evidence}`}`,
    ),
    ...doubts.map(({ at, what }) => `  doubt ${at}: ${what}`),
    ...holds.map(
      ({ id, kind, ground, reviewAt, until }) =>
        `  ${kind} ${id}: ground ${ground}, ${until === null ? `review ${reviewAt}` : `until ${until}`}`,
    ),
    ...decisions.map((decision) => `  ${decisionWords(decision)}`),
    ...(fee === null ? [] : [`  fee ${fee.amount}, decided ${fee.at} by ${fee.by}: ${oneLine(fee.why)}`]),
    ...one.outstanding.map((cluster) => `  to be erased: ${cluster}`),
    ...one.restricted.map(
      ({ cluster, law, until }) =>
        `  restricted: ${cluster}, ${law ?? 'by a law that is no longer named'}, ${until === null ? 'no day yet' : `until ${until}`}`,
    ),
    ...recipients.map(({ id, state, at }) => `  recipient ${id}: ${state}${at === null ? '' : ` ${at}`}`),
    ...certificates.map(({ stage, at }) => `  certificate ${stage}: ${at}`),
  ].join('\n');
}

export function wordsForLine({ case: id, policy, trigger, state, deadline, missing }: CaseLine): string {
  const waits = missing.length === 0 ? '' : `; waits for ${missing.join(', ')}`;
  return `${id}: ${trigger} of ${policy}, ${state}, ${clockWords(deadline)}${waits}`;
}

export function replyWords({ id, kind, about, receivedAt, deadline, answer }: ReplyView): string {
  const what = kind === 'request' ? 'answer to the request' : `answer to ${kind} ${id}`;
  const against = about === null ? '' : ` against the answer to ${about}`;
  const owed = `${what}${against}, received ${receivedAt}: `;
  if (answer === null) return `${owed}owed ${clockWords(deadline)}`;
  return `${owed}${answer.outcome}${answer.code === null ? '' : ` (${answer.code})`} ${answer.at} by ${answer.by}`;
}

function decisionWords(decision: CaseView['decisions'][number]): string {
  const { at, by, reason } = decision;
  if (decision.kind === 'granted') return `granted ${at} by ${by}: ${oneLine(reason)}`;
  const evidence = decision.evidence === undefined ? '' : `, evidence ${decision.evidence}`;
  return `refused ${at} by ${by} on ground ${decision.code} (${decision.clause}${evidence}): ${oneLine(reason)}`;
}

function clockWords({ at, provisional, left }: CaseView['deadline']): string {
  const sure = provisional ? ', provisional' : '';
  if (left === null) return `by ${at}${sure}`;
  return `by ${at}${sure}, ${left < 0 ? `LATE by ${timeOf(-left)}` : `${timeOf(left)} left`}`;
}

/** Rounded down to the largest unit that people count in. */
function timeOf(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 2 * 3600) return `${Math.floor(seconds / 3600)} hours`;
  return `${Math.floor(seconds / 60)} minutes`;
}

const repeated = (earlier: number): string => (earlier === 0 ? '' : `; the subject asked ${earlier} times before`);

/** Written reasons may have several lines, and what else would change the screen goes. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
