import { together } from '../../concurrency.ts';
import type { Plan } from '../../policy/plan.ts';
import { datasetsOf, own, ruleOf } from '../../policy/plan-index.ts';
import { isInForce } from '../in-force.ts';
import { clusterName } from '../keys.ts';
import type { Case, CaseRecipient, Decision, Fee, Hold, Reply, Tag } from '../model.ts';
import type { Registry } from '../registry.ts';
import { brakesOn } from './brakes.ts';
import { caseOf } from './office.ts';

const PARALLEL = 8;
/** Earlier requests that are named; they are counted in any case. */
const MOST_NAMED = 20;

export interface DeskView {
  readonly plan: Plan;
  readonly registry: Pick<Registry, 'case' | 'replies' | 'requests' | 'checkSubject' | 'tags' | 'wideHolds' | 'brakes'>;
  readonly clock: { now(): number };
}

/** A case as the desk sees it. Instants are ISO 8601 in UTC. Nothing of it names the subject. */
export interface CaseView {
  readonly case: string;
  readonly policy: string;
  readonly policyVersion: string;
  readonly trigger: string;
  readonly scope: string;
  readonly channel: string;
  readonly state: Case['state'];
  readonly receivedAt: string;
  /** Why nothing of it is erased now; empty: nothing stands in its way. */
  readonly blocked: readonly string[];
  readonly gates: readonly GateView[];
  readonly doubts: readonly { readonly at: string; readonly what: string }[];
  /** By when it has to be erased. */
  readonly deadline: ClockView;
  /** Answers to the person: given, or owed. */
  readonly replies: readonly ReplyView[];
  readonly outstanding: readonly string[];
  /** What a floor keeps, and may not be used meanwhile (PIPL 47). */
  readonly restricted: readonly RestrictionView[];
  readonly holds: readonly HoldView[];
  readonly recipients: readonly RecipientView[];
  readonly certificates: readonly { readonly stage: string; readonly at: string }[];
  readonly decisions: readonly DecisionView[];
  readonly fee: (Omit<Fee, 'at'> & { readonly at: string }) | null;
  /** What the same subject had asked for before it asked for this. */
  readonly earlierRequests: {
    readonly count: number;
    readonly cases: readonly { readonly case: string; readonly at: string }[];
  };
}

export interface RestrictionView {
  /** `<dataset>#<rule>`. */
  readonly cluster: string;
  /** The law that demands it; null where the plan no longer names one. */
  readonly law: string | null;
  /** The day the last of it goes; null while the floor has not begun to run. */
  readonly until: string | null;
}

export interface ClockView {
  readonly at: string;
  /** The working-day table ends before it, or what starts it has not come yet: it may move. */
  readonly provisional: boolean;
  /** How long is left, in seconds; negative: how late. Null: the clock has stopped. */
  readonly left: number | null;
}

export interface GateView {
  readonly id: string;
  /** Null where the policy does not ask for it: a doubt, or a gate of a version before. */
  readonly clause: string | null;
  readonly metAt: string | null;
  readonly evidence: string | null;
}

export interface ReplyView {
  readonly id: string;
  readonly kind: Reply['kind'];
  readonly about: string | null;
  readonly receivedAt: string;
  readonly deadline: ClockView;
  readonly answer: {
    readonly at: string;
    readonly outcome: string;
    readonly code: string | null;
    readonly by: string;
  } | null;
}

/** How far a recipient has come. `at`: since when; null where it was not told yet, or is not. */
export interface RecipientView {
  readonly id: string;
  readonly state: 'to be told' | 'told' | 'confirmed' | 'escalated' | 'skipped';
  readonly at: string | null;
}

/** A decision with its instant as text. */
export type DecisionView = Dated<Decision>;
type Dated<T> = T extends { readonly at: number } ? Omit<T, 'at'> & { readonly at: string } : never;

interface HoldView {
  readonly id: string;
  readonly kind: 'hold' | 'extension';
  readonly ground: string;
  readonly reviewAt: string;
  readonly until: string | null;
}

/** Where a case stands, and what it waits for. @throws ExpungeError CASE_UNKNOWN. */
export async function showCase(id: string, { plan, registry, clock }: DeskView): Promise<CaseView> {
  const one = await caseOf(id, { registry });
  const now = clock.now();
  const [replies, requests, { holds }, tags, wide, braked] = await Promise.all([
    registry.replies(id),
    registry.requests(one.ref),
    registry.checkSubject(one.ref),
    one.restricted.length === 0 ? [] : registry.tags(one.ref),
    together(scopesOf(one, plan), PARALLEL, (scope) => registry.wideHolds(scope)),
    brakesOn(one.state === 'open' ? one.outstanding : [], { plan, registry }),
  ]);
  const inForce = [...holds, ...wide.flat()].filter((hold) => isInForce(hold, now));
  const earlier = requests.filter((asked) => asked.case !== id && asked.at <= one.receivedAt);
  return {
    case: id,
    policy: one.policy,
    policyVersion: one.policyVersion,
    trigger: one.trigger,
    scope: scopeText(one),
    channel: one.channel,
    state: one.state,
    receivedAt: iso(one.receivedAt),
    blocked: [...blockedBy(one, inForce), ...braked],
    gates: gatesOf(one, plan),
    doubts: one.doubts.map(({ at, what }) => ({ at: iso(at), what })),
    deadline: clockView(one, now, one.state !== 'waiting' && one.state !== 'open'),
    replies: replies.map((reply) => replyView(reply, now)),
    outstanding: one.outstanding,
    restricted: one.restricted.map((cluster) => restrictionView(cluster, tags, plan)),
    holds: inForce.map(holdView),
    recipients: one.recipients.map(recipientView),
    certificates: one.issued.map(({ stage, at }) => ({ stage, at: iso(at) })),
    decisions: (one.decisions ?? []).map(decisionView),
    fee: one.fee === undefined ? null : { ...one.fee, at: iso(one.fee.at) },
    earlierRequests: {
      count: earlier.length,
      cases: earlier.slice(-MOST_NAMED).map((asked) => ({ case: asked.case, at: iso(asked.at) })),
    },
  };
}

