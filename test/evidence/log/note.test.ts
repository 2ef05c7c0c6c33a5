import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatNote,
  formatVkey,
  noteKey,
  parseNote,
  parseVkey,
  toHex,
  verifyNote,
} from '../../../lib/evidence/log/index.ts';
import { verifyEcdsaP256, verifyEd25519 } from '../../../lib/evidence/log/signatures.ts';
import { ed25519Signer, ORIGIN, p256Signer, signNote } from './published-log.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const refusal = (code: string) => expect.objectContaining({ code });

// the example of Go's sumdb/note, which the format comes from
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const NEUMANN_NOTE =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n" +
  '\n' +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

// the key of RFC 8032 7.1 test 1, and of RFC 6979 A.2.5
const ED25519 = bytes('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
const P256 = bytes(
  '3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6' +
    '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
);

describe('a signature', () => {
  it('of Ed25519 is that of RFC 8032', async () => {
    const signature = bytes(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
        '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(await verifyEd25519(ED25519, new Uint8Array(0), signature)).toBe(true);
    expect(await verifyEd25519(ED25519, bytes('00'), signature)).toBe(false);
    expect(await verifyEd25519(ED25519.subarray(1), new Uint8Array(0), signature)).toBe(false);
  });

  it('of ECDSA P-256 is DER over SHA-256, as in RFC 6979', async () => {
    const [r, s] = [
      '00efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      '00f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ];
    const message = new TextEncoder().encode('sample');
    expect(await verifyEcdsaP256(P256, message, bytes(`30460221${r}0221${s}`))).toBe(true);
    expect(await verifyEcdsaP256(P256, message, bytes(`${r.slice(2)}${s.slice(2)}`))).toBe(false); // not DER
    expect(await verifyEcdsaP256(P256, message, bytes(`30460221${r}0221${s}00`))).toBe(false); // more than DER
    expect(await verifyEcdsaP256(P256, new TextEncoder().encode('simple'), bytes(`30460221${r}0221${s}`))).toBe(false);
  });

  // X.690 §8.3.2, §10.1: one encoding of a number. Each of these says the r and s of a signature that holds, or almost.
  it.each([
    ['another length of the sequence', (r: string, s: string) => `30450221${r}0221${s}`],
    ['a length in the long form', (r: string, s: string) => `3081460221${r}0221${s}`],
    ['a length in the long form inside', (r: string, s: string) => `3047028121${r}0221${s}`],
    ['zeros before r', (r: string, s: string) => `30470222${`00${r}`}0221${s}`],
    ['zeros before s', (r: string, s: string) => `30470221${r}0222${`00${s}`}`],
    ['an r below zero', (r: string, s: string) => `30450220${r.slice(2)}0221${s}`],
    ['an s below zero', (r: string, s: string) => `30450221${r}0220${s.slice(2)}`],
    ['an r of zero', (_: string, s: string) => `30260201000221${s}`],
    ['an r of nothing', (_: string, s: string) => `302502000221${s}`],
    ['an r beyond 32 bytes', (r: string, s: string) => `30470222${`01${r}`}0221${s}`],
    ['something after s', (r: string, s: string) => `30480221${r}0221${s}0500`],
    ['a third number', (r: string, s: string) => `30690221${r}0221${s}0221${s}`],
    ['no s', (r: string) => `30230221${r}`],
    ['an s cut off', (r: string, s: string) => `30450221${r}0221${s.slice(0, -2)}`],
    ['another tag for s', (r: string, s: string) => `30460221${r}0321${s}`],
    ['a set for the sequence', (r: string, s: string) => `31460221${r}0221${s}`],
    ['nothing', () => ''],
    ['a tag alone', () => '30'],
  ])('of ECDSA P-256 is refused with %s', async (_, encode) => {
    const r = '00efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716';
    const s = '00f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8';
    expect(await verifyEcdsaP256(P256, new TextEncoder().encode('sample'), bytes(encode(r, s)))).toBe(false);
  });

  it('is false under a key that is no point, and holds whatever the length of its numbers', async () => {
    const message = new TextEncoder().encode('sample');
    const signer = p256Signer(ORIGIN);
    expect(await verifyEcdsaP256(P256.with(90, 0), message, signer.sign('sample'))).toBe(false);
    expect(await verifyEcdsaP256(P256.subarray(1), message, signer.sign('sample'))).toBe(false);
    const lengths = new Set<number>();
    for (let n = 0; n < 400; n++) {
      const text = new TextEncoder().encode(`sample ${n}`);
      const signature = signer.sign(`sample ${n}`);
      lengths.add(signature.length);
      expect(await verifyEcdsaP256(P256, text, signature)).toBe(true);
      // the same r with a zero before it: where there is room for one, it must not pass for the same signature
      const [sequence = 0, length = 0, integer = 0, digits = 0, ...rest] = signature;
      const padded = Uint8Array.of(sequence, length + 1, integer, digits + 1, 0, ...rest);
      expect(await verifyEcdsaP256(P256, text, padded)).toBe(false);
    }
    expect(lengths.size).toBeGreaterThan(2); // 70 to 72 bytes, and now and then fewer
  });
});

describe('a key', () => {
  it('has the id and the vkey that were computed elsewhere, for both types', () => {
    const ed25519 = noteKey(ORIGIN, 'Ed25519', ED25519);
    expect(ed25519.id).toBe('3834d528');
    expect(formatVkey(ed25519)).toBe(`${ORIGIN}+3834d528+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea`);
    // openssl dgst -sha256 of the key in DER begins like this, and has no name in it
    const p256 = noteKey(ORIGIN, 'ECDSA P-256', P256);
    expect(p256.id).toBe('5a7a78cc');
    expect(noteKey('elsewhere.example', 'ECDSA P-256', P256).id).toBe('5a7a78cc');
    expect(formatVkey(p256)).toBe(
      `${ORIGIN}+5a7a78cc+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGD+1LolWp0xyWHrdMY1bWjASbiSO2H6bOZpYi5g8p+2eQP+EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk=`,
    );
  });

  it('is read back from its vkey, with the newline of the file it came from', () => {
    for (const { key } of [ed25519Signer(ORIGIN), p256Signer(ORIGIN)]) {
      expect(parseVkey(`${formatVkey(key)}\n`)).toEqual(key);
    }
    expect(parseVkey(NEUMANN)).toMatchObject({ name: 'PeterNeumann', type: 'Ed25519', id: 'c74f20a3' });
  });

  it('is refused when any one character of its vkey is another', () => {
    for (const { key } of [ed25519Signer(ORIGIN), p256Signer(ORIGIN)]) {
      const vkey = formatVkey(key);
      for (let at = 0; at < vkey.length; at++) {
        for (const other of ['a', 'B', '0', '+', ' ', '\n', '=', '中']) {
          const changed = (vkey.slice(0, at) + other + vkey.slice(at + 1)).trim();
          if (changed === vkey) continue;
          // the id of an ECDSA key leaves its name out: such a vkey is another log's, and that is found at its checkpoint
          const isName = key.type === 'ECDSA P-256' && at < key.name.length && !/[+\s]/.test(changed[at] as string);
          if (isName) expect(parseVkey(changed).name).not.toBe(key.name);
          else expect(() => parseVkey(changed), changed).toThrow(refusal('KEY_INVALID'));
        }
      }
    }
  });

  it('is refused with a name or bytes that no key has', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\nb', '\ud800']) {
      expect(() => noteKey(name, 'Ed25519', ED25519)).toThrow(refusal('KEY_INVALID'));
    }
    expect(() => noteKey('a', 'Ed25519', P256)).toThrow(refusal('KEY_INVALID'));
    expect(() => noteKey('a', 'ECDSA P-256', P256.with(20, 8))).toThrow(refusal('KEY_INVALID')); // another curve
    expect(() => noteKey('a', 'ECDSA P-256', ED25519)).toThrow(refusal('KEY_INVALID'));
    for (const vkey of ['', 'a+b', NEUMANN.replace('ARpc', 'Axpc'), NEUMANN.slice(0, -4), 'x'.repeat(100_000)]) {
      expect(() => parseVkey(vkey)).toThrow(refusal('KEY_INVALID'));
    }
  });
});

