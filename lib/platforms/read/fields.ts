import { ExpungeError } from '../../errors.ts';
import { parseFlatXml } from './flat-xml.ts';
import { type Json, type JsonObject, parseLenientJson } from './lenient-json.ts';

/** A subject id longer than this fits no key of ours (lib/registry/events.ts). */
const LONGEST = 2048;

/** JSON or XML, whichever it is; its members by their names. @throws ExpungeError PLATFORM_NOTICE_UNREADABLE. */
export function readBody(body: string): JsonObject {
  return /^\s*</.test(body.replace(/^\uFEFF/, '')) ? parseFlatXml(body) : readObject(body);
}

/** A JSON object. @throws ExpungeError PLATFORM_NOTICE_UNREADABLE, EVENT_INCOMPLETE (it is something else). */
export function readObject(body: string): JsonObject {
  const value = parseLenientJson(body);
  if (value instanceof Map) return value;
  throw incomplete('its members');
}

/** A member that is an object itself; without members where it is not there. */
export function inner(fields: JsonObject, name: string): JsonObject {
  const value = fields.get(name);
  return value instanceof Map ? value : new Map();
}

/** A text without the spaces around it; a whole number counts as one. Null where it is not there, or empty. */
export function optionalText(fields: JsonObject, name: string): string | null {
  const value = asText(fields.get(name));
  if (value !== null && value.length > LONGEST) throw incomplete(name);
  return value === '' ? null : value;
}

/** @throws ExpungeError EVENT_INCOMPLETE names the member, never its value. */
export function text(fields: JsonObject, name: string): string {
  const value = optionalText(fields, name);
  if (value === null) throw incomplete(name);
  return value;
}

/** A whole number of seconds or milliseconds. @throws ExpungeError EVENT_INCOMPLETE. */
export function whole(fields: JsonObject, name: string): number {
  const value = text(fields, name);
  if (!/^\d{1,15}$/.test(value)) throw incomplete(name);
  return Number(value);
}

/** Texts of a list; empty where it is not there. @throws ExpungeError EVENT_INCOMPLETE: something else is in it. */
export function texts(fields: JsonObject, name: string): readonly string[] {
  const value = fields.get(name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw incomplete(name);
  return value.map((item: Json) => {
    const one = asText(item);
    if (one === null || one === '' || one.length > LONGEST) throw incomplete(name);
    return one;
  });
}

export const incomplete = (name: string): ExpungeError =>
  new ExpungeError(
    'EVENT_INCOMPLETE',
    `In the body of this notice, missing or not of the right form: ${name}. See docs/formats.md.`,
  );

function asText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}
