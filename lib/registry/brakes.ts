import type { Brake, BrakeName, BrakeState } from './model.ts';

/** Where the brakes are kept. Reads are strong. */
export interface BrakeRegistry {
  /** Those of these that were ever written, in no order. */
  brakes(names: readonly BrakeName[]): Promise<readonly Brake[]>;
  /**
   * Takes `records` off what is left, if the rule does what was approved, is not paused, its day is today's or a later one,
   * and at least `atLeast` are left. One conditional write, so that however many take at once, never more than the budget
   * is taken. What was observed or waited before is struck out.
   * @returns the brake as it is then; where nothing was taken, as it stands (null: it was never written).
   */
  takeBudget(name: BrakeName, wanted: BudgetWanted): Promise<{ taken: boolean; brake: Brake | null }>;
  /**
   * Writes a brake if it stands at the step before, or, at step 1, is not there; false: somebody else was quicker, or this
   * was done already and only its answer was lost.
   */
  saveBrake(next: Brake): Promise<boolean>;
}

export interface BudgetWanted {
  /** `effectOf` the plan of whoever asks. */
  readonly effect: string;
  /** The UTC civil day of whoever asks. */
  readonly today: string;
  readonly records: number;
  /** `records` at least. */
  readonly atLeast: number;
}

/** Days of which the mean is taken. */
export const DAYS_BEFORE = 28;
/** Where the inventory says nothing, a day may be this many times the mean of those before … */
const TIMES_MEAN = 5;
/** … and this many records in any event: whoever erases little would wait for a person otherwise. */
const LEAST_BUDGET = 100;

const DAY = 24 * 3600 * 1000;

/** The UTC civil day of an instant: `YYYY-MM-DD`, which sorts as text. */
export const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** What a brake does to a rule whose effect in the plan is this. A brake that was never written was never approved. */
export function brakeState(brake: Pick<Brake, 'approved' | 'pausedAt'> | null, effect: string): BrakeState {
  if (brake?.approved?.effect !== effect) return 'observe';
  return brake.pausedAt === undefined ? 'running' : 'paused';
}

/** Whether a brake is on as far as workers have met it: for those who have no plan. */
export function isBraked({ approved, pausedAt, observed }: Brake): boolean {
  return pausedAt !== undefined || (observed !== undefined && observed.effect !== approved?.effect);
}

/**
 * A day's budget: what the inventory says, else five times the mean of the days before, a hundred at least.
 * @param before records erased on each of those days; none: nothing is known.
 */
export function dayBudgetOf(before: readonly number[], dayBudget: number | undefined): number {
  if (dayBudget !== undefined) return dayBudget;
  const mean = before.length === 0 ? 0 : before.reduce((sum, records) => sum + records, 0) / before.length;
  return Math.max(LEAST_BUDGET, Math.ceil(TIMES_MEAN * mean));
}

/**
 * The brake as it is on `today`: where that is a later day, the days before have one more, zeros for those on which nobody
 * asked, and the budget is fresh. On an earlier day (a clock that is slow) it stays as it is: no day has two budgets.
 */
export function onDay<T extends Pick<Brake, 'day' | 'budget' | 'left' | 'before'>>(
  brake: T,
  today: string,
  dayBudget: number | undefined,
): T {
  const gone = daysBetween(brake.day, today);
  if (gone <= 0) return brake;
  const idle = new Array<number>(Math.min(gone - 1, DAYS_BEFORE)).fill(0);
  const before = [...brake.before, brake.budget - brake.left, ...idle].slice(-DAYS_BEFORE);
  const budget = dayBudgetOf(before, dayBudget);
  return { ...brake, day: today, budget, left: budget, before };
}

/** Whole days from one civil day to another; below zero where the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}