/** One line of the list of cases. */
export type CaseLine = Pick<CaseView, 'case' | 'policy' | 'trigger' | 'state' | 'receivedAt' | 'deadline'> & {
  /** Gates that are not met. */
  readonly missing: readonly string[];
};

export function caseLine(one: Case, now: number): CaseLine {
  return {
    case: one.id,
    policy: one.policy,
    trigger: one.trigger,
    state: one.state,
    receivedAt: iso(one.receivedAt),
    deadline: clockView(one, now, one.state !== 'waiting' && one.state !== 'open'),
    missing: unmet(one),
  };
}

export function replyView(reply: Reply, now: number): ReplyView {
  const { id, kind, about = null, receivedAt, answeredAt, outcome, code = null, by } = reply;
  const answer =
    answeredAt === undefined || outcome === undefined || by === undefined
      ? null
      : { at: iso(answeredAt), outcome, code, by };
  return { id, kind, about, receivedAt: iso(receivedAt), deadline: clockView(reply, now, answer !== null), answer };
}

/** Holds on the subject, on the policy, on any dataset in which the subject's data may be. */
function scopesOf({ policy }: Case, plan: Plan): string[] {
  return [policy, ...datasetsOf(plan, policy).map(({ id }) => id)];
}

function blockedBy(one: Case, holds: readonly Hold[]): string[] {
  if (one.state !== 'waiting' && one.state !== 'open') return [];
  return [...unmet(one).map((id) => `gate ${id}: not met`), ...holds.map(({ id }) => `hold ${id}: in force`)];
}

const unmet = ({ gates }: Case): string[] => gates.filter(({ metAt }) => metAt === undefined).map(({ id }) => id);

function gatesOf({ policy, trigger, gates }: Case, plan: Plan): GateView[] {
  const written = own(plan.policies, policy)?.triggers[trigger]?.gates ?? [];
  return gates.map(({ id, metAt, evidence }) => ({
    id,
    clause: written.find((gate) => gate.id === id)?.clause ?? null,
    metAt: metAt === undefined ? null : iso(metAt),
    evidence: evidence ?? null,
  }));
}

function scopeText({ scope }: Case): string {
  if (scope.kind === 'account') return 'the whole account';
  return scope.kind === 'categories' ? scope.categories.join(', ') : `one record of ${scope.dataset}`;
}

function clockView(
  { deadline, provisional }: Pick<Case, 'deadline' | 'provisional'>,
  now: number,
  stopped: boolean,
): ClockView {
  return { at: iso(deadline), provisional, left: stopped ? null : Math.round((deadline - now) / 1000) };
}

/** The floor of a cluster ends with the last of its records. */
function restrictionView(cluster: string, tags: readonly Tag[], plan: Plan): RestrictionView {
  const [dataset = '', rule = ''] = cluster.split('#');
  const ends = tags.filter((tag) => clusterName(tag) === cluster).map(({ until }) => until ?? null);
  const isDated = ends.length > 0 && !ends.includes(null);
  return {
    cluster,
    law: ruleOf(plan, dataset, rule)?.floor?.law ?? null,
    until: isDated ? iso(Math.max(...ends.map(Number))) : null,
  };
}

const decisionView = (decision: Decision): DecisionView => ({ ...decision, at: iso(decision.at) });

function recipientView({ id, toldAt, confirmedAt, escalatedAt, skipped }: CaseRecipient): RecipientView {
  if (skipped !== undefined) return { id, state: 'skipped', at: null };
  if (confirmedAt !== undefined) return { id, state: 'confirmed', at: iso(confirmedAt) };
  if (escalatedAt !== undefined) return { id, state: 'escalated', at: iso(escalatedAt) };
  return toldAt === undefined ? { id, state: 'to be told', at: null } : { id, state: 'told', at: iso(toldAt) };
}

function holdView({ id, ground, reviewAt, until }: Hold): HoldView {
  const kind = until === undefined ? 'hold' : 'extension';
  return { id, kind, ground, reviewAt: iso(reviewAt), until: until === undefined ? null : iso(until) };
}

const iso = (instant: number): string => new Date(instant).toISOString();
