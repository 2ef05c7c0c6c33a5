import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { ErrorCode } from '../errors.ts';
import type { Problem } from './problem.ts';

/** A file as it was written. `path` is only a name here: nothing in the compiler reads a disk. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export type Path = readonly PropertyKey[];

/** A YAML file that has been read, and still knows where everything stands. */
export interface Source {
  readonly file: SourceFile;
  /** Plain data; null where the YAML itself is broken. */
  readonly data: unknown;
  /** Faults of the YAML itself. */
  readonly problems: readonly Problem[];
  /** Where a path stands: its key, or its value. A path that is not there gives the nearest that is. */
  at(path: Path, part?: 'key' | 'value'): { readonly line: number; readonly column: number };
  has(path: Path): boolean;
  /** A scalar as it was written, before YAML made a number of it. */
  written(path: Path): string | undefined;
}

/** Characters of a file, and keys of one map: more than anybody writes, and little enough to be read at once. */
const LONGEST = 1_000_000;
const MOST_KEYS = 2000;

/**
 * Reads YAML 1.2, one document, duplicate keys refused. Never throws: what is wrong comes back as problems of the given code.
 */
export function readSource(file: SourceFile, code: ErrorCode): Source {
  const lines = new LineCounter();
  const isTooLong = file.text.length > LONGEST;
  // The parser's own look for duplicate keys compares each with each.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false };
  const document = parseDocument(isTooLong ? '' : file.text, options);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [];
  const report = (offset: number, message: string, remedy: string) =>
    problems.push({ code, file: file.path, ...place(offset), message, remedy, severity: 'error' });

  if (isTooLong) report(0, `the file has more than ${LONGEST} characters`, 'write a file for each policy');
  // The first fault only: what a parser says after it is mostly about itself.
  for (const fault of [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, 1)) {
    report(fault.pos[0], `this is not readable YAML: ${fault.message}`, 'correct the YAML at this place');
  }
  visit(document, {
    Map(_, map) {
      if (map.items.length > MOST_KEYS) report(map.range?.[0] ?? 0, `more than ${MOST_KEYS} keys`, 'write fewer');
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) report(key.range?.[0] ?? 0, `the key \`${name}\` is here twice`, 'write it once');
        seen.add(name);
      }
    },
    Pair(_, pair) {
      const key = pair.key;
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
      if (!isScalar(key) || (typeof key.value === 'object' && key.value !== null))
        report(offset, 'a key must be a plain word', 'write a plain key');
      // Plain objects would swallow this one without a word.
      else if (key.value === '__proto__') report(offset, '`__proto__` cannot be a key', 'use another name');
    },
  });

  let data: unknown = null;
  if (problems.length === 0) {
    try {
      data = document.toJS();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown reason';
      report(0, `this is not readable YAML: ${reason}`, 'use fewer or no anchors and aliases');
    }
  }

  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const find = (path: Path): { key: Node | null; value: Node | null; whole: boolean } => {
    let whole = true;
    let key: Node | null = null;
    let value: unknown = document.contents;
    for (const step of path) {
      const parent = resolve(value);
      const next = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
        : isSeq(parent)
          ? parent.items[Number(step)]
          : undefined;
      if (next === undefined) {
        whole = false;
        break;
      }
      key = isPair(next) ? (isNode(next.key) ? next.key : null) : isNode(next) ? next : null;
      value = isPair(next) ? next.value : next;
    }
    return { key, value: isNode(value) ? value : null, whole };
  };

  return {
    file,
    data,
    problems,
    at(path, part = 'value') {
      const found = find(path);
      const node = part === 'key' ? (found.key ?? found.value) : (found.value ?? found.key);
      return place(node?.range?.[0] ?? 0);
    },
    has: (path) => find(path).whole,
    written(path) {
      const node = resolve(find(path).value);
      return isScalar(node) ? node.source : undefined;
    },
  };
}
