import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { createEvidenceReferencer, type EvidenceReference } from '../../lib/evidence/index.ts';
import { createReferencer, type Referencer } from '../../lib/registry/reference.ts';

/** Derives a key from a KMS HMAC key: one call per cold start instead of one per reference. It never leaves memory. */
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

export type EvidenceReferences = (now: number) => Promise<(policy: string, subject: string) => EvidenceReference>;

/** Evidence references: one epoch a year, each with a key of its own. */
export function evidenceReferences(kms: KMSClient, keyId: string): EvidenceReferences {
  const once = remembered();
  return (now) => {
    const epoch = String(new Date(now).getUTCFullYear());
    return once(epoch, async () =>
      createEvidenceReferencer(epoch, await derive(kms, keyId, `expunge evidence ${epoch}`)),
    );
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
