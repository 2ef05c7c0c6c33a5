import { AwsFault } from '../http/index.ts';

/** A value at the end of a path in an event. */
export type Leaf = string | number | boolean | null;
export type Filter = (leaf: Leaf) => boolean;

type Compile = (operand: unknown, at: string) => Filter;

export function invalidPattern(at: string, reason: string): AwsFault {
  return new AwsFault('InvalidEventPatternException', `Event pattern is not valid. Reason: ${at}: ${reason}`);
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The one pair of a filter object such as `{"prefix": "x"}`. */
export function onlyEntry(value: unknown, at: string): [string, unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw invalidPattern(at, 'a filter is an object with one member');
  return entry;
}

const text = (name: string, test: (leaf: string, wanted: string) => boolean): Compile => {
  return (operand, at) => {
    if (typeof operand !== 'string') throw invalidPattern(at, `${name} match pattern must be a string`);
    return (leaf) => typeof leaf === 'string' && test(leaf, operand);
  };
};

const equalsIgnoreCase = text('equals-ignore-case', (leaf, wanted) => leaf.toLowerCase() === wanted.toLowerCase());

/** `prefix` and `suffix`, which may also ignore case: `{"prefix": {"equals-ignore-case": "x"}}`. */
const affix = (name: string, test: (leaf: string, wanted: string) => boolean): Compile => {
  const exactly = text(name, test);
  const anyCase = text(name, (leaf, wanted) => test(leaf.toLowerCase(), wanted.toLowerCase()));
  return (operand, at) => {
    if (typeof operand === 'string') return exactly(operand, at);
    const [key, inner] = onlyEntry(operand, at);
    if (key !== 'equals-ignore-case') throw invalidPattern(at, `${name} takes a string or equals-ignore-case`);
    return anyCase(inner, at);
  };
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `["=", 3]`, `[">", 0]` or a range `[">", 0, "<=", 5]`, its lower bound first. */
const numeric: Compile = (operand, at) => {
  const parts = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) throw invalidPattern(at, 'numeric takes one or two comparisons');
  const [first, , second] = parts;
  if (parts.length === 4 && !(String(first).startsWith('>') && String(second).startsWith('<'))) {
    throw invalidPattern(at, 'a numeric range is a lower bound, then an upper bound');
  }
  const tests: Array<(value: number) => boolean> = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [operator, bound] = [String(parts[i]), parts[i + 1]];
    const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
    if (compare === undefined) throw invalidPattern(at, `Unrecognized numeric range operator: ${operator}`);
    if (typeof bound !== 'number' || Math.abs(bound) > 5e9) throw invalidPattern(at, 'numeric bounds are -5e9 to 5e9');
    tests.push((value) => compare(value, bound));
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
};

/** Not this, none of these, or nothing with this prefix, suffix or spelling. */
const anythingBut: Compile = (operand, at) => {
  const name = 'anything-but';
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) {
    const list = Array.isArray(operand) ? operand : [operand];
    const type = typeof list[0];
    if ((type !== 'string' && type !== 'number') || list.some((value) => typeof value !== type)) {
      throw invalidPattern(at, `${name} takes strings or numbers, not both and not none`);
    }
    return (leaf) => !list.includes(leaf);
  }
  const [key, inner] = onlyEntry(operand, at);
  if (!['prefix', 'suffix', 'equals-ignore-case'].includes(key))
    throw invalidPattern(at, `${name} ${key}: unsupported`);
  const wanted = Array.isArray(inner) ? inner : [inner];
  if (wanted.length === 0) throw invalidPattern(at, `${name} ${key} has no values`);
  const filters = wanted.map((value) => compileFilter({ [key]: value }, at));
  return (leaf) => !filters.some((filter) => filter(leaf));
};

const FILTERS: Readonly<Record<string, Compile>> = {
  prefix: affix('prefix', (leaf, wanted) => leaf.startsWith(wanted)),
  suffix: affix('suffix', (leaf, wanted) => leaf.endsWith(wanted)),
  'equals-ignore-case': equalsIgnoreCase,
  numeric,
  'anything-but': anythingBut,
};

/** One element of a pattern's list: a value to equal or a content filter. `exists` is not a matter of leaves. */
export function compileFilter(element: unknown, at: string): Filter {
  if (isLeaf(element)) return (leaf) => leaf === element;
  const [name, operand] = onlyEntry(element, at);
  const compile = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (compile === undefined) throw invalidPattern(at, `Unrecognized match type ${name}`);
  return compile(operand, `${at}.${name}`);
}
