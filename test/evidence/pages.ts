import type { EvidenceStorage, Receipt, ReceiptPage } from '../../lib/evidence/index.ts';

export const receipt = (id = 'AAAAAAAAAAAAAAAAAAAAAA'): Receipt => ({
  format: 'expunge-receipt/1',
  id,
  trigger: { kind: 'period' },
  policy: { id: 'shop', version: '2026-01-01', digest: 'd'.repeat(64) },
  rule: { id: 'short', clause: 'Clause short' },
  subject: { epoch: '2026', ref: 'BBBBBBBBBBBBBBBBBBBBBB' },
  dataset: 'logs',
  action: 'delete',
  records: 1,
  outcome: 'erased',
  due: '2026-06-30T00:00:00.000Z',
  startedAt: '2026-06-29T23:59:58.000Z',
  verifiedAt: '2026-06-29T23:59:59.000Z',
  verification: { method: 'strong read by key', result: 'absent' },
  copiesGoneBy: null,
});

export const page = (rest: Partial<ReceiptPage> = {}): ReceiptPage => ({
  format: 'expunge-receipts/1',
  page: 'delete-07-12-AAAAAAAA',
  receipts: [receipt()],
  ...rest,
});

/** Keeps what is put first, as the evidence bucket does. */
export function memoryEvidence() {
  const stored = new Map<string, string>();
  const storage: EvidenceStorage = {
    async putOnce(key, body) {
      if (stored.has(key)) return 'was there';
      stored.set(key, body);
      return 'stored';
    },
  };
  return { stored, storage };
}
