import { createCipheriv, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adapt, type Notice, type PlatformSecrets, wechatEcho } from '../../lib/platforms/index.ts';
import { kuaishouSignature } from '../../lib/platforms/kuaishou.ts';
import { tiktokSignature } from '../../lib/platforms/tiktok.ts';
import { wechatSignature } from '../../lib/platforms/wechat/signature.ts';
import { adaptNotice, codeOf, NOW, planWith, sample, signed, wechatApp } from './support.ts';

const plan = planWith();
const AES = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const encryptedOnly: PlatformSecrets = { platform: 'wechat', secrets: [{ token: 'AAAAA', encodingAesKey: AES }] };

/** Encrypts as WeChat does. `app` is whom it is for. */
function encrypted(message: string, app = wechatApp.app, key = AES): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(message));
  const text = Buffer.concat([Buffer.alloc(16, 7), length, Buffer.from(message), Buffer.from(app)]);
  const pad = 32 - (text.length % 32);
  const bytes = Buffer.from(`${key}=`, 'base64');
  const aes = createCipheriv('aes-256-cbc', bytes, bytes.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([aes.update(Buffer.concat([text, Buffer.alloc(pad, pad)])), aes.final()]).toString('base64');
}

function sealed(cipher: string, xml = false): Notice {
  const [timestamp, nonce] = ['1714112445', '415670741'];
  const body = xml
    ? `<xml><ToUserName><![CDATA[gh_9]]></ToUserName><Encrypt><![CDATA[${cipher}]]></Encrypt></xml>`
    : JSON.stringify({ ToUserName: 'gh_9', Encrypt: cipher });
  const query = { timestamp, nonce, msg_signature: wechatSignature('AAAAA', timestamp, nonce, cipher) };
  return signed('wechat', body, { query });
}

const open = (notice: Notice) => adapt(notice, plan, async () => encryptedOnly);

/** One character of a text is another, or one is missing. */
const spoiled = (text: string) =>
  fc
    .tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom('', '0', '1', 'f', 'z', ' '))
    .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1))
    .filter((other) => other !== text);

