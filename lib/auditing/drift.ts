import type { Plan, PlanDataset, PlanProhibited } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { isCalled, tellable, UNNAMEABLE, wordsOf } from './names.ts';
import { type Likeness, SHAPES } from './shapes/index.ts';

/** What a store is not supposed to hold. Names and kinds, never values. */
export interface Finding {
  readonly kind: FindingKind;
  /** The attribute, by path; `*` where its name may be data itself. */
  readonly attribute: string;
  /** What the policy calls it; null where it has no word for it. */
  readonly category: string | null;
  /** Records in which it was found. */
  readonly count: number;
}

/**
 * `undeclared`: the inventory does not know the attribute. `prohibited`: the policy promises never to collect it. `not
 * stored`: it promises to use it and not to keep it. `subject key`: a store said to hold nothing personal has what finds a
 * person.
 */
export type FindingKind = 'undeclared' | 'prohibited' | 'not stored' | 'subject key';

/** Counts of what was found, by name: see `findingsIn`. Never more than `MOST_NAMES`. */
export type Tally = Record<string, number>;

/** Names told apart in one pass: an item that counts them has a limit. Those beyond are counted together. */
const MOST_NAMES = 300;
/** A map with more undeclared keys than this is keyed by data: its keys are told together. */
const MOST_KEYS = 20;

/** A record as it was stored. Numbers may be texts: a card has more digits than a number holds. */
export type Stored = Readonly<Record<string, unknown>>;

/** What to look for in one store. */
export interface Watch {
  /** Undefined: nothing is called undeclared. */
  readonly attributes?: readonly string[];
  readonly never: readonly PlanProhibited[];
  /** Names that find a person. */
  readonly subjectKeys: readonly string[];
}

export function watchOf(plan: Plan, dataset: PlanDataset): Watch {
  const never = plan.policies[dataset.policy]?.prohibited ?? [];
  return { ...(dataset.attributes !== undefined && { attributes: dataset.attributes }), never, subjectKeys: [] };
}

/** For a table that is said to hold nothing personal: what any policy prohibits, and what finds a subject in any dataset. */
export function watchOfNobodys(plan: Plan): Watch {
  const never = Object.values(plan.policies).flatMap(({ prohibited }) => prohibited);
  const keys = Object.values(plan.datasets).flatMap(({ store }) =>
    store.kind === 's3' ? [] : [store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute],
  );
  return { never, subjectKeys: [...new Set(keys)] };
}

/** Counts what is in a record and should not be. Each is counted once a record, however often it is there. */
export function observe(record: Stored, watch: Watch, tally: Tally): void {
  const seen = new Set<string>();
  for (const { path, value } of attributesIn(record, watch.attributes)) {
    if (!isKnown(path, watch.attributes)) seen.add(`undeclared/${toldPath(path)}`);
    const words = wordsOf(path.join('_'));
    if (watch.subjectKeys.some((name) => isCalled(words, name))) seen.add(`subject key/${toldPath(path)}`);
    for (const entry of watch.never) {
      const likeness = likenessTo(entry, value, words);
      if (likeness === null) continue;
      const kind = likeness === 'near' ? 'near' : entry.notStored ? 'not stored' : 'prohibited';
      seen.add(`${kind}/${entry.id}/${toldPath(path)}`);
    }
  }
  for (const name of seen) count(name, tally);
}

/**
 * What a tally comes to, the most frequent first. A shape with a check digit is told where most of what has its form also
 * has the right digit: of order numbers a tenth pass by chance, and they are no cards.
 */
export function findingsIn(tally: Readonly<Tally>): Finding[] {
  const found: Finding[] = [];
  for (const [name, times] of Object.entries(grouped(tally))) {
    const [kind = '', ...rest] = name.split('/');
    if (kind === 'undeclared' || kind === 'subject key') {
      found.push({ kind, attribute: rest.join('/'), category: null, count: times });
    } else if (kind === 'prohibited' || kind === 'not stored') {
      const [category = '', ...attribute] = rest;
      const near = tally[`near/${rest.join('/')}`] ?? 0;
      if (times > near) found.push({ kind, attribute: attribute.join('/'), category, count: times });
    }
  }
  return found.sort((a, b) => b.count - a.count || (textOf(a) < textOf(b) ? -1 : 1));
}

/** Attributes of a record, and those of maps one level below, as far as they hold anything. */
function* attributesIn(
  record: Stored,
  known: readonly string[] | undefined,
): Generator<{ path: readonly [string] | readonly [string, string]; value: unknown }> {
  for (const [name, value] of Object.entries(record)) {
    if (isEmpty(value)) continue;
    // A map that the inventory takes apart is looked at part by part; any other is one attribute, and its parts are values.
    const inner = isMap(value) ? Object.entries(value) : [];
    if (!known?.some((path) => path.startsWith(`${name}.`))) yield { path: [name], value };
    for (const [part, within] of inner) if (!isEmpty(within)) yield { path: [name, part], value: within };
  }
}

/** By its own name, or with what it lies in. */
function isKnown(path: readonly string[], known: readonly string[] | undefined): boolean {
  if (known === undefined || known.includes(path[0] ?? '')) return true;
  const name = path.join('.');
  if (known.some((one) => one === name || one.startsWith(`${name}.`))) return true;
  // What lies in an unknown map is told with the map.
  return path.length > 1 && !known.some((one) => one.startsWith(`${path[0]}.`));
}

function likenessTo({ id, detect = [id] }: PlanProhibited, value: unknown, words: readonly string[]): Likeness {
  let best: Likeness = null;
  for (const name of detect) {
    const shape = own(SHAPES, name.replaceAll('_', '-'));
    const found = isCalled(words, name) ? 'match' : (shape?.(value, words) ?? null);
    if (found === 'match') return found;
    best ??= found;
  }
  return best;
}

function count(name: string, tally: Tally): void {
  if (tally[name] !== undefined) tally[name]++;
  else if (Object.keys(tally).length < MOST_NAMES) tally[name] = 1;
  else {
    const rest = `${name.slice(0, name.lastIndexOf('/'))}/${UNNAMEABLE}`;
    tally[rest] = (tally[rest] ?? 0) + 1;
  }
}

/** Maps keyed by data have too many keys to be a schema. */
function grouped(tally: Readonly<Tally>): Tally {
  const parentOf = (name: string) => (name.startsWith('undeclared/') ? name.split('.')[0] : undefined);
  const parts = Map.groupBy(
    Object.keys(tally).filter((name) => name.startsWith('undeclared/') && name.includes('.')),
    parentOf,
  );
  const crowded = new Set([...parts].filter(([, names]) => names.length > MOST_KEYS).map(([parent]) => parent));
  const result: Tally = {};
  for (const [name, times] of Object.entries(tally)) {
    const parent = parentOf(name);
    const told = parent !== undefined && name.includes('.') && crowded.has(parent) ? `${parent}.${UNNAMEABLE}` : name;
    result[told] = Math.max(result[told] ?? 0, times);
  }
  return result;
}

const toldPath = (path: readonly string[]): string => path.map(tellable).join('.');

const textOf = ({ kind, category, attribute }: Finding): string => [kind, category, attribute].join('/');

const isMap = (value: unknown): value is Stored =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}
