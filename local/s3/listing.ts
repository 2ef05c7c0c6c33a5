import { S3Fault } from './fault.ts';
import { type Bound, keyAfter, type Version } from './versions.ts';
import { tag } from './xml.ts';

/** One line of a listing: a version, or all keys up to a delimiter as one. */
export type Entry = { readonly version: Version } | { readonly common: string };

export interface Page {
  readonly entries: readonly Entry[];
  readonly truncated: boolean;
  /** Where the next page begins. */
  readonly next: Bound;
}

export interface ListingOptions {
  readonly prefix: string;
  readonly delimiter: string;
  /** Versions and common prefixes together. */
  readonly most: number;
  readonly from: Bound;
}

/** Behind every key: longer than any may be, of the last character there is. */
const BEHIND_ALL = '\u{10ffff}'.repeat(257);

/** With a delimiter most rows read may be folded into one line: then read little at a time. */
const SMALL_READ = 64;

/**
 * Reads one page in key order.
 * @param read rows from a bound up to a key, in order
 * @param after the bound behind a row
 */
export function listPage(
  { prefix, delimiter, most, from }: ListingOptions,
  read: (from: Bound, until: string, limit: number) => Version[],
  after: (version: Version) => Bound,
): Page {
  const entries: Entry[] = [];
  let next: Bound = isBefore(from.key, prefix) ? { key: prefix, below: null } : from;
  const until = afterPrefix(prefix) ?? BEHIND_ALL;
  const page = (truncated: boolean): Page => ({ entries, truncated, next });
  if (most === 0) return page(false);
  for (;;) {
    const limit = delimiter === '' ? most - entries.length + 1 : SMALL_READ;
    const rows = read(next, until, limit);
    let folded = false;
    for (const version of rows) {
      if (entries.length === most) return page(true);
      const common = commonPrefix(version.key, prefix, delimiter);
      if (common === null) {
        entries.push({ version });
        next = after(version);
        continue;
      }
      entries.push({ common });
      const behind = afterPrefix(common);
      if (behind === null) return page(false);
      next = { key: behind, below: null };
      folded = true;
      break;
    }
    if (!folded && rows.length < limit) return page(false);
  }
}

/** What this key is folded into: itself up to the first delimiter behind the prefix; null where it has none. */
export function commonPrefix(key: string, prefix: string, delimiter: string): string | null {
  if (delimiter === '') return null;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
}

/** The bound behind a marker: where the marker is itself a common prefix, behind all of it. */
export function afterMarker(marker: string, prefix: string, delimiter: string): string {
  const folded = marker.startsWith(prefix) && commonPrefix(marker, prefix, delimiter) === marker;
  return (folded ? afterPrefix(marker) : null) ?? keyAfter(marker);
}

/** The first key, in UTF-8 order, that is behind all keys with this prefix; null where there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point === 0x10ffff) continue;
    // Surrogates are no characters: behind U+D7FF comes U+E000.
    return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return null;
}

/** max-keys: 1000 where not given, never more. @throws S3Fault InvalidArgument */
export function mostOf(text: string | null): number {
  if (text === null || text === '') return 1000;
  if (!/^\d{1,10}$/.test(text)) {
    throw new S3Fault('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(Number(text), 1000);
}

/** How names are written in a listing: as they are, or percent-encoded where the client asked for `url`. */
export function encoderOf(query: URLSearchParams): (name: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return (name) => name;
  if (type !== 'url') throw new S3Fault('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return encodeName;
}

/** ISO 8601 with whole seconds: S3 knows no finer time of modification. */
export function isoSeconds(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();
}

export function commonPrefixes(entries: readonly Entry[], encode: (name: string) => string): string {
  return entries
    .map((entry) =>
      'common' in entry ? `<CommonPrefixes>${tag('Prefix', encode(entry.common))}</CommonPrefixes>` : '',
    )
    .join('');
}

// As S3 does it: a form encoding (space is +) in which slashes stay.
function encodeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

function isBefore(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}
