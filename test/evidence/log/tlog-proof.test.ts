import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatProof,
  inclusionProof,
  leafHash,
  parseProof,
  proveConsistency,
  proveInclusion,
  rootOf,
  toHex,
  verifyConsistency,
  verifyProof,
} from '../../../lib/evidence/log/index.ts';
import { consistencyProof } from '../../../lib/evidence/log/merkle.ts';
import { ed25519Signer, entriesOf, ORIGIN, p256Signer, publish, readerOf } from './published-log.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const signer = p256Signer(ORIGIN);
const log = publish(entriesOf(70_000), signer);
const read = readerOf(log.files);
const leaves = log.entries.map(leafHash);
const entry = (index: number) => log.entries[index] as Uint8Array;
const proofOf = async (index: number) =>
  formatProof({ index, hashes: await proveInclusion(read, index, 70_000), checkpoint: log.checkpoint });

describe('a proof', () => {
  it('is written as the specification says', async () => {
    const lines = (await proofOf(69_999)).split('\n');
    expect(lines[0]).toBe('c2sp.org/tlog-proof@v1');
    expect(lines[1]).toBe('index 69999');
    const blank = lines.indexOf('');
    expect(lines.slice(2, blank).map((line) => toHex(Buffer.from(line, 'base64')))).toEqual(
      inclusionProof(69_999, leaves).map(toHex),
    );
    expect(lines.slice(blank + 1).join('\n')).toBe(log.checkpoint);
    const withExtra = { index: 0, hashes: [], checkpoint: log.checkpoint, extra: new Uint8Array([1, 2]) };
    expect(formatProof(withExtra).split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra AQI=', 'index 0']);
    expect(parseProof(formatProof(withExtra))).toEqual(withExtra);
  });

  it('from the tiles is the one from the leaves, and reads few of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(69_999), async (index) => {
        let reads = 0;
        const counting = (path: string) => {
          reads++;
          return read(path);
        };
        expect((await proveInclusion(counting, index, 70_000)).map(toHex)).toEqual(
          inclusionProof(index, leaves).map(toHex),
        );
        expect(reads).toBeLessThanOrEqual(6);
      }),
      { numRuns: 15 },
    );
  });

  it.each([1, 2, 3, 255, 256, 257, 300, 512, 600])('verifies for every entry of a log of %i', async (size) => {
    const small = publish(entriesOf(size), signer);
    for (let index = 0; index < size; index++) {
      const hashes = await proveInclusion(readerOf(small.files), index, size);
      const text = formatProof({ index, hashes, checkpoint: small.checkpoint });
      const held = small.entries[index] as Uint8Array;
      expect(await verifyProof(text, held, [signer.key])).toMatchObject({
        index,
        checkpoint: { origin: ORIGIN, size },
      });
    }
  });

  it('of consistency comes from the tiles too', async () => {
    for (const [oldSize, newSize] of [
      [1, 70_000],
      [256, 70_000],
      [65_536, 70_000],
      [69_999, 70_000],
      [70_000, 70_000],
    ] as const) {
      const proof = await proveConsistency(read, oldSize, newSize);
      expect(proof.map(toHex)).toEqual(consistencyProof(oldSize, leaves).map(toHex));
      const oldRoot = rootOf(leaves.slice(0, oldSize));
      expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot: log.root, proof })).toBe(true);
    }
  });

  it('is not made over a tile that is missing', async () => {
    await expect(proveInclusion(async () => null, 3, 70_000)).rejects.toMatchObject({
      code: 'LOG_BROKEN',
      place: 'tile/0/000',
    });
    await expect(async () => proveInclusion(read, 70_000, 70_000)).rejects.toThrow(RangeError);
  });

  it('proves no other entry, place or log', async () => {
    const proof = await proofOf(5);
    await expect(verifyProof(proof, entry(6), [signer.key])).rejects.toThrow(refusal('PROOF_INVALID'));
    await expect(verifyProof(proof.replace('index 5', 'index 6'), entry(5), [signer.key])).rejects.toThrow(
      refusal('PROOF_INVALID'),
    );
    await expect(verifyProof(proof.replace('index 5', 'index 70000'), entry(5), [signer.key])).rejects.toThrow(
      refusal('PROOF_INVALID'),
    );
    await expect(verifyProof(proof, entry(5), [ed25519Signer(ORIGIN).key])).rejects.toThrow(
      refusal('SIGNATURE_INVALID'),
    );
    await expect(verifyProof(proof, entry(5), [p256Signer('other.example').key])).rejects.toThrow(
      refusal('SIGNATURE_INVALID'),
    );
  });

  it('does not verify with any byte changed, missing or repeated', async () => {
    const text = await proofOf(4_711);
    expect((await verifyProof(text, entry(4_711), [signer.key])).index).toBe(4_711);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at++) {
      const wrongs = [
        Buffer.from(bytes.map((byte, n) => (n === at ? byte ^ 1 : byte))),
        Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
        Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]),
        bytes.subarray(0, at),
      ];
      for (const wrong of wrongs) {
        await expect(verifyProof(wrong.toString(), entry(4_711), [signer.key]), `byte ${at}`).rejects.toThrow(/./);
      }
    }
  });

  it.each([
    ['', 'no empty line'],
    ['c2sp.org/tlog-proof@v2\nindex 1\n\n', 'first line'],
    ['c2sp.org/tlog-proof@v1\n\n', 'no line says'],
    ['c2sp.org/tlog-proof@v1\nindex 01\n\n', 'no line says'],
    ['c2sp.org/tlog-proof@v1\nindex  1\n\n', 'no line says'],
    ['c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\n', 'hash 1 is not base64'],
    ['c2sp.org/tlog-proof@v1\nextra *\nindex 1\n\n', 'extra data is not base64'],
    ['c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n', 'hash 1 does not have 32 bytes'],
  ])('is refused as %j', (text, why) => {
    expect(() => parseProof(text)).toThrow(refusal('PROOF_INVALID'));
    expect(() => parseProof(text)).toThrow(why);
  });
});
