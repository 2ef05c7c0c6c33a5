import { XMLParser } from 'fast-xml-parser';
import { S3Fault } from './fault.ts';

/** An element without attributes: its text, or its children by tag name. */
export type XmlElement = string | { readonly [tag: string]: XmlElement | readonly XmlElement[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // The library leaves unknown and numeric references as they are; a key must arrive exactly, so `decode` does it.
  processEntities: false,
  tagValueProcessor: (_tag, value) => decode(value),
});

/**
 * Reads a request body.
 * @param root the tag the document must have
 * @throws S3Fault MalformedXML where it is not well-formed, is another document, or has a DOCTYPE or CDATA
 */
export function parseXml(body: Uint8Array, root: string): XmlElement {
  // XML 1.0 §2.11: a literal line end is \n; a carriage return that matters is written as a reference.
  const text = Buffer.from(body).toString('utf8').replace(/\r\n?/g, '\n');
  if (text.includes('<!')) throw malformed();
  let document: Record<string, XmlElement>;
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw error instanceof S3Fault ? error : malformed();
  }
  const element = document[root];
  if (element === undefined || Array.isArray(element) || Object.keys(document).length !== 1) throw malformed();
  return element;
}

/** All children of this tag, in order. */
export function children(element: XmlElement | undefined, tag: string): readonly XmlElement[] {
  if (element === undefined || typeof element === 'string' || !Object.hasOwn(element, tag)) return [];
  const found = element[tag];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found as XmlElement];
}

/** The one child of this tag, or undefined. */
export function child(element: XmlElement | undefined, tag: string): XmlElement | undefined {
  const found = children(element, tag);
  if (found.length > 1) throw malformed();
  return found[0];
}

/** The text of the one child of this tag, or undefined. */
export function textOf(element: XmlElement | undefined, tag: string): string | undefined {
  const found = child(element, tag);
  if (found !== undefined && typeof found !== 'string') throw malformed();
  return found;
}

/** Text as XML content. Line ends are written as references, or a parser would change them. */
export function escapeXml(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(ESCAPED, (character) => {
    const named = NAMES[character];
    return named ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

/** One element with text, or nothing where there is no text to give. */
export function tag(name: string, text: string | number | boolean | null | undefined): string {
  if (text === null || text === undefined) return '';
  return `<${name}>${escapeXml(String(text))}</${name}>`;
}

/** A whole response document in the namespace of S3. */
export function documentOf(root: string, content: string): string {
  return `${DECLARATION}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
}

/** S3 errors have no namespace. */
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function malformed(): S3Fault {
  return new S3Fault(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold control characters, and must come back
const NEEDS_ESCAPE = /[&<>"\u0000-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ESCAPED = /[&<>"\u0000-\u001f]/g;

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;]{0,10};?)/g, (_whole, reference: string) => {
    const name = reference.slice(0, -1);
    const named = Object.hasOwn(CHARACTERS, name) ? CHARACTERS[name] : undefined;
    if (named !== undefined && reference.endsWith(';')) return named;
    const numeric = /^#(?:x([0-9a-fA-F]+)|([0-9]+));$/.exec(reference);
    if (numeric === null) throw malformed();
    const point = numeric[1] !== undefined ? Number.parseInt(numeric[1], 16) : Number(numeric[2]);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformed();
    return String.fromCodePoint(point);
  });
}
