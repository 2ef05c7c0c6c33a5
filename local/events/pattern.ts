import { compileFilter, invalidPattern, isLeaf, type Leaf, onlyEntry } from './filters.ts';

/** Whether an event, or the part of it at some path, fits. The part is undefined where the event has none. */
export type Test = (part: unknown) => boolean;

/**
 * Reads an event pattern: an object of nested fields whose ends are lists of alternatives, with content filters
 * (exact, prefix, suffix, anything-but, numeric, exists, equals-ignore-case) and `$or`.
 * Throws InvalidEventPatternException with the place and the reason.
 */
export function compilePattern(text: string): Test {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('the pattern', 'not JSON');
  }
  return compileFields(pattern, '$');
}

function compileFields(pattern: unknown, at: string): Test {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw invalidPattern(at, 'must be an object or an array');
  }
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern(at, 'Empty objects are not allowed');
  const tests = entries.map(([key, value]) => compileField(key, value, `${at}.${key}`));
  const fits: Test = (part) => tests.every((test) => test(part));
  // one element of an array of objects must fit as a whole: conditions are not met by different elements together
  return (part) => (Array.isArray(part) && part.length > 0 ? part.some(fits) : fits(part));
}

function compileField(key: string, value: unknown, at: string): Test {
  if (key === '$or') {
    if (!Array.isArray(value) || value.length < 2) throw invalidPattern(at, 'takes a list of two or more objects');
    const alternatives = value.map((alternative, i) => compileFields(alternative, `${at}[${i}]`));
    return (part) => alternatives.some((fits) => fits(part));
  }
  const test = Array.isArray(value) ? compileAlternatives(value, at) : compileFields(value, at);
  return (part) => test(member(part, key));
}

function compileAlternatives(list: readonly unknown[], at: string): Test {
  if (list.length === 0) throw invalidPattern(at, 'Empty arrays are not allowed');
  const tests = list.map((element): ((leaves: readonly Leaf[]) => boolean) => {
    const wanted = existence(element, at);
    if (wanted !== undefined) return (leaves) => leaves.length > 0 === wanted;
    const filter = compileFilter(element, at);
    return (leaves) => leaves.some(filter);
  });
  return (part) => {
    const leaves = leavesOf(part);
    return tests.some((test) => test(leaves));
  };
}

/** What `{"exists": …}` asks for; undefined when the element is something else. */
function existence(element: unknown, at: string): boolean | undefined {
  if (isLeaf(element)) return undefined;
  const [name, operand] = onlyEntry(element, at);
  if (name !== 'exists') return undefined;
  if (typeof operand !== 'boolean') throw invalidPattern(at, 'exists match pattern must be either true or false');
  return operand;
}

/** An object is no leaf: `exists` looks at the ends of paths only. Not recursive: an event may nest as deep as it likes. */
function leavesOf(part: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const rest = [part];
  while (rest.length > 0) {
    const next = rest.pop();
    if (isLeaf(next)) leaves.push(next);
    if (Array.isArray(next)) for (const element of next) rest.push(element);
  }
  return leaves;
}

function member(part: unknown, key: string): unknown {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
  return (part as Record<string, unknown>)[key];
}
