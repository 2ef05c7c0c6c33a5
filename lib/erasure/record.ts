import { DateTime } from 'luxon';
import type { PlanCluster, PlanDataset, StartingPoint, TimeField } from '../policy/plan.ts';
import { type FieldValue, isAnonymous } from './anonymising/anonymise.ts';

/** A record as plain values. Fields of maps are reached by `a.b`. */
export type Fields = Readonly<Record<string, FieldValue>>;

/**
 * When each starting point of a record happened, milliseconds. `null`: not yet (the field is absent).
 * `undated`: the record does not say when it was collected, or says something impossible.
 */
export interface RecordTimes {
  readonly at: Readonly<Partial<Record<StartingPoint, number | null>>>;
  readonly undated: boolean;
}

/** No personal data this product looks after is older. */
const OLDEST = Date.UTC(1990, 0, 1);
/** Clocks of devices run ahead; two days covers every zone and a careless clock. */
const AHEAD = 2 * 24 * 3600 * 1000;

/** Reads a record's times as its dataset describes them. `zone`: the policy's, for times without an offset. */
export function timesOf(record: Fields, dataset: PlanDataset, zone: string, now: number): RecordTimes {
  const at: Partial<Record<StartingPoint, number | null>> = {};
  let undated = false;
  for (const [point, field] of Object.entries(dataset.times) as [StartingPoint, TimeField][]) {
    const value = valueAt(record, field.field);
    const instant = value === undefined || value === null ? null : toInstant(value, field.as, zone);
    const possible = instant !== null && isPossible(instant, now);
    at[point] = possible ? instant : null;
    if (!possible && (point === 'collected' || instant !== null)) undated = true;
  }
  return { at, undated };
}

/** The times that somebody told us of, seen as those that stand in a record: one that cannot be makes it undated. */
export function timesTold(told: Readonly<Partial<Record<StartingPoint, number>>>, now: number): RecordTimes {
  const possible = Object.entries(told).filter(([, instant]) => isPossible(instant, now));
  const undated = told.collected === undefined || possible.length < Object.keys(told).length;
  return { at: Object.fromEntries(possible), undated };
}

function isPossible(instant: number, now: number): boolean {
  return instant >= OLDEST && instant <= now + AHEAD;
}

/** True when nothing of this cluster is left to erase in the record. */
export function isErased(record: Fields, cluster: PlanCluster): boolean {
  if (cluster.action === 'delete') return false;
  return Object.entries(cluster.fields).every(([path, anonymiser]) => isAnonymous(valueAt(record, path), anonymiser));
}

/** The value at `a.b.c`, or undefined. */
export function valueAt(record: Fields, path: string): FieldValue {
  let value: FieldValue = record;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

/** A day at least. luxon also reads `2024`, and `12:30` as today's: no date to erase by. */
const FULL_DATE = /^\d{4}-?\d{2}-?\d{2}/;

/** NaN where the value is no instant. */
function toInstant(value: FieldValue, as: TimeField['as'], zone: string): number {
  switch (as) {
    case 'iso':
      return typeof value === 'string' && FULL_DATE.test(value)
        ? DateTime.fromISO(value, { zone }).toMillis()
        : Number.NaN;
    case 'epoch-seconds':
      return typeof value === 'number' ? value * 1000 : Number.NaN;
    case 'epoch-milliseconds':
      return typeof value === 'number' ? value : Number.NaN;
  }
}
