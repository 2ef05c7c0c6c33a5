import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storeReceipts } from '../../lib/evidence/index.ts';
import { memoryEvidence, page, receipt } from './pages.ts';

describe('keeping receipts', () => {
  it('stores a page as it came, under the day its first receipt was verified', async () => {
    const { stored, storage } = memoryEvidence();
    const body = JSON.stringify(
      page({ receipts: [receipt(), { ...receipt('C'), verifiedAt: '2026-06-30T00:00:01.000Z' }] }),
    );
    expect(await storeReceipts(body, storage)).toBe('stored');
    expect([...stored]).toEqual([['receipts/2026/06/29/delete-07-12-AAAAAAAA.json', body]]);
  });

  it('stores a page once, however often it comes', async () => {
    const { stored, storage } = memoryEvidence();
    const body = JSON.stringify(page());
    expect(await storeReceipts(body, storage)).toBe('stored');
    expect(await storeReceipts(body, storage)).toBe('was there');
    expect(stored.size).toBe(1);
  });

  it('keeps two pages apart though they hold the same receipt', async () => {
    const { stored, storage } = memoryEvidence();
    for (const name of ['delete-07-12-AAAAAAAA', 'delete-07-13-AAAAAAAA', 'anonymise-07-12-AAAAAAAA']) {
      await storeReceipts(JSON.stringify(page({ page: name })), storage);
    }
    expect(stored.size).toBe(3);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"format":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another format', JSON.stringify({ ...page(), format: 'expunge-receipts/2' })],
    ['a page without a name', JSON.stringify({ ...page(), page: undefined })],
    ['a page whose name leads elsewhere', JSON.stringify(page({ page: '../../delete-07-12-AAAAAAAA' }))],
    ['a page whose name goes on', JSON.stringify(page({ page: 'delete-07-12-AAAAAAAA/x' }))],
    ['a page of no action', JSON.stringify(page({ page: 'update-07-12-AAAAAAAA' }))],
    ['a page without receipts', JSON.stringify(page({ receipts: [] }))],
    ['a page whose receipts are no list', JSON.stringify({ ...page(), receipts: { 0: receipt(), length: 1 } })],
    ['a receipt of another format', JSON.stringify({ ...page(), receipts: [{ ...receipt(), format: 'x' }] })],
    ['a receipt without its time', JSON.stringify({ ...page(), receipts: [{ ...receipt(), verifiedAt: undefined }] })],
    [
      'a receipt with a time of its own',
      JSON.stringify({ ...page(), receipts: [{ ...receipt(), verifiedAt: '29/6' }] }),
    ],
    [
      'a time that is a list',
      JSON.stringify({ ...page(), receipts: [{ ...receipt(), verifiedAt: [receipt().verifiedAt] }] }),
    ],
    ['a name that is a list', JSON.stringify({ ...page(), page: [page().page] })],
    ['a receipt that is null', JSON.stringify({ ...page(), receipts: [receipt(), null] })],
  ])('refuses %s, and stores nothing', async (_, body) => {
    const { stored, storage } = memoryEvidence();
    await expect(storeReceipts(body, storage)).rejects.toMatchObject({ code: 'MESSAGE_INVALID' });
    expect(stored.size).toBe(0);
  });

  it('answers whatever comes with a code, quotes none of it, and keeps to its folder', async () => {
    const canary = '13912345678';
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom([canary], [receipt().verifiedAt], [page().page], `2026-06-29T${canary}`),
    );
    const pages = fc.record({
      format: fc.oneof(fc.constant(page().format), odd),
      page: fc.oneof(fc.constant(page().page), odd),
      receipts: fc.oneof(
        odd,
        fc.array(
          fc.record({
            format: fc.oneof(fc.constant(receipt().format), odd),
            verifiedAt: fc.oneof(fc.constant(receipt().verifiedAt), odd),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      ),
    });
    await fc.assert(
      fc.asyncProperty(pages, async (some) => {
        const { stored, storage } = memoryEvidence();
        try {
          await storeReceipts(JSON.stringify(some), storage);
          expect([...stored.keys()][0]).toMatch(/^receipts\/\d{4}\/\d\d\/\d\d\/[\w-]+\.json$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'MESSAGE_INVALID' });
          expect((error as Error).message).not.toContain(canary);
          expect(stored.size).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
