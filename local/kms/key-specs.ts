import { generateKeyPairSync, randomBytes } from 'node:crypto';

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'HMAC_256' | 'ECC_NIST_P256' | 'ECC_NIST_EDWARDS25519';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC' | 'SIGN_VERIFY';

interface Spec {
  readonly usage: KeyUsage;
  /** The member of KeyMetadata that lists the algorithms. */
  readonly listedAs: 'EncryptionAlgorithms' | 'MacAlgorithms' | 'SigningAlgorithms';
  readonly algorithms: readonly string[];
  /** New key material: raw bytes of a symmetric key, PKCS #8 DER of a private one. */
  readonly generate: () => Buffer;
}

function pkcs8(pair: { privateKey: { export(options: { type: 'pkcs8'; format: 'der' }): Buffer } }): Buffer {
  return pair.privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** What can be created here, and what each can do. */
export const KEY_SPECS: Readonly<Record<KeySpec, Spec>> = {
  SYMMETRIC_DEFAULT: {
    usage: 'ENCRYPT_DECRYPT',
    listedAs: 'EncryptionAlgorithms',
    algorithms: ['SYMMETRIC_DEFAULT'],
    generate: () => randomBytes(32),
  },
  HMAC_256: {
    usage: 'GENERATE_VERIFY_MAC',
    listedAs: 'MacAlgorithms',
    algorithms: ['HMAC_SHA_256'],
    generate: () => randomBytes(32),
  },
  ECC_NIST_P256: {
    usage: 'SIGN_VERIFY',
    listedAs: 'SigningAlgorithms',
    algorithms: ['ECDSA_SHA_256'],
    generate: () => pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  },
  ECC_NIST_EDWARDS25519: {
    usage: 'SIGN_VERIFY',
    listedAs: 'SigningAlgorithms',
    algorithms: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
    generate: () => pkcs8(generateKeyPairSync('ed25519')),
  },
};