describe('a notice whose signature does not fit', () => {
  const tiktok = signed('tiktok', sample('tiktok.json'));
  const kuaishou = signed('kuaishou', sample('kuaishou.json'));
  const wechat = signed('wechat', sample('wechat-service-account.xml'));

  it('is refused, whichever character of signature or body is another', async () => {
    const header = tiktok.headers['tiktok-signature'] ?? '';
    const notices = fc.oneof(
      spoiled(header).map((value) => ({ ...tiktok, headers: { 'tiktok-signature': value } })),
      spoiled(tiktok.body).map((body) => ({ ...tiktok, body })),
      spoiled(kuaishou.headers.kwaisign ?? '').map((kwaisign) => ({ ...kuaishou, headers: { kwaisign } })),
      spoiled(kuaishou.body).map((body) => ({ ...kuaishou, body })),
      spoiled(wechat.query.signature ?? '').map((signature) => ({ ...wechat, query: { ...wechat.query, signature } })),
      spoiled(wechat.query.nonce ?? '').map((nonce) => ({ ...wechat, query: { ...wechat.query, nonce } })),
    );
    await fc.assert(
      fc.asyncProperty(notices, async (notice) => {
        expect(await codeOf(() => adaptNotice(notice, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
      }),
      { numRuns: 400 },
    );
  });

  it('is refused without any signature at all', async () => {
    for (const notice of [tiktok, kuaishou, wechat]) {
      const bare = { ...notice, headers: {}, query: {} };
      expect(await codeOf(() => adaptNotice(bare, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
    }
  });

  it('of TikTok’s is refused when it was signed days before it came', async () => {
    const later = { ...tiktok, receivedAt: NOW + 74 * 60 * 60_000 };
    expect(await codeOf(() => adaptNotice(later, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
    expect(await codeOf(() => adaptNotice({ ...tiktok, receivedAt: NOW + 71 * 60 * 60_000 }, plan))).toMatch(
      /^nothing/,
    );
  });

  it('says so without quoting it', async () => {
    await expect(adaptNotice({ ...tiktok, headers: {} }, plan)).rejects.toThrow(/not signed by tiktok/);
    const message = await adaptNotice({ ...tiktok, headers: {} }, plan).catch((error: Error) => error.message);
    expect(message).not.toMatch(/act\.example|bwo2m/);
  });

  it('takes the secret before while the new one is being put in place', async () => {
    const secrets: PlatformSecrets = { platform: 'tiktok', secrets: ['the new one', 'tiktok client secret'] };
    expect((await adapt(tiktok, plan, async () => secrets)).triggers).toHaveLength(1);
  });
});

describe('a message that WeChat encrypted', () => {
  const message = JSON.stringify({
    AppID: wechatApp.app,
    OpenID: 'oaKk343WOktAaT2ygsX138BGblrg',
    CreateTime: 1627359464,
    Event: 'user_authorization_revoke',
    RevokeInfo: '8',
  });

  it.each([false, true])('is opened, in JSON and in XML (%s)', async (xml) => {
    const { triggers } = await open(sealed(encrypted(message), xml));
    expect(triggers.map(({ trigger }) => trigger.detail.categories)).toEqual([['phone']]);
  });

  it('is refused when it is for another app, under another key, or changed', async () => {
    const cipher = encrypted(message);
    const others = [
      sealed(encrypted(message, 'wxba5fad812f8e6fb9')),
      sealed(encrypted(message, wechatApp.app, 'A'.repeat(43))),
      { ...sealed(cipher), body: JSON.stringify({ Encrypt: encrypted(message.replace('"8"', '"3"')) }) },
      sealed(randomBytes(64).toString('base64')),
      sealed('no base64 at all'),
      sealed(encrypted('')),
    ];
    for (const [index, notice] of others.entries()) {
      const code = await codeOf(() => open(notice));
      expect([index, code]).toEqual([index, index === 5 ? 'PLATFORM_NOTICE_UNREADABLE' : 'PLATFORM_SIGNATURE_INVALID']);
    }
  });

  it('is never taken in clear text from an app whose messages are encrypted: that signature covers no body', async () => {
    expect(await codeOf(() => open(signed('wechat', message)))).toBe('PLATFORM_SIGNATURE_INVALID');
    expect(await codeOf(() => adaptNotice(sealed(encrypted(message)), plan))).toBe('PLATFORM_SIGNATURE_INVALID');
  });

  it('is refused, whichever character of it is another', async () => {
    const notice = sealed(encrypted(message));
    await fc.assert(
      fc.asyncProperty(spoiled(encrypted(message)), async (cipher) => {
        const body = JSON.stringify({ Encrypt: cipher });
        expect(await codeOf(() => open({ ...notice, body }))).toBe('PLATFORM_SIGNATURE_INVALID');
      }),
    );
  });
});

describe('the vectors of the platforms’ documentation', () => {
  it('WeChat: token, timestamp and nonce', () => {
    expect(wechatSignature('AAAAA', '1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696');
    expect(wechatSignature('AAAAA', '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
  });

  it('WeChat gets its echostr back, and nobody else does', () => {
    const signature = 'f464b24fc39322e44b38aa78f5edd27bd1441696';
    const query = { timestamp: '1714036504', nonce: '1514711492', echostr: '4375120948345356249', signature };
    expect(wechatEcho(query, 'AAAAA')).toBe('4375120948345356249');
    expect(() => wechatEcho(query, 'BBBBB')).toThrow(/not signed by wechat/);
  });

  it('TikTok: HMAC-SHA256; Kuaishou: MD5, as they describe them', () => {
    expect(tiktokSignature('key', '1', 'body')).toMatch(/^[0-9a-f]{64}$/);
    expect(kuaishouSignature('c', 'ab')).toBe('900150983cd24fb0d6963f7d28e17f72'); // MD5 of abc, RFC 1321
  });
});
