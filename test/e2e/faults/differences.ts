import type { FinalState } from './final-state.ts';

const MOST_SHOWN = 12;

/** In what a play that was disturbed ended otherwise than the calm one; nothing: nothing was lost and nothing done too much. */
export function differences(calm: FinalState, disturbed: FinalState): string[] {
  return [
    ...between('store', entriesOf(calm.stores), entriesOf(disturbed.stores)),
    ...between('registry', calm.registry, disturbed.registry),
    ...between('certificate', calm.certificates, disturbed.certificates),
    ...between('recipient', calm.told, disturbed.told),
    ...unproved(calm, disturbed),
    ...[calm, disturbed].flatMap(({ unfinished, problems, letters }) => [...unfinished, ...problems, ...letters]),
  ];
}

const entriesOf = (map: ReadonlyMap<string, string>) => [...map].map(([id, shown]) => `${id}: ${shown}`);

function between(what: string, calm: readonly string[], disturbed: readonly string[]): string[] {
  const [before, after] = [new Set(calm), new Set(disturbed)];
  const lost = calm.filter((one) => !after.has(one)).map((one) => `${what} only when calm: ${one}`);
  const more = disturbed.filter((one) => !before.has(one)).map((one) => `${what} only when disturbed: ${one}`);
  return [...lost.slice(0, MOST_SHOWN), ...more.slice(0, MOST_SHOWN)];
}

/**
 * What erased something when calm has a receipt, and nothing else has erased. Where two rules are about the same records,
 * either may come first and leave the other nothing: then the other's receipt stands for both. Who died before proving is
 * proved by the next attempt, whose receipt may say `absent`.
 */
function unproved(calm: FinalState, disturbed: FinalState): string[] {
  const [before, after] = [erasedIn(calm, ['erased']), erasedIn(disturbed, ['erased', 'absent'])];
  const lost = [...before].filter((data) => !after.has(data));
  const more = [...erasedIn(disturbed, ['erased'])].filter((data) => !before.has(data));
  return [
    ...lost.map((data) => `erased without a receipt: ${data}`),
    ...more.map((data) => `erased only when disturbed: ${data}`),
  ];
}

/** `<person> <dataset>` of what has a receipt with one of these outcomes. */
function erasedIn({ proofs }: FinalState, outcomes: readonly string[]): Set<string> {
  const found = [...proofs].filter(([, all]) => all.some((outcome) => outcomes.includes(outcome)));
  return new Set(found.map(([cluster]) => cluster.split('#')[0] ?? ''));
}

export interface ClustersProved {
  /** Clusters that erased something when calm. */
  readonly erased: number;
  /** Those of them whose person and dataset have a receipt when disturbed. */
  readonly proved: number;
  /** Those of these whose records another rule was quicker to take. */
  readonly byAnother: number;
}

export function clustersProved(calm: FinalState, disturbed: FinalState): ClustersProved {
  const erased = [...calm.proofs].flatMap(([cluster, all]) => (all.includes('erased') ? [cluster] : []));
  const data = erasedIn(disturbed, ['erased', 'absent']);
  const proved = erased.filter((cluster) => data.has(cluster.split('#')[0] ?? ''));
  const own = proved.filter((cluster) => disturbed.proofs.has(cluster));
  return { erased: erased.length, proved: proved.length, byAnother: proved.length - own.length };
}
