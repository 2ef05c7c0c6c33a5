import type * as z from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Problem } from './problem.ts';
import { describe, keysOf, optionsOf, schemaAt } from './schema-walk.ts';
import type { Path, Source } from './source.ts';
import { suggestKey } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/**
 * Turns what zod found into problems with a place in the file: the innermost fault rather than “invalid union”, the key itself where
 * the key is wrong, and for a key nobody knows the one that was probably meant.
 */
export function explain(schema: z.ZodType, source: Source, issues: readonly Issue[], code: ErrorCode): Problem[] {
  return issues.flatMap((issue) => explainOne(schema, source, issue, [], code));
}

function explainOne(schema: z.ZodType, source: Source, issue: Issue, base: Path, code: ErrorCode): Problem[] {
  const path = [...base, ...issue.path];
  const report = (at: Path, part: 'key' | 'value', message: string, remedy: string): Problem => ({
    code,
    file: source.file.path,
    ...source.at(at, part),
    message,
    remedy,
    severity: 'error',
  });

  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = keysOf(schemaAt(schema, issue.path));
      return issue.keys.map((key) =>
        report([...path, key], 'key', `${where(path)}unknown key \`${key}\``, suggestKey(key, allowed)),
      );
    }
    case 'invalid_key': {
      const reason = issue.issues[0]?.message ?? 'this key is not allowed';
      return [
        report(
          path,
          'key',
          `${where(path.slice(0, -1))}\`${String(path.at(-1))}\` cannot be a name here`,
          sentence(reason),
        ),
      ];
    }
    case 'invalid_union': {
      const union = schemaAt(schema, issue.path);
      const strangers = keysNoBranchKnows(issue.errors);
      if (strangers.length > 0) {
        return strangers.map((key) =>
          report([...path, key], 'key', `${where(path)}unknown key \`${key}\``, suggestKey(key, keysOf(union))),
        );
      }
      const options = optionsOf(union);
      const branch = nearestBranch(issue.errors);
      const option = branch === null ? undefined : options[branch];
      if (branch === null || option === undefined) break;
      return (issue.errors[branch] ?? []).flatMap((inner) => explainOne(option, source, inner, path, code));
    }
    case 'invalid_type':
      if (issue.input === undefined && isMissing(source.data, path)) {
        const name = String(path.at(-1));
        const expected = describe(schemaAt(schema, issue.path));
        return [
          report(
            path.slice(0, -1),
            'key',
            `${where(path.slice(0, -1))}\`${name}\` is missing`,
            `add \`${name}\`: ${expected}`,
          ),
        ];
      }
      if (issue.expected === 'string' && typeof valueAt(source.data, path) === 'number') {
        const written = source.written(path) ?? String(valueAt(source.data, path));
        return [
          report(
            path,
            'value',
            `${where(path)}expected text, found the number ${written}`,
            `put it in quotes: "${written}"`,
          ),
        ];
      }
      return [
        report(
          path,
          'value',
          `${where(path)}expected ${plain(issue.expected)}, found ${kind(valueAt(source.data, path))}`,
          describe(schemaAt(schema, issue.path)),
        ),
      ];
    case 'invalid_value': {
      const found = kind(valueAt(source.data, path));
      return [
        report(
          path,
          'value',
          `${where(path)}${found} is not one of the words allowed here`,
          `write ${issue.values.map((v) => `\`${String(v)}\``).join(' or ')}`,
        ),
      ];
    }
    default:
      break;
  }
  if (isMissing(source.data, path)) {
    const name = String(path.at(-1));
    return [
      report(path.slice(0, -1), 'key', `${where(path.slice(0, -1))}\`${name}\` is missing`, sentence(issue.message)),
    ];
  }
  const value = valueAt(source.data, path);
  const found = `${kind(value)}${typeof value === 'object' && value !== null ? ' of this form' : ''}`;
  if (issue.message.startsWith('expected ')) {
    return [report(path, 'value', `${where(path)}${found} cannot stand here`, sentence(issue.message))];
  }
  return [report(path, 'value', `${where(path)}${issue.message}`, describe(schemaAt(schema, issue.path)))];
}

/** The branch of a union that was meant: the one that at least fits at its outermost level. None or several: null. */
function nearestBranch(errors: readonly (readonly Issue[])[]): number | null {
  const fitting = errors
    .map((issues, index) => ({ index, issues }))
    .filter(({ issues }) => issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'))
    // A key that belongs to another branch speaks against this one; a key merely missing or wrong inside it does not.
    .map(({ index, issues }) => ({
      index,
      against:
        issues.filter((issue) => issue.path.length === 0).length * 2 +
        issues.filter((issue) => issue.path.length === 1).length,
    }))
    .sort((a, b) => a.against - b.against);
  const [best, next] = fitting;
  if (best === undefined) return null;
  return next !== undefined && next.against === best.against ? null : best.index;
}

function keysNoBranchKnows(errors: readonly (readonly Issue[])[]): string[] {
  const unknown = errors.map((issues) =>
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [])),
  );
  // A branch that is no map at all knows no keys and has no say.
  const maps = unknown.filter(
    (_, i) => !(errors[i] ?? []).some((e) => e.path.length === 0 && e.code !== 'unrecognized_keys'),
  );
  return (maps[0] ?? []).filter((key) => maps.every((keys) => keys.includes(key)));
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function isMissing(data: unknown, path: Path): boolean {
  return path.length > 0 && valueAt(data, path) === undefined;
}

/** `rules.fixed-180-days: `, the way there in the file's own words. */
function where(path: Path): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

function kind(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `\`${value}\`` : `${typeof value} ${String(value)}`;
}

function plain(expected: string): string {
  const words: Record<string, string> = {
    object: 'a map of keys',
    record: 'a map of names',
    array: 'a list',
    string: 'text',
    int: 'a whole number',
  };
  return words[expected] ?? expected;
}

function sentence(message: string): string {
  return message.startsWith('expected ') ? `write ${message.slice('expected '.length)}` : message;
}
