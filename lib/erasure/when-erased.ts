import type { PlanPolicy, PlanRule } from '../policy/plan.ts';
import { bindingPromises, type Promised } from '../policy/versions/binding-promises.ts';
import { type Ageing, parsePeriod, type Schedule, schedule } from '../retention/index.ts';
import type { RecordTimes } from './record.ts';

/** What decides under which versions of the policy a record stands. */
export interface Standing {
  readonly policy: Pick<PlanPolicy, 'version' | 'zone'>;
  readonly rule: PlanRule;
  /** A case covers the record: its effective period is the floor. */
  readonly covered: boolean;
  /** Versions of the policy that the subject consented to. */
  readonly consents: ReadonlySet<string>;
  /** When the subject's account was closed; null: it is open, and a floor that starts with its end has not begun. */
  readonly closedAt: number | null;
}

/** When a record is erased: by whichever of the promises that bind it ends first. */
export function whenErased(
  { at }: Pick<RecordTimes, 'at'>,
  { policy, rule, covered, consents, closedAt }: Standing,
): Schedule {
  const floorStart = floorStartOf(rule, at, closedAt);
  const promises = covered
    ? [rule]
    : bindingPromises({ ...rule, version: policy.version }, at.collected ?? null, consents);
  const ends = promises.map((promised) =>
    schedule(ageingOf(rule, promised, policy.zone), { start: at[promised.start] ?? null, floorStart }, covered),
  );
  return ends.reduce((first, other) => (isSooner(other, first) ? other : first));
}

function floorStartOf({ floor }: PlanRule, at: RecordTimes['at'], closedAt: number | null): number | null {
  if (floor === null) return null;
  return floor.start === 'account closed' ? closedAt : (at[floor.start] ?? null);
}

function isSooner(one: Schedule, other: Schedule): boolean {
  return one.kind === 'at' && (other.kind === 'never' || one.latest < other.latest);
}

/** A rule as the rules of time want it, under one of the promises made for it. */
function ageingOf(rule: PlanRule, { period }: Promised, zone: string): Ageing {
  return {
    period: period === null ? null : parsePeriod(period),
    floor: rule.floor === null ? null : parsePeriod(rule.floor.period),
    window: rule.window,
    zone,
  };
}
