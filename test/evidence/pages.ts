import { gzipSync } from 'node:zlib';
import type { Receipt, ReceiptPage } from '../../lib/evidence/index.ts';
import type { Statement } from '../../lib/evidence/statement.ts';

export const receipt = (id = 'AAAAAAAAAAAAAAAAAAAAAA', rest: Partial<Receipt> = {}): Receipt => ({
  format: 'expunge-receipt/1',
  id,
  trigger: { kind: 'period' },
  policy: { id: 'shop', version: '2026-01-01', digest: 'd'.repeat(64) },
  rule: { id: 'short', clause: 'Clause short' },
  subject: { epoch: '2026', ref: 'BBBBBBBBBBBBBBBBBBBBBA' },
  dataset: 'logs',
  categories: ['log'],
  action: 'delete',
  records: 1,
  outcome: 'erased',
  due: '2026-06-30T00:00:00.000Z',
  startedAt: '2026-06-29T23:59:58.000Z',
  verifiedAt: '2026-06-29T23:59:59.000Z',
  verification: { method: 'strong read by key', result: 'absent' },
  copiesGoneBy: null,
  ...rest,
});

export const statement = (rest: Partial<Statement> = {}): Statement => ({
  format: 'expunge-statement/1',
  id: 'CCCCCCCCCCCCCCCCCCCCCA',
  stage: 'erased',
  case: 'evt-1',
  trigger: 'AccountClosed',
  scope: { kind: 'account' },
  policy: { id: 'shop', version: '2026-01-01', digest: 'd'.repeat(64) },
  subject: {
    epoch: '2026',
    ref: 'BBBBBBBBBBBBBBBBBBBBBA',
    binding: { iterations: 200_000, digest: Buffer.alloc(32).toString('base64'), saltDigest: 'f'.repeat(64) },
  },
  receivedAt: '2026-06-20T00:00:00.000Z',
  deadline: '2026-07-10T00:00:00.000Z',
  restrictedAt: null,
  completedAt: '2026-06-21T00:00:00.000Z',
  statedAt: '2026-06-21T00:01:00.000Z',
  copiesGoneBy: null,
  receipts: { count: 1, digest: 'e'.repeat(64) },
  recipients: [],
  ...rest,
});

export const page = (rest: Partial<ReceiptPage> = {}): ReceiptPage => ({
  format: 'expunge-receipts/1',
  page: 'delete-07-12-AAAAAAAA',
  family: rest.page ?? 'delete-07-12-AAAAAAAA',
  receipts: [receipt()],
  ...rest,
});

/** An id of 16 bytes that hold this number. */
export function idOf(number: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number);
  return bytes.toString('base64url');
}

/** A page as it would come over the queue, whatever is on it. */
export const packed = (content: unknown): string =>
  JSON.stringify({
    format: 'expunge-receipts/1+gzip',
    data: gzipSync(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64'),
  });
