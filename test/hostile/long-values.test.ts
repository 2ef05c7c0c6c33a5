import { describe, expect, it } from 'vitest';
import { redact } from '../../lib/erasure/anonymising/redact.ts';
import { parseFlatXml } from '../../lib/platforms/read/flat-xml.ts';
import { parseLenientJson } from '../../lib/platforms/read/lenient-json.ts';

/*
 * What a user may store is as long as a record, 400 KB, and made to be slow where somebody meant to be: whoever looks at it
 * needs as many steps as it has characters, or one record keeps everybody's waiting.
 */
const LONG = 400_000;
const fill = (piece: string): string => piece.repeat(LONG / piece.length);
const SLOW: Readonly<Record<string, string>> = {
  letters: fill('a'),
  'a sign at the end': `${fill('a')}@`,
  'signs between letters': fill('a@'),
  'a name at no place': `a@${fill('a')}`,
  digits: fill('1'),
  'digits and letters': fill('1a'),
  'numbers with dashes': fill('12345-a'),
  'half an address of the net': fill('1.1.1.'),
  'hexadecimal and colons': fill('0000:g'),
  'nothing but space': fill(' '),
  'a messenger and space': `qq${fill(' ')}`,
  'messengers and space': fill('qq  '),
  'a street and space': `路${fill(' ')}`,
  'numbers and space': fill('1    a'),
  brackets: fill('{['),
  characters: fill('王'),
};

describe('a value made to be slow', () => {
  it.each(Object.entries(SLOW))('of %s is redacted at once', (_, text) => {
    const began = performance.now();
    redact(text);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('a body of a notice made to be slow', () => {
  const bodies = [
    `<${fill(' ')}`,
    `<${fill(' ')}/${fill(' ')}`,
    `<xml>${fill('<a>')}`,
    `<xml><!--${fill('-')}`,
    `<xml>${fill('&#1')}`,
  ];
  it.each([
    ...bodies,
    `{"a":${fill(' ')}`,
    `{"${fill('\\\\')}`,
    `${fill('//')}`,
    fill('/*'),
    fill('['),
    fill('1'),
  ])('is refused at once', (body) => {
    for (const read of [parseFlatXml, parseLenientJson]) {
      const began = performance.now();
      try {
        read(body);
      } catch (fault) {
        expect(fault).toMatchObject({ code: 'PLATFORM_NOTICE_UNREADABLE' });
      }
      expect(performance.now() - began).toBeLessThan(2000);
    }
  });
});
