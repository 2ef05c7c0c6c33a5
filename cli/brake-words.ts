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
  /** The last day on which it erased; of one that observes, what a day would be given. */
  readonly today: { readonly day: string | null; readonly budget: number; readonly left: number };
}

export const isWaiting = ({ state }: Brake): boolean => state !== 'running';

/** Rules under the policies that they are of. Those of which there is nothing to say but that they are new: in one line. */
export function wordsForBrakes(brakes: readonly Brake[]): readonly string[] {
  return byPolicy(brakes, (of) => {
    const idle = of.filter((brake) => brake.approved === null && brake.waiting === null);
    if (idle.length < 2) return of.flatMap(wordsForBrake);
    const others = of.filter((brake) => !idle.includes(brake));
    const datasets = count(new Set(idle.map(({ dataset }) => dataset)).size, 'dataset');
    const more = others.length === 0 ? '' : 'and ';
    return [
      ...others.flatMap(wordsForBrake),
      `  ${more}${rules(idle.length)} in ${datasets}: new, nobody has approved them; nothing was due`,
    ];
  });
}

/** The same, each by itself. */
export function wordsForEachBrake(brakes: readonly Brake[]): readonly string[] {
  return byPolicy(brakes, (of) => of.flatMap(wordsForBrake));
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

/** Which it is and whether it erases; then, indented, how much it is about, and what was approved. */
function wordsForBrake({
  dataset,
  rule,
  state,
  approved,
  pausedAt,
  waiting,
  today,
  ...brake
}: Brake): readonly string[] {
  const seen =
    waiting === null ? 'nothing was due' : `${records(waiting.records)} seen on ${waiting.day} that would go`;
  const whose = approved && `approved ${approved.at.slice(0, 10)} by ${approved.by}, version ${approved.policyVersion}`;
  const same =
    approved?.policyVersion === brake.policyVersion ? ', the same one: it was edited since, or the inventory was' : '';
  const lines = {
    observe: [
      approved === null ? 'new, nobody has approved it' : 'changed since it was approved',
      ...(whose === null ? [] : [whose + same]),
      `${seen}; at most ${number(today.budget)} a day`,
    ],
    paused: [`paused since ${pausedAt}, the day’s ${number(today.budget)} are spent`, whose, seen],
    running: [`erases; ${number(today.left)} of ${number(today.budget)} left on ${today.day}`, whose],
  }[state];
  const [first, ...rest] = lines;
  return [`  ${dataset}, ${rule}: ${first}`, ...rest.map((line) => `    ${line}`)];
}

const number = (many: number): string => many.toLocaleString('en');
