import { createHmac, createSecretKey } from 'node:crypto';
import type { EvidenceReference } from '../receipt.ts';

const REFERENCE_BYTES = 16;

/** What can be made of an epoch's key, which itself never leaves this object. */
export interface EpochKey {
  /** The epoch's id. */
  readonly id: string;
  /** Names a subject in evidence; the same again for the same policy and subject as long as the epoch lasts. */
  reference(policy: string, subject: string): EvidenceReference;
  /** The 32 bytes of salt of a case's binding: see `bindingDigest`. Kept nowhere but in certificates. */
  bindingSalt(caseId: string): Uint8Array;
}

/** @param key 32 bytes, derived by KMS from the epoch's secret. */
export function createEpochKey(id: string, key: Uint8Array): EpochKey {
  const secret = createSecretKey(key);
  const mac = (value: unknown) => createHmac('sha256', secret).update(JSON.stringify(value)).digest();
  return {
    id,
    reference: (policy, subject) => ({
      epoch: id,
      // JSON keeps the parts apart whatever characters an id holds
      ref: mac([policy, subject]).subarray(0, REFERENCE_BYTES).toString('base64url'),
    }),
    // an object, where a reference has an array: no subject's reference is part of any case's salt
    bindingSalt: (caseId) => new Uint8Array(mac({ binding: caseId })),
  };
}