describe('a note', () => {
  const [ed25519, p256] = [ed25519Signer(ORIGIN), p256Signer(ORIGIN)];
  const witness = ed25519Signer('witness.example', 9);
  const text = '一\n\nthree\n';

  it('that Go signed verifies', async () => {
    const { text, signers } = await verifyNote(NEUMANN_NOTE, [parseVkey(NEUMANN)]);
    expect(text).toMatch(/problem is\.\n$/);
    expect(signers.map(({ name }) => name)).toEqual(['PeterNeumann']);
  });

  it('has its signatures in the form of the specification', () => {
    const note = signNote(text, ed25519, p256);
    expect(note.startsWith(`${text}\n— ${ORIGIN} `)).toBe(true);
    for (const [at, { key }] of [ed25519, p256].entries()) {
      const line = note
        .trimEnd()
        .split('\n')
        .at(at - 2) as string;
      const decoded = Buffer.from(line.split(' ')[2] as string, 'base64');
      expect(toHex(decoded.subarray(0, 4))).toBe(key.id);
      if (key.type === 'Ed25519') expect(decoded).toHaveLength(4 + 64);
      else expect(decoded[4]).toBe(0x30); // a DER sequence
    }
    expect(formatNote(text, parseNote(note).signatures)).toBe(note);
  });

  it('verifies under the keys its reader knows, and passes others over', async () => {
    const note = signNote(text, ed25519, p256, witness);
    expect(await verifyNote(note, [p256.key])).toEqual({ text, signers: [p256.key] });
    expect((await verifyNote(note, [witness.key, ed25519.key])).signers).toEqual([ed25519.key, witness.key]);
    // a stranger's signature with our name, or with our id
    const stranger = ed25519Signer(ORIGIN, 11);
    expect((await verifyNote(signNote(text, stranger, ed25519), [ed25519.key])).signers).toEqual([ed25519.key]);
    const namesake = p256Signer('elsewhere.example');
    expect((await verifyNote(signNote(text, namesake, p256), [p256.key])).signers).toEqual([p256.key]);
  });

  it('is refused without a signature of a known key, or with one that does not hold', async () => {
    await expect(verifyNote(signNote(text, witness), [p256.key])).rejects.toThrow(refusal('SIGNATURE_INVALID'));
    await expect(verifyNote(signNote(text, witness), [])).rejects.toThrow(refusal('SIGNATURE_INVALID'));
    const forged = { name: ORIGIN, id: ed25519.key.id, signature: witness.sign(text) };
    const good = { name: ORIGIN, id: p256.key.id, signature: p256.sign(text) };
    const note = formatNote(text, [good, forged]);
    await expect(verifyNote(note, [p256.key, ed25519.key])).rejects.toThrow(refusal('SIGNATURE_INVALID'));
    expect((await verifyNote(note, [p256.key])).signers).toEqual([p256.key]);
  });

  it.each([ed25519, p256])('is refused with any byte changed, missing or repeated ($key.type)', async (signer) => {
    const note = Buffer.from(signNote('log.example\n7\ntext\n', signer));
    const refused = async (changed: Buffer) => {
      const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(changed);
      await expect(verifyNote(decoded, [signer.key]), decoded).rejects.toThrow(/./);
    };
    for (let at = 0; at < note.length; at++) {
      for (const flip of [1, 0x20, 0x80])
        await refused(Buffer.from(note.map((byte, n) => (n === at ? byte ^ flip : byte))));
      await refused(Buffer.concat([note.subarray(0, at), note.subarray(at + 1)]));
      await refused(Buffer.concat([note.subarray(0, at + 1), note.subarray(at)]));
      await refused(note.subarray(0, at));
    }
  });

  it.each([
    ['no blank line', 'text\n— a AAAAAAA=\n'],
    ['no signature', 'text\n\n'],
    ['an unfinished last line', 'text\n\n— a AAAAAAA='],
    ['a carriage return', 'text\r\n\n— a AAAAAAA=\n'],
    ['a tab', 'te\txt\n\n— a AAAAAAA=\n'],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAA=\n'],
    ['no name', 'text\n\n—  AAAAAAA=\n'],
    ['a space in the name', 'text\n\n— a b AAAAAAA=\n'],
    ['an ideographic space in the name', 'text\n\n— a\u3000b AAAAAAA=\n'],
    ['a plus in the name', 'text\n\n— a+b AAAAAAA=\n'],
    ['no base64', 'text\n\n— a AAAA*AA=\n'],
    ['unpadded base64', 'text\n\n— a AAAAAAA\n'],
    ['stray last bits', 'text\n\n— a AAAAAAB=\n'],
    ['a key id alone', 'text\n\n— a AAAAAA==\n'],
    ['one key twice', 'text\n\n— a AAAAAAA=\n— a AAAAAAE=\n'],
    ['too many signatures', `text\n\n${Array.from({ length: 65 }, (_, n) => `— a${n} AAAAAAA=\n`).join('')}`],
    ['half a character', 'te\ud800xt\n\n— a AAAAAAA=\n'],
    ['too much of it', `${'x'.repeat(1_000_000)}\n\n— a AAAAAAA=\n`],
    ['nothing', ''],
  ])('with %s is none', (_, note) => {
    expect(() => parseNote(note)).toThrow(refusal('NOTE_INVALID'));
  });

  it('is read or refused, and never anything else, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((end) => `text\n\n— ${end}\n`),
        ),
        (note) => {
          try {
            const { text, signatures } = parseNote(note);
            expect(formatNote(text, signatures)).toBe(note);
          } catch (error) {
            expect(error).toMatchObject({ code: 'NOTE_INVALID' });
          }
        },
      ),
    );
  });
});
