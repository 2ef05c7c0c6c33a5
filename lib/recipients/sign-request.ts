import { ExpungeError } from '../errors.ts';
import { toBase64, toUtf8 } from '../evidence/log/bytes.ts';
import { sha256 } from '../evidence/log/crypto.ts';
import { rawSignature } from '../evidence/log/signatures.ts';

/** The key that signs notices: an ECDSA key on P-256 of its own, so that nothing signed with it passes for anything else. */
export interface NoticeKey {
  /** How requests name it: `keyIdOf` its public half. */
  id(): Promise<string>;
  /** SPKI DER. */
  publicKey(): Promise<Uint8Array>;
  /** Over SHA-256 of these bytes, ASN.1 DER. @throws ExpungeError KEY_UNAVAILABLE. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface RequestToSign {
  readonly method: 'POST';
  readonly url: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** What the signature covers (RFC 9421 §2): the request can be neither turned to another address nor given another body. */
const COVERED = '("@method" "@target-uri" "content-digest" "content-type")';
const KEY_ID_BYTES = 16;

/** `keyid` of a public key: the first 16 bytes of SHA-256 over its SPKI, hex. */
export function keyIdOf(spki: Uint8Array): string {
  return Buffer.from(sha256(spki).subarray(0, KEY_ID_BYTES)).toString('hex');
}

/** The headers that make a request a signed one: RFC 9421 with `ecdsa-p256-sha256`, and the digest of RFC 9530. */
export async function signedHeaders(request: RequestToSign, key: NoticeKey): Promise<Readonly<Record<string, string>>> {
  const { method, url, contentType, body, createdAt } = request;
  const digest = `sha-256=:${toBase64(sha256(body))}:`;
  const created = Math.floor(createdAt / 1000);
  const parameters = `${COVERED};created=${created};keyid="${await key.id()}";alg="ecdsa-p256-sha256"`;
  const base = [
    `"@method": ${method}`,
    `"@target-uri": ${url}`,
    `"content-digest": ${digest}`,
    `"content-type": ${contentType}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const signature = rawSignature(await key.sign(toUtf8(base))); // RFC 9421 §3.3.4: r ‖ s, not DER
  if (signature === null) {
    throw new ExpungeError(
      'KEY_UNAVAILABLE',
      'The key of notices gives no ECDSA signature on P-256: its spec must be ECC_NIST_P256.',
      {
        place: 'notice key',
      },
    );
  }
  return {
    'content-type': contentType,
    'content-digest': digest,
    'signature-input': `notice=${parameters}`,
    signature: `notice=:${toBase64(signature)}:`,
  };
}
