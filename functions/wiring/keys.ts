import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type CursorSeal, createCursorSeal } from '../../lib/auditing/cursor-seal.ts';
import {
  createEvidenceEpochs,
  dynamoEpochs,
  type EpochKey,
  type EvidenceEpochs,
  SECRET_BYTES,
} from '../../lib/evidence/epochs/index.ts';
import { createReferencer, type Referencer } from '../../lib/registry/reference.ts';

/** Derives a key from a KMS HMAC key: one call for as long as it is kept instead of one per reference. It never leaves memory. */
async function derive(kms: KMSClient, keyId: string, purpose: string): Promise<Uint8Array> {
  const answer = await kms.send(
    new GenerateMacCommand({ KeyId: keyId, MacAlgorithm: 'HMAC_SHA_256', Message: new TextEncoder().encode(purpose) }),
  );
  if (!answer.Mac) throw new Error('KMS answered without a MAC');
  return answer.Mac;
}

export type References = () => Promise<Referencer>;

/** Registry references. Asks KMS at the first use, and again only if that failed. */
export function registryReferences(kms: KMSClient, keyId: string): References {
  const once = remembered();
  return () => once('registry', async () => createReferencer(await derive(kms, keyId, 'expunge registry reference')));
}

export type CursorSeals = () => Promise<(store: string) => CursorSeal>;

/** Seals of the places where walks over stores stopped. Asks KMS like the references. */
export function cursorSeals(kms: KMSClient, keyId: string): CursorSeals {
  const once = remembered();
  return () =>
    once('cursor', async () => {
      const key = await derive(kms, keyId, 'expunge cursor');
      return (store: string) => createCursorSeal(key, store);
    });
}

/** The epochs of evidence, with their secrets in the registry's table. Open-case, certify and operate make theirs so. */
export function evidenceEpochs(kms: KMSClient, keyId: string, database: DynamoDBClient, table: string): EvidenceEpochs {
  return createEvidenceEpochs({
    store: dynamoEpochs(database, table),
    mac: (message) => derive(kms, keyId, message),
    secret: () => randomBytes(SECRET_BYTES),
  });
}

export type CurrentEpoch = (now: number) => Promise<EpochKey>;

/** Long enough to cost nothing, and so short that nobody writes under an epoch an hour after the next has begun. */
const KEPT_FOR = 5 * 60_000;

/** The current epoch's key, asked for again when it has been kept for five minutes or the year has changed. */
export function currentEpoch(epochs: Pick<EvidenceEpochs, 'current'>): CurrentEpoch {
  const once = remembered();
  let since = 0;
  return (now) => {
    const year = new Date(now).getUTCFullYear();
    const fresh = now >= since && now < since + KEPT_FOR && new Date(since).getUTCFullYear() === year;
    if (!fresh) since = now;
    return once(String(since), () => epochs.current(now));
  };
}

/** Keeps the last answer by name; forgets failures. */
function remembered() {
  let kept: { readonly name: string; readonly value: Promise<never> } | null = null;
  return <T>(name: string, make: () => Promise<T>): Promise<T> => {
    if (kept?.name === name) return kept.value;
    const value = make();
    const mine = { name, value: value as Promise<never> };
    kept = mine;
    value.catch(() => {
      if (kept === mine) kept = null;
    });
    return value;
  };
}
