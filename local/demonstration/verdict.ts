import { isDeepStrictEqual } from 'node:util';
import type { PlanCluster, PlanDataset } from '../../lib/policy/plan.ts';
import { isHarmless, isLeftOf } from './anonymity.ts';
import { type Appearance, digestOf, fieldsOf } from './appearance.ts';
import type { Fate } from './expect.ts';
import type { Entry } from './ledger.ts';

/** Bytes. Shorter values (`5g`) turn up in others by chance. */
const SHORTEST = 6;

/**
 * `late`: should have gone, or been anonymised, and has not. `early`: went, or was changed, before it might. `altered`:
 * something changed that no rule touches. `residue`: anonymised, yet something of the original is left.
 */
export type FaultKind = 'late' | 'early' | 'altered' | 'residue';

export interface Verdict {
  readonly is: 'untouched' | 'anonymised' | 'gone';
  readonly faults: readonly FaultKind[];
  /** Rules whose erasing shows in the store. */
  readonly done: readonly string[];
}

/** Holds what a store shows now against what must have become of the record. */
export function judge(
  entry: Entry,
  shown: Appearance | undefined,
  now: number,
  fates: readonly Fate[],
  dataset: PlanDataset,
): Verdict {
  const deletion = fates.find(({ action }) => action === 'delete');
  if (shown === undefined) {
    const early = deletion === undefined || deletion.from > now;
    return { is: 'gone', faults: early ? ['early'] : [], done: deletion === undefined ? [] : [deletion.rule] };
  }
  const faults = new Set<FaultKind>();
  if (deletion !== undefined && deletion.latest <= now) faults.add('late');
  const work = openWork(entry, fates, dataset);
  if (digestOf(shown) === entry.digest) {
    if (work.some(({ fate }) => fate.latest <= now)) faults.add('late');
    return { is: 'untouched', faults: [...faults], done: [] };
  }
  const before = fieldsOf(entry.original);
  const after = fieldsOf(shown);
  const governed = new Set(work.flatMap(({ fields }) => Object.keys(fields)));
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!governed.has(name) && !isDeepStrictEqual(before[name], after[name])) faults.add('altered');
  }
  for (const name of governed) {
    const takers = work.filter(({ fields }) => name in fields);
    const taken = takers.some(({ fields }) => isLeft(before, after, name, fields));
    if (!taken && takers.some(({ fate }) => fate.latest <= now)) faults.add('late');
    const kept = isDeepStrictEqual(before[name], after[name]);
    if (!kept && !takers.some(({ fate }) => fate.from <= now)) faults.add('early');
    if (!kept && !taken) faults.add('residue');
  }
  const done = work.filter(({ fields }) => Object.keys(fields).every((name) => isLeft(before, after, name, fields)));
  for (const { fields } of done) if (showsOriginal(before, after, fields, dataset)) faults.add('residue');
  return { is: 'anonymised', faults: [...faults], done: done.map(({ fate }) => fate.rule) };
}

/** Rules that anonymise, and find something to take out of this record. */
export function openWork(
  entry: Entry,
  fates: readonly Fate[],
  dataset: PlanDataset,
): readonly { fate: Fate; fields: PlanCluster['fields'] }[] {
  const before = fieldsOf(entry.original);
  return fates.flatMap((fate) => {
    const cluster = dataset.clusters.find(({ rule }) => rule === fate.rule);
    if (fate.action !== 'anonymise' || cluster === undefined) return [];
    const open = Object.entries(cluster.fields).some(([name, how]) => !isHarmless(before[name], how));
    return open ? [{ fate, fields: cluster.fields }] : [];
  });
}

type Plain = Readonly<Record<string, unknown>>;

function isLeft(before: Plain, after: Plain, name: string, fields: PlanCluster['fields']): boolean {
  const how = fields[name];
  return how !== undefined && isLeftOf(before[name], after[name], how);
}

/**
 * Whether a value that was taken out of one field still stands in another. The times from which a record ages stay with
 * it: a day generalised to its year may still be read from them.
 */
function showsOriginal(before: Plain, after: Plain, fields: PlanCluster['fields'], dataset: PlanDataset): boolean {
  const times = new Set(Object.values(dataset.times).map(({ field }) => field));
  const rest = JSON.stringify(Object.entries(after).filter(([name]) => !times.has(name)));
  return Object.keys(fields).some((name) => {
    const value = before[name];
    const telling = typeof value === 'string' && Buffer.byteLength(value) >= SHORTEST;
    return telling && after[name] !== value && rest.includes(value);
  });
}
