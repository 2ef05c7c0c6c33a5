import { unreadable } from './unreadable.ts';

/** JSON as platforms write it: objects are maps, their keys without the spaces that strayed into them. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** Deeper than any notice of a platform. */
const DEEPEST = 32;

/** What JSON takes for a space, and what editors leave behind. */
const SPACE = /[\s\uFEFF\u00A0]/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;

/**
 * Reads JSON and the three mistakes that the platforms' own samples make: a comma too many, a comma missing between
 * two members, `//` comments. Spaces around a key are not part of it. A key that comes twice with different values is
 * refused: nobody can say which is meant.
 * @throws ExpungeError PLATFORM_NOTICE_UNREADABLE; it quotes nothing.
 */
export function parseLenientJson(text: string): Json {
  let at = 0;
  skip();
  const value = read(0);
  skip();
  if (at < text.length) throw unreadable('something follows its end');
  return value;

  function read(depth: number): Json {
    if (depth > DEEPEST) throw unreadable('it is nested too deeply');
    const next = text[at];
    if (next === '{') return readObject(depth);
    if (next === '[') return readList(depth);
    if (next === '"') return readString();
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return value;
    }
    return readNumber();
  }

  function readObject(depth: number): JsonObject {
    const members = new Map<string, Json>();
    at++;
    for (let open = nextOf('}'); open; open = nextOf('}')) {
      if (text[at] !== '"') throw unreadable('a key is missing');
      const key = readString().trim();
      skip();
      if (text[at] !== ':') throw unreadable('a colon is missing');
      at++;
      skip();
      const value = read(depth + 1);
      if (members.has(key) && !isSame(members.get(key), value)) throw unreadable('a key comes twice');
      members.set(key, value);
    }
    return members;
  }

  function readList(depth: number): Json[] {
    const items: Json[] = [];
    at++;
    while (nextOf(']')) items.push(read(depth + 1));
    return items;
  }

  /** Moves to the next member; false where the end was found, and passed. */
  function nextOf(end: string): boolean {
    skip();
    if (text[at] === ',') at++;
    skip();
    if (text[at] !== end) return true;
    at++;
    return false;
  }

  function readString(): string {
    const literal = match(STRING);
    try {
      return JSON.parse(literal) as string;
    } catch {
      throw unreadable('a text in it has a character that JSON does not allow');
    }
  }

  function readNumber(): number {
    return Number(match(NUMBER));
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) throw unreadable('it is not JSON');
    at += found[0].length;
    return found[0];
  }

  function skip(): void {
    for (;;) {
      while (at < text.length && SPACE.test(text.charAt(at))) at++;
      if (!text.startsWith('//', at)) return;
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    }
  }
}

const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/** Enough for what may stand twice: texts and numbers. */
const isSame = (one: Json | undefined, other: Json): boolean => one === other;
