/** Proof: what an erasure leaves behind. */
export {
  createEvidenceReferencer,
  type EvidenceReference,
  type Receipt,
  type ReceiptPage,
  receiptId,
} from './receipt.ts';
export { type PackedPage, packPage, parsePage } from './receipt-page.ts';
