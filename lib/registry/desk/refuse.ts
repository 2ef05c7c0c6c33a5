import { ExpungeError } from '../../errors.ts';
import { clustersOfPolicy, own } from '../../policy/plan-index.ts';
import { untilAgreed } from '../begin.ts';
import { withoutWaiting } from '../marks.ts';
import type { Case, Decision } from '../model.ts';
import { caseOf, type DeskOffice, undecided } from './office.ts';

type Refused = Extract<Decision, { kind: 'refused' }>;

/** What a person refuses, and why. */
export interface RefuseOrder {
  readonly case: string;
  /** One of the `refusals` of the case's policy. */
  readonly code: string;
  /** In writing: the person is owed it (PIPL 50). */
  readonly reason: string;
  /** Asked for where the ground itself asks for it, as malice and abuse do. A reference. */
  readonly evidence?: string;
  readonly by: string;
}

/**
 * Refuses a request: a person's decision, which nothing else here ever makes (PIPL 24). The case ends as refused, its
 * warnings stop and nothing is erased for it. The answer to the person is another matter, with a clock of its own. Told
 * again it changes nothing.
 * @throws ExpungeError CASE_UNKNOWN; CASE_UNDER_WAY: the case does not wait any more, and what has begun to be erased cannot
 * be refused; DECISION_INVALID: no ground of the policy, no evidence where the ground asks for it, no reason, or the case
 * was refused otherwise before.
 */
export async function refuseCase(order: RefuseOrder, office: DeskOffice): Promise<Case> {
  const { registry, clock, meter } = office;
  const { one, refused, isNew } = await untilAgreed(async () => {
    const one = await caseOf(order.case, office);
    const refused = decisionOf(order, one, clock.now(), office);
    if (one.state === 'refused') {
      sameRefusal(one, refused);
      return { one, refused, isNew: false };
    }
    if (one.state !== 'waiting') throw underWay(one);
    const { subject } = await registry.checkSubject(one.ref);
    const freed = subject === null ? null : withoutWaiting(subject, one.id);
    // Not written: something was proven, or the deadline moved, while it was decided. Whether it still waits is seen anew.
    return (await registry.refuseCase(one, refused, freed)) ? { one, refused, isNew: true } : null;
  });
  if (isNew) meter.count('CasesRefused', 1);
  await follow(one, refused, office);
  return caseOf(order.case, office);
}

function decisionOf({ code, reason, evidence, by }: RefuseOrder, one: Case, at: number, { plan }: DeskOffice): Refused {
  const refusals = own(plan.policies, one.policy)?.refusals ?? {};
  const ground = own(refusals, code);
  if (ground === undefined) {
    const known = Object.keys(refusals).join(', ') || 'none';
    throw undecided(`\`${code}\` is no ground on which ${one.policy} may refuse (it has ${known})`, one);
  }
  if (ground.evidence && (evidence ?? '').trim() === '') {
    throw undecided(`${one.policy} asks for evidence with \`${code}\` (${ground.clause}): name where it is kept`, one);
  }
  if (reason.trim() === '' || by.trim() === '')
    throw undecided('a refusal has a written reason and a role that decides', one);
  const kept = evidence === undefined ? {} : { evidence };
  return { kind: 'refused', code, clause: ground.clause, reason, ...kept, by, at };
}

function sameRefusal(one: Case, refused: Refused): void {
  const standing = one.decisions?.findLast((decision) => decision.kind === 'refused');
  if ((['code', 'reason', 'evidence', 'by'] as const).every((part) => standing?.[part] === refused[part])) return;
  throw undecided('the case was refused before, on another ground or in other words, and that stands', one);
}

/** Also for a refusal told again: the first time may have been cut off right after it was written. */
async function follow(one: Case, { code }: Refused, { bus, plan, registry, clock }: DeskOffice): Promise<void> {
  // The case alone may have kept the subject's id: a worker that finds one cluster empty sees whether anything is left.
  const [any] = clustersOfPolicy(plan, one.policy).filter(({ cluster }) => cluster.only === undefined);
  if (any !== undefined) {
    const { action, rule } = any.cluster;
    const startAt = Math.floor(clock.now() / 1000) * 1000;
    const nonce = `${one.id}.refused`;
    await registry.putUrgentTimers([{ action, startAt, ref: one.ref, dataset: any.dataset.id, rule, nonce }]);
  }
  await bus.announce([{ type: 'CaseRefused', detail: { policy: one.policy, case: one.id, code } }]);
}

function underWay(one: Case): ExpungeError {
  return new ExpungeError(
    'CASE_UNDER_WAY',
    `The case is ${one.state}: what has begun to be erased cannot be refused. Answer the person, or place a hold on what has to stay.`,
    { place: one.policy },
  );
}
