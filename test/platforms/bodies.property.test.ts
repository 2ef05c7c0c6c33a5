import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeOf, parseNotice } from '../../lib/platforms/index.ts';
import { readBody } from '../../lib/platforms/read/fields.ts';
import { parseLenientJson } from '../../lib/platforms/read/lenient-json.ts';
import { adaptNotice, codeOf, NOW, planWith, sample, signed } from './support.ts';

const plan = planWith();

const wechat = { AppID: 'wx13974bf780d3dc89', CreateTime: 1627359464, Event: 'user_authorization_revoke' };
const members = { ...wechat, OpenID: 'oaKk343WOktAaT2ygsX138BGblrg', RevokeInfo: '8', MsgType: 'event' };

/** The same members in any order, with spaces where they do no harm, and where WeChat itself strews them. */
const asJson = fc
  .tuple(
    fc.shuffledSubarray(Object.entries(members), { minLength: Object.keys(members).length }),
    fc.array(fc.constantFrom('', ' ', '\n', '\t', ' \r\n', '\u00A0'), { minLength: 8, maxLength: 8 }),
    fc.boolean(),
  )
  .map(([entries, spaces, oneTooMany]) => {
    const [a, b, c, d, e, f, g, h] = spaces;
    const pairs = entries.map(([key, value]) => {
      const written = typeof value === 'string' ? `"${e?.trim()}${value}"` : String(value);
      return `${a}"${key.startsWith('M') ? '' : ' '.repeat(d?.length ?? 0)}${key}"${b}:${c}${written}${f}`;
    });
    return `${g}{${pairs.join(',')}${oneTooMany ? ',' : ''}${h}}${a}`;
  });

