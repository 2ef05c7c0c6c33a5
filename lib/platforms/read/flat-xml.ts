import { unreadable } from './unreadable.ts';

/** `<Name>`, `< Name>` as WeChat's own sample has it, `</Name>`, a comment, or a CDATA section. */
const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?xml[^>]*\?>|<\s*(?:(\/)\s*)?([A-Za-z_][\w.-]*)\s*>|[^<]+/y;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The members of `<xml>…</xml>` as WeChat pushes them: names and texts, one level deep. Elements further down are
 * passed over. There are no attributes, document types or entities of one's own: with one of those it is refused.
 * @throws ExpungeError PLATFORM_NOTICE_UNREADABLE; it quotes nothing.
 */
export function parseFlatXml(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const open: string[] = [];
  let collected = '';
  let ended = false;
  for (const [token, cdata, slash, name] of tokensOf(text)) {
    if (ended && token.trim() !== '') throw unreadable('something follows its end');
    if (name === undefined) {
      if (open.length === 2) collected += cdata ?? unescaped(token);
      else if (open.length === 0 && isText(token, cdata)) throw unreadable('text stands outside its elements');
    } else if (slash === undefined) {
      open.push(name);
      if (open.length === 2) collected = '';
    } else {
      if (open.pop() !== name) throw unreadable('its elements do not close in order');
      if (open.length === 1) note(name);
      ended = open.length === 0;
    }
  }
  if (!ended) throw unreadable('it is not XML that ends');
  return members;

  function note(name: string): void {
    const value = collected;
    if (members.has(name) && members.get(name) !== value) throw unreadable('an element comes twice');
    members.set(name, value);
  }
}

function* tokensOf(text: string): Generator<RegExpExecArray> {
  const pattern = new RegExp(TOKEN);
  const trimmed = text.replace(/^\uFEFF/, '');
  while (pattern.lastIndex < trimmed.length) {
    const found = pattern.exec(trimmed);
    if (found === null) throw unreadable('it is not the XML that WeChat sends');
    yield found;
  }
}

const isText = (token: string, cdata: string | undefined): boolean =>
  cdata !== undefined || (!token.startsWith('<') && token.trim() !== '');

function unescaped(token: string): string {
  if (token.startsWith('<')) return '';
  return token.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));?/g, (_, decimal, hex, name) => {
    if (name !== undefined) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known === undefined) throw unreadable('it has an entity that is not XML’s own');
      return known;
    }
    const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10);
    if (code > 0x10ffff) throw unreadable('it has a character that does not exist');
    return String.fromCodePoint(code);
  });
}
