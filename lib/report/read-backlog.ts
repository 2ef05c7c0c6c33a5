import type { Action, Plan } from '../policy/plan.ts';
import type { BrakeRegistry } from '../registry/index.ts';
import type { ShardName } from '../registry/model.ts';
import { IDLE } from '../registry/model.ts';
import type { CaseRegistry, Docket, ShardRegistry, TimerRegistry } from '../registry/registry.ts';
import type { Backlog } from './backlog.ts';
import { readBrakes } from './read-brakes.ts';
import { readCases } from './read-cases.ts';
import { readForecast } from './read-forecast.ts';
import { readTimers } from './read-timers.ts';

/** Of the registry: what has to be read of it for a report, and nothing in which a subject's id lies. */
export type ReportedRegistry = TimerRegistry & ShardRegistry & CaseRegistry & Docket & Pick<BrakeRegistry, 'brakes'>;

const ACTIONS: readonly Action[] = ['delete', 'anonymise'];

/** How things stand. Costs a bounded number of requests, whatever is stored. */
export async function readBacklog(
  registry: ReportedRegistry,
  shards: number,
  plan: Plan,
  now: number,
): Promise<Backlog> {
  const names = ACTIONS.flatMap((action) =>
    Array.from({ length: shards }, (_, shard): ShardName => ({ action, shard })),
  );
  const states = await registry.shardStates(names);
  const looks = names.map((name, index) => ({ name, state: states[index] ?? IDLE }));
  const timers = await readTimers(registry, looks, plan, now);
  const forecast = await readForecast(registry, looks, plan, now);
  return { timers, brakes: await readBrakes(registry, plan), forecast, cases: await readCases(registry, now) };
}
