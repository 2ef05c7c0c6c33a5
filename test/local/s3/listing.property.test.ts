import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../local/s3/database.ts';
import { afterMarker, afterPrefix, type Entry, listPage } from '../../../local/s3/listing.ts';
import { UNLOCKED } from '../../../local/s3/locks.ts';
import { keyAfter, openVersions } from '../../../local/s3/versions.ts';

const inUtf8 = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));
// Few characters, so that prefixes and delimiters meet; with the edges of UTF-8 and UTF-16 among them.
const names = fc
  .array(fc.constantFrom('a', 'b', '/', '张', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'), { maxLength: 5 })
  .map((characters) => characters.join(''));
const keys = fc.uniqueArray(
  names.filter((name) => name !== ''),
  { maxLength: 12 },
);

test('afterPrefix is the end of a prefix: behind everything in it, and nothing outside lies between', () => {
  fc.assert(
    fc.property(names, names, (prefix, other) => {
      const end = afterPrefix(prefix);
      if (end === null) return;
      expect(end.isWellFormed()).toBe(true);
      expect(inUtf8(prefix + other, end)).toBeLessThan(0);
      const inside = inUtf8(other, prefix) >= 0 && inUtf8(other, end) < 0;
      expect(inside).toBe(other.startsWith(prefix));
    }),
    { numRuns: 2000 },
  );
});

describe('pages', () => {
  /** What S3 would show, said plainly: sort, select, fold. */
  const expected = (all: readonly string[], prefix: string, delimiter: string) => {
    const lines: string[] = [];
    for (const key of [...all].sort(inUtf8).filter((one) => one.startsWith(prefix))) {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const line = at < 0 ? key : `${key.slice(0, at + delimiter.length)}*`;
      if (lines.at(-1) !== line) lines.push(line);
    }
    return lines;
  };
  const line = (entry: Entry) => ('version' in entry ? entry.version.key : `${entry.common}*`);

  test('together they show every key once, in order, folded where they should be', () => {
    fc.assert(
      fc.property(
        keys,
        names,
        fc.constantFrom('', '/', 'b/', '张'),
        fc.integer({ min: 1, max: 4 }),
        (all, prefix, delimiter, most) => {
          const database = openDatabase(':memory:');
          const versions = openVersions(database);
          const rest = { modified: 0, marker: false, size: 0, etag: '', attributes: '{}', tags: '', body: null };
          for (const key of all) versions.add({ bucket: 'b', key, ...rest, ...UNLOCKED }, true);
          const lines: string[] = [];
          const marked: string[] = [];
          let from = { key: '', below: null as number | null };
          for (let more = true; more; ) {
            const page = listPage(
              { prefix, delimiter, most, from },
              (bound, until, limit) => versions.live('b', bound, until, limit),
              (version) => ({ key: keyAfter(version.key), below: null }),
            );
            lines.push(...page.entries.map(line));
            from = page.next;
            more = page.truncated;
          }
          // The same again by markers alone, as ListObjectVersions goes on.
          let marker: string | null = null;
          for (let more = true; more; ) {
            const start: string = marker === null ? '' : afterMarker(marker, prefix, delimiter);
            const page = listPage(
              { prefix, delimiter, most, from: { key: start, below: null } },
              (bound, until, limit) => versions.all('b', bound, until, limit),
              (version) => ({ key: version.key, below: version.number }),
            );
            marked.push(...page.entries.map(line));
            const last = page.entries.at(-1);
            marker = last === undefined ? marker : 'version' in last ? last.version.key : last.common;
            more = page.truncated;
          }
          database.close();
          expect(lines).toEqual(expected(all, prefix, delimiter));
          expect(marked).toEqual(lines);
        },
      ),
      { numRuns: 150 },
    );
  });
});
