import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { ed25519, ed25519ph } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import type { Key } from './key-store.ts';

export type SigningAlgorithm = 'ECDSA_SHA_256' | 'ED25519_SHA_512' | 'ED25519_PH_SHA_512';
export type MessageType = 'RAW' | 'DIGEST';

interface Signer {
  /** Bytes of a ready digest; undefined where the algorithm takes no digest. */
  readonly digestLength: number | undefined;
  /** False where the algorithm takes a ready digest only. */
  readonly raw: boolean;
  readonly sign: (secret: Uint8Array, message: Uint8Array, type: MessageType) => Uint8Array;
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, type: MessageType, signature: Uint8Array) => boolean;
}

// ready-made digests are why this is not node:crypto, which always hashes what it signs
const digest = (message: Uint8Array, type: MessageType) =>
  type === 'RAW' ? createHash('sha256').update(message).digest() : message;

// KMS neither keeps `s` low nor repeats a signature; a test that needs either would fail in AWS
const ECDSA = { prehash: false, lowS: false, format: 'der' } as const;

export const SIGNERS: Readonly<Record<SigningAlgorithm, Signer>> = {
  ECDSA_SHA_256: {
    digestLength: 32,
    raw: true,
    sign: (secret, message, type) => p256.sign(digest(message, type), secret, { ...ECDSA, extraEntropy: true }),
    verify: (publicKey, message, type, signature) => p256.verify(signature, digest(message, type), publicKey, ECDSA),
  },
  ED25519_SHA_512: {
    digestLength: undefined,
    raw: true,
    sign: (secret, message) => ed25519.sign(message, secret),
    verify: (publicKey, message, _type, signature) => ed25519.verify(signature, message, publicKey),
  },
  // KMS hashes the digest it is given once more, as ed25519ph does with its message
  ED25519_PH_SHA_512: {
    digestLength: 64,
    raw: false,
    sign: (secret, message) => ed25519ph.sign(message, secret),
    verify: (publicKey, message, _type, signature) => ed25519ph.verify(signature, message, publicKey),
  },
};

const privateKey = (key: Key) => createPrivateKey({ key: Buffer.from(key.material), format: 'der', type: 'pkcs8' });

/** The private scalar (P-256) or seed (Ed25519): 32 bytes. */
export function secretOf(key: Key): Uint8Array {
  return Buffer.from(privateKey(key).export({ format: 'jwk' }).d ?? '', 'base64url');
}

/** The public key as SubjectPublicKeyInfo, DER: what GetPublicKey answers. */
export function spkiOf(key: Key): Buffer {
  return createPublicKey(privateKey(key)).export({ type: 'spki', format: 'der' });
}

/** The public key as the curve's own bytes. */
export function publicKeyOf(key: Key): Uint8Array {
  const secret = secretOf(key);
  return key.spec === 'ECC_NIST_P256' ? p256.getPublicKey(secret) : ed25519.getPublicKey(secret);
}
