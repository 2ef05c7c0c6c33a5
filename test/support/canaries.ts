import { hash } from 'node:crypto';
import { gunzipSync, inflateSync } from 'node:zlib';

/*
 * Looking for what must not be there, in every writing that a program may give it without meaning to: as it is, as bytes
 * of another encoding, escaped, compressed, one within another; and as a digest that everybody can compute.
 */

export interface Canaries {
  /** In each canary; at least a dozen letters and digits that are nowhere else. */
  readonly stem: string;
  /** The values themselves, whose digests are looked for. */
  readonly values: readonly string[];
  /** The values whose digests are looked for whatever stands around them, with what they may be hashed together with. */
  readonly ids: readonly { readonly id: string; readonly policy: string }[];
}

/** What was found in some bytes, in words, with what stands around it; null: nothing. */
export type Search = (bytes: Buffer) => string | null;

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const WRITINGS = ['hex', 'base64', 'base64url'] as const;
const BETWEEN = ['', '#', '/', ':', '|', ' ', '\0'] as const;
/** Within one another. */
const DEEPEST = 4;
/** Bytes of MD5. */
const SHORTEST_DIGEST = 16;
const LARGEST = 64 * 1024 ** 2;

export function createSearch({ stem, values, ids }: Canaries): Search {
  const small = stem.toLowerCase();
  const bytes = [Buffer.from(stem, 'utf16le'), Buffer.from(stem, 'utf16le').swap16()];
  const texts = [small, Buffer.from(stem).toString('hex'), ...aligned(stem).map((text) => text.toLowerCase())];
  const combined = ids.flatMap(({ id, policy }) =>
    BETWEEN.flatMap((sign) => [`${policy}${sign}${id}`, `${id}${sign}${policy}`]),
  );
  const hashed = [...new Set([...values, ...ids.map(({ id }) => id), ...combined])];
  const digests = new Set(
    hashed.flatMap((value) => ALGORITHMS.flatMap((by) => WRITINGS.map((as) => digest(by, value, as)))),
  );
  const ofIds = ids.flatMap(({ id }) => ALGORITHMS.map((by) => hash(by, id, 'buffer')));
  const written = ofIds.flatMap((one) => WRITINGS.map((as) => one.toString(as).replace(/=+$/, '')));

  return (given) => look(given, 0);

  function look(given: Buffer, depth: number): string | null {
    const text = given.toString('latin1');
    return (
      spoken(text) ??
      encoded(given) ??
      escaped(text) ??
      digested(text, given) ??
      (depth < DEEPEST ? inner(text, given, depth + 1) : null)
    );
  }

  function spoken(text: string): string | null {
    const said = text.toLowerCase();
    for (const needle of texts) {
      const at = said.indexOf(needle);
      if (at >= 0)
        return `as ${needle === small ? 'it is' : 'hexadecimal or base64'}: ${text.slice(Math.max(0, at - 80), at + 60)}`;
    }
    return null;
  }

  function encoded(given: Buffer): string | null {
    return bytes.some((needle) => given.includes(needle)) ? 'as UTF-16' : null;
  }

  /** `%63`, `\u0063`, `\x63`, `&#99;`, `&#x63;`, as many as there are. */
  function escaped(text: string): string | null {
    if (!/%[0-9a-f]{2}|\\[xu]|&#/i.test(text)) return null;
    const plain = text
      .replace(/(?:%|\\x)([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/\\u(?:00)?\{?([0-9a-f]{2})\}?/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/&#x0*([0-9a-f]{2});/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/&#0*(\d{2,3});/g, (_, code) => String.fromCharCode(Number(code)));
    return plain === text ? null : (spoken(plain) && `escaped, ${spoken(plain)}`) || null;
  }

  function digested(text: string, given: Buffer): string | null {
    if (given.length < SHORTEST_DIGEST) return null;
    for (const [token] of text.matchAll(/[A-Za-z0-9+/_-]{22,128}/g))
      if (digests.has(token)) return `as the digest ${token}`;
    for (const [token] of text.matchAll(/[0-9a-f]{32,128}/gi))
      if (digests.has(token.toLowerCase())) return `as the digest ${token}`;
    if (ofIds.some((one) => given.includes(one))) return 'as the bytes of a digest of an id';
    const within = written.find((one) => text.includes(one));
    if (within !== undefined) return `as the digest ${within} of an id`;
    return null;
  }

  /** What is packed in it. */
  function inner(text: string, given: Buffer, depth: number): string | null {
    for (const unpacked of [...packedIn(given), ...tokensIn(text)]) {
      const found = look(unpacked, depth);
      if (found !== null) return `packed, ${found}`;
    }
    return null;
  }
}

/** Base64 of the text, wherever in three bytes it begins: the characters that nothing around it changes. */
function aligned(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const part = text.slice(shift, shift + 3 * Math.floor((text.length - shift) / 3));
    return Buffer.from(part).toString('base64');
  });
}

const digest = (by: string, value: string, as: (typeof WRITINGS)[number]): string =>
  hash(by, value, as).replace(/=+$/, '');

function* packedIn(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex')) {
    yield* unpacked(() => gunzipSync(bytes.subarray(at), { maxOutputLength: LARGEST }));
  }
  if (bytes[0] === 0x78) yield* unpacked(() => inflateSync(bytes, { maxOutputLength: LARGEST }));
}

function* unpacked(unpack: () => Buffer): Generator<Buffer> {
  try {
    yield unpack();
  } catch {
    // no such thing after all
  }
}

/** What may be base64, decoded. */
function* tokensIn(text: string): Generator<Buffer> {
  for (const [token] of text.matchAll(/[A-Za-z0-9+/_-]{24,}/g)) yield Buffer.from(token, 'base64');
}
