import { ExpungeError } from '../errors.ts';
import { attemptsOf, lookAgain, type Moment } from './next-timers.ts';
import { ATTEMPTS, backOff } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

/** A cluster that failed waits longer each time, and calls a person after some; it never blocks its shard. */
export function failUnit(unit: Unit, moment: Moment, failure: unknown, shop: Workshop): UnitResult {
  const times = attemptsOf(unit) + 1;
  shop.meter.count('Failed', 1);
  shop.fault(failure);
  if (times >= ATTEMPTS) return parkUnit(unit, moment, codeOf(failure), shop);
  return {
    ...nothingToDo(unit),
    nextUrgent: lookAgain(unit, moment, moment.now + backOff(times), { attempts: times }),
  };
}

/** Stuck: tried once a day from now on, counted each time, and a person is called. `code` says why, and names nobody. */
export function parkUnit(unit: Unit, moment: Moment, code: string, shop: Workshop): UnitResult {
  shop.meter.count('Stuck', 1);
  const why = { attempts: Math.max(ATTEMPTS, attemptsOf(unit) + 1), stuck: code };
  return { ...nothingToDo(unit), nextUrgent: lookAgain(unit, moment, moment.now + backOff(ATTEMPTS * 2), why) };
}

function codeOf(failure: unknown): string {
  if (failure instanceof ExpungeError) return failure.code;
  return failure instanceof Error ? failure.name : 'UNKNOWN';
}
