import { hash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSearch } from './canaries.ts';

const STEM = 'l3ak7f20c9d1';
const ID = `${STEM}-shop`;
const PHONE = `${STEM}-users-phone`;
const search = createSearch({ stem: STEM, values: [PHONE], ids: [{ id: ID, policy: 'shop' }] });

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const each = (text: string, write: (code: number) => string) =>
  [...text].map((one) => write(one.charCodeAt(0))).join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const WRITINGS: Readonly<Record<string, Buffer>> = {
  'as it is': json({ phone: `x${PHONE}x` }),
  'in capitals': json(PHONE.toUpperCase()),
  'UTF-16, little end first': Buffer.from(`x${PHONE}`, 'utf16le'),
  'UTF-16, big end first': Buffer.from(`x${PHONE}`, 'utf16le').swap16(),
  hexadecimal: json(Buffer.from(`x${PHONE}`).toString('hex')),
  'base64, at the first byte': json(base64(PHONE)),
  'base64, at the second': json(base64(`x${PHONE}`)),
  'base64, at the third': json(base64(`xy${PHONE}`)),
  base64url: json(Buffer.from(`??>${PHONE}`).toString('base64url')),
  'percent signs': json(each(PHONE, (code) => `%${hex(code)}`)),
  'escapes of JSON': Buffer.from(`"${each(PHONE, (code) => `\\u00${hex(code)}`)}"`),
  'escapes of a program': Buffer.from(each(PHONE, (code) => `\\x${hex(code)}`)),
  'references of XML': Buffer.from(each(PHONE, (code) => `&#${code};`)),
  gzip: gzipSync(PHONE),
  'gzip behind something else': Buffer.concat([Buffer.from('head'), gzipSync(json({ PHONE }))]),
  deflate: deflateSync(PHONE),
  'gzip in base64': json({ data: base64(gzipSync(json({ pages: [PHONE] }))) }),
  'base64 in base64': json(base64(base64(`x${PHONE}`))),
  'base64 in gzip': gzipSync(json(base64(PHONE))),
  'its SHA-256': json(hash('sha256', PHONE)),
  'its MD5, in base64': json({ key: hash('md5', PHONE, 'base64') }),
  'its SHA-1, in capitals': json(hash('sha1', PHONE).toUpperCase()),
  'the SHA-512 of the id within a key': Buffer.from(`subjects-${hash('sha512', ID)}-1`),
  'the SHA-256 of the id within a path': Buffer.from(`a/b/${hash('sha256', ID, 'base64url')}/c`),
  'the bytes of a digest': Buffer.concat([Buffer.from([1]), hash('sha256', ID, 'buffer')]),
  'the digest of the id with its policy': json(hash('sha256', `shop#${ID}`)),
};

describe('the search for canaries', () => {
  it.each(Object.entries(WRITINGS))('hears: %s', (_, bytes) => {
    expect(search(bytes)).not.toBeNull();
  });

  it('hears nothing in what is like it', () => {
    const others = createSearch({ stem: 'anotherstem0', values: ['anotherstem0-x'], ids: [] });
    for (const bytes of Object.values(WRITINGS)) expect(others(bytes)).toBeNull();
    expect(search(json({ digest: hash('sha256', 'li'), text: 'l3ak7f20c9d' }))).toBeNull();
  });
});
