import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPage, parsePage, type ReceiptPage } from '../../lib/evidence/index.ts';
import { statementId } from '../../lib/evidence/statement.ts';
import { statementPage } from '../../lib/evidence/statement-page.ts';
import { idOf, packed, page, receipt, statement } from './pages.ts';

const stated = (caseId = 'case-1') =>
  statementPage(statement({ case: caseId, stage: 'beyond-use', id: statementId(caseId, 'beyond-use') }));

describe('a page on the log queue', () => {
  it('comes out as it went in', () => {
    const full = page({ receipts: Array.from({ length: 100 }, (_, n) => receipt(idOf(n))) });
    const message = JSON.stringify(packPage(full));
    expect(parsePage(message)).toEqual(full);
    expect(message.length).toBeLessThan(JSON.stringify(full).length / 5);
  });

  it('may repeat a page', () => {
    const repeat = page({ page: 'delete-07-13-AAAAAAAA', family: 'delete-07-12-AAAAAAAA' });
    expect(parsePage(packed(repeat)).family).toBe('delete-07-12-AAAAAAAA');
  });

  it('may hold a statement, alone and under its own name', () => {
    const one = stated();
    expect(one.page).toMatch(/^certify-2-[\w-]{22}$/);
    expect(parsePage(JSON.stringify(packPage(one)))).toEqual(one);
  });

  it.each<[string, Partial<ReceiptPage>]>([
    ['under another name', { page: 'certify-2-AAAAAAAAAAAAAAAAAAAAAA' }],
    ['under the name of another stage', { page: stated().page.replace('-2-', '-1-') }],
    ['in another family', { family: 'certify-2-AAAAAAAAAAAAAAAAAAAAAA' }],
    ['on a page of receipts', { page: page().page, family: page().page }],
    ['beside a receipt', { receipts: [...stated().receipts, receipt()] }],
    ['beside another', { receipts: [...stated().receipts, ...stated('case-2').receipts] }],
    ['with an id that is not its own', statementPage(statement({ case: 'case-2', stage: 'beyond-use' }))],
    ['that is a receipt', { receipts: [receipt()] }],
    ['that is missing', { receipts: [] }],
  ])('is refused with a statement %s', (_, rest) => {
    expect(() => parsePage(packed({ ...stated(), ...rest }))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_INVALID' }),
    );
  });

  it.each<[string, object]>([
    ['something more', { subjectId: 'li' }],
    ['no time', { statedAt: undefined }],
    ['a stage that there is not', { stage: 'gone' }],
    ['half a receipt', { receipts: { count: 0.5, digest: 'e'.repeat(64) } }],
    ['too much', { recipients: Array.from({ length: 200 }, () => ({ id: 'a'.repeat(40), confirmedAt: null })) }],
  ])('is refused with a statement that has %s', (_, rest) => {
    const one = stated();
    expect(() => parsePage(packed({ ...one, receipts: [{ ...one.receipts[0], ...rest }] }))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_INVALID' }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"format":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a page that is not packed', JSON.stringify(page())],
    ['what is not base64', JSON.stringify({ format: 'expunge-receipts/1+gzip', data: '*' })],
    ['what is not gzip', JSON.stringify({ format: 'expunge-receipts/1+gzip', data: 'AAAA' })],
    ['a page cut short', packed(page()).replace(/.{9}"}$/, '="}')],
    ['more than it can hold', packed(' '.repeat(4_000_001) + JSON.stringify(page()))],
    ['another format', packed({ ...page(), format: 'expunge-receipts/2' })],
    ['a page without a name', packed({ ...page(), page: undefined })],
    ['a page of no family', packed({ ...page(), family: undefined })],
    ['a page whose name leads elsewhere', packed(page({ page: '../../delete-07-12-AAAAAAAA' }))],
    ['a family whose name goes on', packed(page({ family: 'delete-07-12-AAAAAAAA/x' }))],
    ['a page of no action', packed(page({ page: 'update-07-12-AAAAAAAA' }))],
    ['a page with something more', packed({ ...page(), more: 1 })],
    ['a page without receipts', packed(page({ receipts: [] }))],
    ['too many receipts', packed(page({ receipts: Array.from({ length: 1001 }, (_, n) => receipt(idOf(n))) }))],
    ['a receipt that is null', packed({ ...page(), receipts: [receipt(), null] })],
    ['a receipt of another format', packed({ ...page(), receipts: [{ ...receipt(), format: 'x' }] })],
    ['a receipt with something more', packed({ ...page(), receipts: [{ ...receipt(), subjectId: 'li' }] })],
    ['a receipt without its time', packed({ ...page(), receipts: [{ ...receipt(), verifiedAt: undefined }] })],
    ['a time without a zone', packed(page({ receipts: [receipt(undefined, { due: '2026-06-30T00:00:00.000' })] }))],
    ['an id with a second spelling', packed(page({ receipts: [receipt('AAAAAAAAAAAAAAAAAAAAAB')] }))],
    ['half a record', packed(page({ receipts: [receipt(undefined, { records: 0.5 })] }))],
    [
      'a clause without end',
      packed(page({ receipts: [receipt(undefined, { rule: { id: 'a', clause: 'x'.repeat(1025) } })] })),
    ],
    ['a lone surrogate', packed(JSON.stringify(page()).replace('Clause short', '\\ud800'))],
    [
      'a receipt that is too large',
      packed(
        page({
          receipts: [
            receipt(undefined, {
              policy: { id: 'shop', version: '部'.repeat(1024), digest: 'd'.repeat(64) },
              rule: { id: 'a', clause: '部'.repeat(1024) },
              verification: { method: '部'.repeat(1024), result: 'absent' },
            }),
          ],
        }),
      ),
    ],
    [
      'receipts that are days apart',
      packed(page({ receipts: [receipt(), receipt(idOf(2), { verifiedAt: '2026-07-03T00:00:00.000Z' })] })),
    ],
  ])('is refused as a whole: %s', (_, message) => {
    expect(() => parsePage(message)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
  });

  it('does not unpack a bomb', () => {
    const bomb = gzipSync(Buffer.alloc(500_000_000), { level: 9 }).toString('base64');
    const before = process.memoryUsage().rss;
    const message = JSON.stringify({ format: 'expunge-receipts/1+gzip', data: bomb });
    expect(() => parsePage(message)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('is answered with a code, whatever comes, and nothing of it is quoted', () => {
    const canary = '13912345678';
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom([canary], canary, `2026-06-29T${canary}`, { [canary]: canary }),
    );
    const some = fc.record({
      format: fc.oneof(fc.constant(page().format), odd),
      page: fc.oneof(fc.constant(page().page), odd),
      family: fc.oneof(fc.constant(page().page), odd),
      receipts: fc.oneof(odd, fc.array(fc.oneof(fc.constant(receipt()), odd), { minLength: 1, maxLength: 3 })),
    });
    fc.assert(
      fc.property(some, fc.boolean(), (content, whole) => {
        try {
          parsePage(whole ? packed(content) : JSON.stringify(content));
        } catch (error) {
          expect(error).toMatchObject({ code: 'MESSAGE_INVALID' });
          expect((error as Error).message).not.toContain(canary);
        }
      }),
      { numRuns: 500 },
    );
  });
});
