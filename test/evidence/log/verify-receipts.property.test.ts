import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSealed, writeSealed } from '../../../lib/evidence/log/sealed-receipts.ts';
import { type ReceiptFile, verifyReceipts } from '../../../lib/evidence/log/verify-receipts.ts';
import { createWorld, LOG, pageOf } from './sealing-world.ts';

/*
 * The private receipts beside a verified log: whatever happens to one file of them, it is found and named, with the
 * entries that have no receipt for it.
 */

const ORIGIN = `${LOG}/2026`;
const SIZE = 9;
let files: readonly ReceiptFile[] = [];
let published: ReadonlyMap<string, { readonly bytes: Uint8Array }> = new Map();
const read = async (path: string) => published.get(`${ORIGIN}/${path}`)?.bytes ?? null;
const verify = (these: readonly ReceiptFile[]) => verifyReceipts(read, { origin: ORIGIN, size: SIZE }, these);

beforeAll(async () => {
  const world = createWorld();
  for (const n of [1, 2, 3]) await world.sealer().seal([pageOf(n, [n * 10, n * 10 + 1, n * 10 + 2])]);
  published = world.files.files;
  files = [...world.receipts.files].map(([path, { bytes }]) => ({ path, bytes }));
});

const replaced = (at: number, file: Partial<ReceiptFile>) =>
  files.map((one, place) => (place === at ? { ...one, ...file } : one));

describe('receipts beside a log', () => {
  it('are what its entries stand for', async () => {
    expect(files).toHaveLength(3);
    const nothing = { uncommitted: [], others: [], problems: [] };
    expect(await verify(files)).toEqual({ receipts: SIZE, statements: 0, ...nothing });
    expect(await verify([...files].reverse())).toEqual({ receipts: SIZE, statements: 0, ...nothing });
  });

  it('do not hold with any byte of one changed, missing or repeated', async () => {
    const [{ bytes, path }] = files as [ReceiptFile];
    for (let at = 0; at < bytes.length; at += 7) {
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
      const one = bytes.subarray(at, at + 1);
      const changed = Buffer.concat([before, Uint8Array.of((bytes[at] as number) ^ 1), after]);
      for (const wrong of [changed, Buffer.concat([before, after]), Buffer.concat([before, one, one, after])]) {
        const { problems } = await verify(replaced(0, { bytes: wrong }));
        expect(
          problems.map(({ file }) => file),
          `byte ${at}`,
        ).toEqual([path, null]);
        expect(problems[1]?.message).toContain('entries 0 to 2');
      }
    }
  });

  it('do not hold with a file cut, missing, repeated, renamed or in the place of another', async () => {
    const whichever = fc.nat({ max: 2 });
    await fc.assert(
      fc.asyncProperty(whichever, whichever, fc.nat({ max: 5000 }), async (at, other, cut) => {
        const [one, two] = [files[at] as ReceiptFile, files[other] as ReceiptFile];
        const first = parseSealed(one.bytes).first;
        const gone = { file: null, entry: first };
        const wrong = { file: one.path, entry: null };
        const kept = one.bytes.subarray(0, Math.min(cut, one.bytes.length - 1));
        expect((await verify(replaced(at, { bytes: kept }))).problems).toMatchObject([wrong, gone]);
        expect((await verify(files.filter((file) => file !== one))).problems).toMatchObject([gone]);
        const twice = [...files, { ...one, path: `elsewhere/${one.path}` }];
        expect((await verify(twice)).problems).toMatchObject([{ entry: first }, {}, {}]);
        if (at === other) return;
        expect((await verify(replaced(at, { bytes: two.bytes }))).problems).toMatchObject([wrong, gone]);
        expect((await verify(replaced(at, { path: two.path }))).problems).toMatchObject([{ file: two.path }, gone]);
      }),
    );
  });

  it('do not hold where one was written anew under a name of its own', async () => {
    const [file] = files as [ReceiptFile];
    const { receipts } = parseSealed(file.bytes);
    const forged = receipts.map((sealed, at) =>
      at === 1 ? { ...sealed, receipt: { ...sealed.receipt, dataset: 'others' } } : sealed,
    );
    const { segment, bytes } = writeSealed(ORIGIN, 0, forged as typeof receipts);
    const { problems } = await verify(replaced(0, { path: segment.key, bytes }));
    expect(problems).toMatchObject([
      { file: segment.key, entry: 1 },
      { file: null, entry: 1 },
    ]);
  });

  it('of another form, under a name of its own, is no receipt of anything', async () => {
    const forms = [null, 1, {}, { salt: 'no base64', receipt: {} }, { salt: '', receipt: null }];
    for (const form of forms) {
      const { segment, bytes } = writeSealed(ORIGIN, 0, [form] as never);
      const verdict = await verify([...files, { path: segment.key, bytes }]);
      expect(verdict).toMatchObject({ problems: [], uncommitted: [segment.key], receipts: SIZE });
    }
  });

  it('of an attempt that was never committed, and of another log, count for nothing', async () => {
    const { receipts } = parseSealed((files[0] as ReceiptFile).bytes);
    const salted = receipts.map((sealed) => ({ ...sealed, salt: Buffer.alloc(32, 9).toString('base64') }));
    const orphan = writeSealed(ORIGIN, 3, salted);
    const other = writeSealed(`${LOG}/2025`, 0, salted);
    const verdict = await verify([
      ...files,
      { path: orphan.segment.key, bytes: orphan.bytes },
      { path: other.segment.key, bytes: other.bytes },
    ]);
    expect(verdict).toMatchObject({ problems: [], uncommitted: [orphan.segment.key], others: [other.segment.key] });
  });
});
