import type { Bus, Meter } from '../../lib/announcements.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import {
  beginPass,
  RECOUNT,
  type Registry,
  recountDeadlines,
  redue,
  walkOn,
  watchDeadlines,
} from '../../lib/registry/index.ts';
import type { SweepTask } from './handler.ts';

interface ClockDeps {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
}

/**
 * What has to do with time and with rules that changed: warnings of deadlines, first of all; deadlines that were counted by
 * an older table of working days; and what a shorter rule lets go sooner.
 */
export function clockTasks(deps: ClockDeps): readonly SweepTask[] {
  const { registry } = deps;
  // Neither the table of working days nor the plan changes in an environment: what was found done need not be asked again.
  let recounted = false;
  let kept = false;
  return [
    async () => {
      await watchDeadlines(deps);
      return [];
    },
    async (until) => {
      if (recounted) return [];
      const walk = (await registry.walk(RECOUNT)) ?? (await beginPass(RECOUNT, deps));
      recounted = walk.finishedAt !== undefined;
      if (!recounted) await walkOn(RECOUNT, recountDeadlines(deps), until, deps);
      return [];
    },
    async (until) => {
      if (kept) return [];
      kept = await redue(until, deps);
      return [];
    },
  ];
}
