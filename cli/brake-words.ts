import { count } from './print-problems.ts';

/** A rule in a dataset and what stops it, as the function tells it. Instants in ISO 8601, days `yyyy-mm-dd`, UTC. */
export interface Brake {
  readonly policy: string;
  /** The version that is deployed. */
  readonly policyVersion: string;
  readonly dataset: string;
  readonly rule: string;
  readonly state: 'running' | 'observe' | 'paused';
  readonly approved: { readonly at: string; readonly by: string; readonly policyVersion: string } | null;
  readonly pausedAt: string | null;
  /** What was found and left where it is, on the last day on which somebody looked. */
  readonly waiting: { readonly day: string; readonly records: number } | null;
  readonly today: { readonly budget: number; readonly left: number };
}

export const isWaiting = ({ state }: Brake): boolean => state !== 'running';

/** Rules under the policies that they are of, each in a line. Those of which there is nothing to say but that they are new: in one. */
export function wordsForBrakes(brakes: readonly Brake[]): readonly string[] {
  return byPolicy(brakes, (of) => {
    const fresh = of.filter((brake) => brake.approved === null && brake.waiting === null);
    const others = of.filter((brake) => !fresh.includes(brake));
    if (fresh.length < 2) return of.map(wordsForBrake);
    const where = count(new Set(fresh.map(({ dataset }) => dataset)).size, 'dataset');
    return [
      ...others.map(wordsForBrake),
      `  ${others.length === 0 ? '' : 'and '}${rules(fresh.length)} in ${where}: nobody has approved them yet; nothing was due`,
    ];
  });
}

/** The same, each in a line of its own. */
export function wordsForEachBrake(brakes: readonly Brake[]): readonly string[] {
  return byPolicy(brakes, (of) => of.map(wordsForBrake));
}

/** What was approved, a line for each dataset. */
export function wordsForApproved(approved: readonly Brake[]): readonly string[] {
  return byPolicy(approved, (of) =>
    [...Map.groupBy(of, ({ dataset }) => dataset)].map(([dataset, some]) => {
      const named = some.slice(0, NAMED).map(({ rule }) => rule);
      const more = some.length > NAMED ? ` and ${some.length - NAMED} more` : '';
      const most = Math.max(...some.map(({ today }) => today.left));
      return `  ${dataset}: ${named.join(', ')}${more}; today at most ${records(most)}${some.length > 1 ? ' each' : ''}`;
    }),
  );
}

export const records = (many: number): string => `${number(many)} ${many === 1 ? 'record' : 'records'}`;
export const rules = (many: number): string => count(many, 'rule');

/** Rules of a dataset that are named where many were approved. */
const NAMED = 3;

function byPolicy(brakes: readonly Brake[], words: (of: readonly Brake[]) => readonly string[]): readonly string[] {
  const policies = Map.groupBy(brakes, ({ policy, policyVersion }) => `${policy}, version ${policyVersion}:`);
  return [...policies].flatMap(([policy, of]) => [policy, ...words(of)]);
}

function wordsForBrake(brake: Brake): string {
  return `  ${brake.dataset}, ${brake.rule}: ${[stateOf(brake), ...seenOf(brake), budgetOf(brake)].join('; ')}`;
}

function stateOf({ state, approved, pausedAt }: Brake): string {
  if (approved === null) return 'nobody has approved it yet';
  const whose = `version ${approved.policyVersion}, approved ${approved.at.slice(0, 10)} by ${approved.by}`;
  if (state === 'observe') return `changed since ${whose}`;
  if (state === 'paused') return `PAUSED since ${pausedAt} at the end of its day budget; ${whose}`;
  return `erases; ${whose}`;
}

function seenOf({ state, waiting }: Brake): readonly string[] {
  if (state === 'running') return [];
  return [waiting === null ? 'nothing was due' : `${records(waiting.records)} seen on ${waiting.day} that would go`];
}

function budgetOf({ state, today: { budget, left } }: Brake): string {
  return state === 'observe' ? `${number(budget)} a day` : `${number(left)} left of today’s ${number(budget)}`;
}

const number = (many: number): string => many.toLocaleString('en');
