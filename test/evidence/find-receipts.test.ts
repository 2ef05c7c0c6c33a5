import { describe, expect, it } from 'vitest';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { findReceipts, type ReceiptShelf } from '../../lib/evidence/find-receipts.ts';
import { writeSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { idOf, receipt, statement } from './pages.ts';

const key = createEpochKey('2026', Buffer.from('key'));
const LI = key.reference('shop', 'li');
const WANG = key.reference('shop', 'wang');

/** Objects of sealed receipts, and how often each was read. */
function shelfOf(...objects: readonly (readonly Evidence[])[]) {
  let first = 0;
  const files = new Map<string, Uint8Array>();
  for (const receipts of objects) {
    const sealed = receipts.map((one) => ({
      page: 'p',
      salt: Buffer.alloc(32, first).toString('base64'),
      receipt: one,
    }));
    const { segment, bytes } = writeSealed('expunge/aws-cn/2026', first, sealed);
    files.set(segment.key, bytes);
    first += receipts.length;
  }
  const read: string[] = [];
  const shelf: ReceiptShelf = {
    keys: async (after, most) => [...files.keys()].filter((name) => after === null || name > after).slice(0, most),
    read: async (name) => {
      read.push(name);
      return files.get(name) ?? null;
    },
  };
  return { shelf, files, read };
}

const of = (subject: typeof LI, number: number) => receipt(idOf(number), { subject });
const idsOf = (found: readonly { receipt: Evidence }[]) => found.map(({ receipt: { id } }) => id);

describe('finding receipts', () => {
  it('finds what names the subject by any of the references, statements too, and nothing else', async () => {
    const old = createEpochKey('2025', Buffer.from('old key')).reference('shop', 'li');
    const stated = statement({ subject: { ...statement().subject, ...LI } });
    const { shelf, files } = shelfOf([of(LI, 1), of(WANG, 2)], [of(WANG, 3)], [of(old, 4), stated]);
    const { found, next } = await findReceipts(shelf, [LI, old], null);
    expect(idsOf(found)).toEqual([idOf(1), idOf(4), stated.id]);
    const [first, , third] = [...files.keys()];
    expect(found.map(({ object }) => object)).toEqual([first, third, third]);
    expect(next).toBeNull();
  });

  it('takes the same reference in another epoch for another subject', async () => {
    const { shelf } = shelfOf([of({ ...LI, epoch: '2025' }, 1)]);
    expect(await findReceipts(shelf, [LI], null)).toEqual({ found: [], next: null });
    expect(await findReceipts(shelf, [], null)).toEqual({ found: [], next: null });
  });

  it('goes on where it paused, reads every object once, and finds everything', async () => {
    const { shelf, files, read } = shelfOf(...Array.from({ length: 1203 }, (_, n) => [of(n % 2 ? LI : WANG, n)]));
    const found: string[] = [];
    let after: string | null = null;
    let calls = 0;
    do {
      const answer: Awaited<ReturnType<typeof findReceipts>> = await findReceipts(shelf, [LI], after);
      found.push(...idsOf(answer.found));
      after = answer.next;
      calls++;
    } while (after !== null);
    expect(calls).toBe(3);
    expect(found).toHaveLength(601);
    expect(new Set(found).size).toBe(601);
    expect(read).toEqual([...files.keys()]);
  });

  it('pauses before an answer grows too large, and leaves nothing out', async () => {
    const clause = 'c'.repeat(1000);
    const big = (from: number) =>
      Array.from({ length: 900 }, (_, n) => ({ ...of(LI, from + n), rule: { id: 'short', clause } }));
    const { shelf } = shelfOf(big(0), big(900), [of(LI, 1800)]);
    const first = await findReceipts(shelf, [LI], null);
    expect(first.found).toHaveLength(1800);
    expect(JSON.stringify(first).length).toBeLessThan(5_000_000);
    const second = await findReceipts(shelf, [LI], first.next);
    expect(idsOf(second.found)).toEqual([idOf(1800)]);
    expect(second.next).toBeNull();
  });

  it('passes over an object that was erased meanwhile', async () => {
    const { shelf, files } = shelfOf([of(LI, 1)], [of(LI, 2)]);
    const gone = [...files.keys()][0];
    const found = await findReceipts(
      { ...shelf, read: async (name) => (name === gone ? null : shelf.read(name)) },
      [LI],
      null,
    );
    expect(idsOf(found.found)).toEqual([idOf(2)]);
  });

  it('names an object that it cannot read, and claims no end of the search', async () => {
    const { shelf, files } = shelfOf([of(LI, 1)]);
    const [name = ''] = [...files.keys()];
    files.set(name, Buffer.from('{"format":"li"}'));
    await expect(findReceipts(shelf, [LI], null)).rejects.toMatchObject({ code: 'RECEIPT_INVALID', place: name });
  });
});
