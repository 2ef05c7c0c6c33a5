import type { Plan } from '../policy/plan.ts';
import { type BrakeRegistry, type BrakeStanding, brakesOf } from '../registry/index.ts';
import type { BrakeBacklog, BrakedRule } from './backlog.ts';

/** Which rules wait for an approval, and how much was seen of what would go: a request for a hundred rules. */
export async function readBrakes(registry: Pick<BrakeRegistry, 'brakes'>, plan: Plan): Promise<BrakeBacklog> {
  const waiting = (await brakesOf(plan, registry)).filter(({ state }) => state !== 'running');
  const told = waiting.filter(({ approved, waiting: seen }) => approved !== null || seen !== null);
  const rules = told.map(braked).sort((a, b) => b.records - a.records);
  return { rules, idle: waiting.length - told.length };
}

function braked({ policy, dataset, rule, state, approved, pausedAt, observedAt, waiting }: BrakeStanding): BrakedRule {
  const since = pausedAt ?? observedAt;
  return {
    why: state === 'paused' ? 'budget' : approved === null ? 'new' : 'changed',
    policy,
    dataset,
    rule,
    since: since === null ? null : new Date(since).toISOString(),
    records: waiting?.records ?? 0,
  };
}
