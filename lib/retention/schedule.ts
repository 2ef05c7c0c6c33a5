import { ExpungeError } from '../errors.ts';
import { addPeriod } from './add-period.ts';
import type { Period } from './period.ts';
import { windowMilliseconds } from './timer-start.ts';

/** How a record ages under a rule. */
export interface Ageing {
  /** Null: no period while the relation lives. */
  readonly period: Period | null;
  readonly floor: Period | null;
  /** Seconds before the latest moment at which erasing may begin. */
  readonly window: number;
  /** IANA zone in which days are counted. */
  readonly zone: string;
}

/** A record's own times, milliseconds since 1970-01-01T00:00Z. Null: that starting point has not happened yet. */
export interface Times {
  readonly start: number | null;
  readonly floorStart: number | null;
}

/** When a record is erased. Times in milliseconds since 1970-01-01T00:00Z. */
export type Schedule =
  | { readonly kind: 'never'; readonly why: 'no period' | 'not started' | 'floor not started' }
  | {
      readonly kind: 'at';
      /** Erasing may begin. */
      readonly from: number;
      /** Gone by then. */
      readonly latest: number;
      /** Null: no floor. */
      readonly floorEnds: number | null;
      /** Counted over working days that no notice settles yet: compute it again when the table has grown. */
      readonly provisional: boolean;
    };

/**
 * When a record is erased. Gone by the end of its period, or by its start (at once) where a case covers the
 * rule; but nothing is touched before its floor has ended, so it is due at the earliest one window after that. Holds are
 * not its business.
 * @throws ExpungeError CALENDAR_ENDS: a floor in working days reaches past the holiday table. Unknown days count as
 *   working days, which is safe for a promise and too early for a floor. And whatever `addPeriod` throws.
 */
export function schedule(ageing: Ageing, times: Times, covered: boolean): Schedule {
  const window = windowMilliseconds(ageing.window);
  const promise = covered ? { at: times.start ?? 0, provisional: false } : endOfPeriod(ageing, times);
  if (typeof promise === 'string') return { kind: 'never', why: promise };
  if (ageing.floor === null) return at(promise.at, window, null, promise.provisional);
  if (times.floorStart === null) return { kind: 'never', why: 'floor not started' };
  const floor = addPeriod(times.floorStart, ageing.floor, ageing.zone, 'up');
  if (floor.provisional) throw floorUnknown();
  return at(Math.max(promise.at, floor.at + window), window, floor.at, promise.provisional);
}

function endOfPeriod({ period, zone }: Ageing, { start }: Times) {
  if (period === null) return 'no period';
  if (start === null) return 'not started';
  return addPeriod(start, period, zone, 'down');
}

function at(latest: number, window: number, floorEnds: number | null, provisional: boolean): Schedule {
  return { kind: 'at', from: latest - window, latest, floorEnds, provisional };
}

function floorUnknown(): ExpungeError {
  const message =
    'A floor in working days ends on a day that no holiday notice settles yet, and nothing is erased on a guess. ' +
    'Add the notice to the working-day table, or state the floor in days, months or years.';
  return new ExpungeError('CALENDAR_ENDS', message);
}
