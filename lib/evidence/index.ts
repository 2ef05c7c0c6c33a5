/** Proof: what an erasure leaves behind. */
export {
  createEvidenceReferencer,
  type EvidenceReference,
  type Receipt,
  type ReceiptPage,
  receiptId,
} from './receipt.ts';
