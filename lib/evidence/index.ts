/** Proof: what an erasure leaves behind. */
export { type PackedPage, packPage } from './pack-page.ts';
export {
  type EvidenceReference,
  type Receipt,
  type ReceiptPage,
  receiptId,
} from './receipt.ts';
export { parsePage } from './receipt-page.ts';