const asXml = fc
  .tuple(
    fc.shuffledSubarray(Object.entries(members), { minLength: Object.keys(members).length }),
    fc.array(fc.constantFrom('', ' ', '\n'), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([entries, [a, b, c, d], cdata]) => {
    const elements = entries.map(([key, value]) => {
      const text = cdata ? `<![CDATA[${b}${value}${c}]]>` : `${b}${value}${c}`;
      return `<${a}${key}>${text}</${key}>${d}`;
    });
    return `${a}<xml>${b}${elements.join('')}</xml>${c}`;
  });

describe('the body of a notice', () => {
  it('says the same in whatever order and with whatever spaces its members come', async () => {
    const [expected] = (await adaptNotice(signed('wechat', JSON.stringify(members)), plan)).triggers;
    expect(expected?.trigger.detail.categories).toEqual(['phone']);
    await fc.assert(
      fc.asyncProperty(fc.oneof(asJson, asXml), async (body) => {
        const { triggers } = await adaptNotice(signed('wechat', body), plan);
        expect(triggers).toEqual([expected]);
      }),
      { numRuns: 200 },
    );
  });

  it('is read as JSON is, wherever it is JSON', () => {
    const keys = fc.stringMatching(/^[a-z_]{1,8}$/);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const plain = (value: unknown): unknown => {
      if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
      return Array.isArray(value) ? value.map(plain) : value;
    };
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
        expect(plain(parseLenientJson(JSON.stringify(value, null, indent)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('that cannot be read is refused under a code, whatever is in it, and nothing of it is quoted', async () => {
    const CODES = /^(PLATFORM_|EVENT_)/;
    const garbled = fc
      .tuple(fc.constantFrom(...FILES), fc.nat(), fc.nat({ max: 6 }), fc.string({ unit: 'binary', maxLength: 6 }))
      .map(([name, at, length, put]) => {
        const text = sample(name);
        const from = at % text.length;
        return text.slice(0, from) + put + text.slice(from + length);
      });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('wechat' as const, 'tiktok' as const, 'kuaishou' as const),
        fc.oneof(fc.string({ unit: 'binary' }), garbled, fc.json()),
        async (platform, body) => {
          try {
            const { faults } = await adaptNotice(signed(platform, body), plan);
            for (const { code } of faults) expect(code).toMatch(CODES);
          } catch (error) {
            const { code, message } = error as { code: string; message: string };
            expect(code).toMatch(CODES);
            expect(message).not.toMatch(/oaKk|owAq|act\.example|f198e20b/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in which a member comes twice and says two things is refused; twice the same is the same', () => {
    const twice = (one: string, other: string) => [
      `{"OpenID":"${one}"," OpenID":"${other}"}`,
      `<xml><OpenID>${one}</OpenID>< OpenID><![CDATA[${other}]]></OpenID></xml>`,
    ];
    for (const body of twice('a', 'b')) {
      expect(() => readBody(body)).toThrow(expect.objectContaining({ code: 'PLATFORM_NOTICE_UNREADABLE' }));
    }
    for (const body of twice('a', 'a')) expect([...readBody(body)]).toEqual([['OpenID', 'a']]);
  });

  it('in XML has no document type, attribute or entity of its own', () => {
    const bodies = [
      '<!DOCTYPE xml [<!ENTITY a "b">]><xml><OpenID>&a;</OpenID></xml>',
      '<xml><OpenID>&a;</OpenID></xml>',
      '<xml a="b"><OpenID>a</OpenID></xml>',
      '<xml><OpenID>a</AppID></xml>',
      'text<xml></xml>',
      '<xml></xml><xml></xml>',
      '<xml><OpenID>&#x110000;</OpenID></xml>',
    ];
    for (const body of bodies) {
      expect(() => readBody(body), body).toThrow(expect.objectContaining({ code: 'PLATFORM_NOTICE_UNREADABLE' }));
    }
    const plain = '<?xml version="1.0"?><!-- a --><xml><A>&lt;&amp;&#65;</A><B><C>deeper</C></B></xml>';
    expect(Object.fromEntries(readBody(plain))).toEqual({ A: '<&A', B: '' });
  });

  it('that nests without end, or never ends, is refused and takes no stack', () => {
    for (const body of ['['.repeat(100_000), '{"a":'.repeat(100_000), '<xml>'.repeat(50_000), '<xml><a>', '"']) {
      expect(() => readBody(body)).toThrow(expect.objectContaining({ code: 'PLATFORM_NOTICE_UNREADABLE' }));
    }
  });
});

const FILES = ['wechat-mini-program.xml', 'wechat-service-account.json', 'tiktok.json', 'kuaishou.json'];

describe('the event that brings a notice', () => {
  it('is refused under a code, whatever is in it', async () => {
    const shape = fc.record(
      {
        platform: fc.oneof(fc.constantFrom('wechat', 'cognito'), fc.string()),
        receivedAt: fc.oneof(fc.constant('2026-03-01T00:00:00Z'), fc.string()),
        query: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.anything()),
        headers: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.anything()),
        body: fc.oneof(fc.string(), fc.integer()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(shape, fc.anything()), async (detail) => {
        const code = await codeOf(async () => adaptNotice(noticeOf(detail, NOW), plan));
        expect(code).toMatch(/^(PLATFORM_|EVENT_|nothing was thrown)/);
      }),
    );
  });

  it.each([
    ['is no JSON', 'li', 'EVENT_NOT_JSON'],
    ['is no event', '{}', 'EVENT_INCOMPLETE'],
    ['is of another kind', event('AccountClosed', {}), 'EVENT_UNKNOWN_TYPE'],
    ['brings a notice of nobody', event('PlatformNotice', { platform: 'myspace' }), 'EVENT_INCOMPLETE'],
    [
      'comes from the future',
      event('PlatformNotice', { platform: 'wechat', receivedAt: '2027-01-01T00:00:00Z', body: '' }),
      'EVENT_FROM_THE_FUTURE',
    ],
  ])('that %s is refused', (_, message, code) => {
    expect(() => parseNotice(message, NOW)).toThrow(expect.objectContaining({ code }));
  });
});

function event(type: string, detail: unknown): string {
  return JSON.stringify({ source: 'app', 'detail-type': type, time: '2026-03-01T00:00:00Z', detail });
}
