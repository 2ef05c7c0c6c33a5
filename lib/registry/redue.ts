import { createHash } from 'node:crypto';
import type { Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { together } from '../concurrency.ts';
import type { Plan, PlanPolicy, PlanRule } from '../policy/plan.ts';
import { clusterOf, own } from '../policy/plan-index.ts';
import { canBeShorter, parsePeriod } from '../retention/index.ts';
import type { Tag, UrgentTimer } from './model.ts';
import type { SubjectRegistry, TimerRegistry } from './registry.ts';
import { beginPass, type WalkPage, type WalkRegistry, walkOn } from './walk.ts';

/** Items of the registry in one page of the walk. */
const PAGE = 500;
const PARALLEL = 8;

/** What of a rule decides when its data goes. */
export type KeptRule = Pick<PlanRule, 'start' | 'period' | 'window' | 'floor'>;
export type KeptRules = Readonly<Record<string, KeptRule>>;

/** The rules by which all timers of a policy are set: those of the plan, once everybody has been looked at under them. */
export interface RuleBook {
  keptRules(policy: string): Promise<KeptRules | null>;
  keepRules(policy: string, rules: KeptRules): Promise<void>;
}

export interface ReduingOffice {
  readonly plan: Plan;
  readonly registry: RuleBook & WalkRegistry & Pick<SubjectRegistry, 'tags'> & Pick<TimerRegistry, 'putUrgentTimers'>;
  readonly clock: Clock;
  readonly meter: Meter;
}

/**
 * Where the plan's rules let data go sooner than the rules by which timers were set, every cluster under such a rule is to
 * be looked at again: its timer may lie months too late. In the background, resumed where it was left; a rule that became
 * longer heals itself. `until`: milliseconds; at least one page is done.
 * @returns true once all of the plan's rules are those by which timers are set.
 */
export async function redue(until: number, office: ReduingOffice): Promise<boolean> {
  const { plan, registry } = office;
  let done = true;
  for (const policy of Object.values(plan.policies)) {
    const rules = rulesOf(policy);
    const kept = await registry.keptRules(policy.id);
    if (kept !== null && digest(kept) === digest(rules)) continue;
    const sooner = kept === null ? [] : Object.keys(rules).filter((id) => endsSooner(rules[id], own(kept, id)));
    if (sooner.length > 0) {
      const name = redueWalk(policy);
      const { pass } = await beginPass(name, office);
      const page = lookAgainUnder(policy.id, new Set(sooner), `${digest(rules)}.${pass}`, office);
      const walk = await walkOn(name, page, until, office);
      if (walk?.finishedAt === undefined) {
        done = false;
        continue;
      }
    }
    // Whoever dies before this walks once more.
    await registry.keepRules(policy.id, rules);
  }
  return done;
}

/** What the walk over the subjects of a policy is called: another one for other rules. */
export const redueWalk = (policy: PlanPolicy): string => `re-due ${policy.id} ${digest(rulesOf(policy)).slice(0, 12)}`;

/** An urgent timer for each tagged cluster under one of the rules. */
function lookAgainUnder(policy: string, rules: ReadonlySet<string>, nonce: string, office: ReduingOffice): WalkPage {
  const { plan, registry, clock, meter } = office;
  return async (cursor, counts) => {
    const { subjects, next } = await registry.subjectsAfter(cursor, PAGE);
    const ours = subjects.filter((subject) => subject.policy === policy && subject.id !== undefined);
    const startAt = Math.floor(clock.now() / 1000) * 1000;
    const timers = await together(ours, PARALLEL, async ({ ref }) => {
      const tags = (await registry.tags(ref)).filter(({ rule }) => rules.has(rule));
      return tags.flatMap((tag) => timerFor(tag, startAt, nonce, plan));
    });
    const all = timers.flat();
    await registry.putUrgentTimers(all);
    meter.count('Redued', all.length);
    return { next, counts: { looked: counts.looked + ours.length, done: counts.done + all.length } };
  };
}

function timerFor({ ref, dataset, rule, locator }: Tag, startAt: number, nonce: string, plan: Plan): UrgentTimer[] {
  const action = clusterOf(plan, dataset, rule)?.action;
  if (action === undefined) return [];
  return [{ action, startAt, ref, dataset, rule, nonce, ...(locator && { record: locator.record }) }];
}

function rulesOf({ rules }: PlanPolicy): KeptRules {
  const written = Object.values(rules).filter(({ id }) => /^[a-z0-9]/.test(id));
  return Object.fromEntries(
    written.map(({ id, start, period, window, floor }) => [id, { start, period, window, floor }]),
  );
}

/** On doubt it does: a look too many erases nothing that may not go. */
function endsSooner(now: KeptRule | undefined, before: KeptRule | undefined): boolean {
  if (now === undefined || now.period === null) return false;
  if (before === undefined || before.period === null || before.start !== now.start) return true;
  if (canBeShorter(parsePeriod(now.period), parsePeriod(before.period))) return true;
  const [floor, old] = [now.floor, before.floor];
  if (old === null) return false;
  return (
    floor === null || floor.start !== old.start || canBeShorter(parsePeriod(floor.period), parsePeriod(old.period))
  );
}

/** Names the rules, whatever order they stand in. */
function digest(rules: KeptRules): string {
  const ordered = Object.entries(rules)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { start, period, window, floor }]) => [id, start, period, window, floor?.period, floor?.start]);
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 16);
}
