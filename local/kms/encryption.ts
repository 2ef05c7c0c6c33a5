import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AwsFault, blob, invalid, type Operations, readInput } from '../http/index.ts';
import { keyIdOf, open, seal } from './ciphertext.ts';
import type { KeyRing } from './key-ring.ts';

const algorithm = z.literal('SYMMETRIC_DEFAULT').default('SYMMETRIC_DEFAULT');
const context = z.record(z.string(), z.string()).default({});

const encrypt = z.strictObject({
  KeyId: z.string(),
  Plaintext: blob(1, 4096),
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});

const decrypt = z.strictObject({
  CiphertextBlob: blob(1, 6144),
  KeyId: z.string().optional(),
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});

const generateDataKey = z.strictObject({
  KeyId: z.string(),
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context,
});

/** Encrypt, Decrypt and GenerateDataKey. The encryption context is bound to the ciphertext as authenticated data. */
export function encryption(ring: KeyRing): Operations {
  return {
    Encrypt(input) {
      const { KeyId, Plaintext, EncryptionContext, EncryptionAlgorithm } = readInput(encrypt, input);
      const key = ring.usable(KeyId, 'Encrypt', 'ENCRYPT_DECRYPT', EncryptionAlgorithm);
      const CiphertextBlob = seal(key, Plaintext, EncryptionContext).toString('base64');
      return { CiphertextBlob, KeyId: ring.arn(key.id), EncryptionAlgorithm };
    },

    Decrypt(input) {
      const { CiphertextBlob, KeyId, EncryptionContext, EncryptionAlgorithm } = readInput(decrypt, input);
      const id = keyIdOf(CiphertextBlob);
      if (id === undefined) throw invalidCiphertext();
      if (KeyId !== undefined && ring.named(KeyId).id !== id) {
        const message = 'The key ID in the request does not identify a CMK that can perform this operation.';
        throw new AwsFault('IncorrectKeyException', message);
      }
      const key = ring.usable(id, 'Decrypt', 'ENCRYPT_DECRYPT', EncryptionAlgorithm);
      let plaintext: Buffer;
      try {
        plaintext = open(key, CiphertextBlob, EncryptionContext);
      } catch {
        throw invalidCiphertext();
      }
      return { Plaintext: plaintext.toString('base64'), KeyId: ring.arn(key.id), EncryptionAlgorithm };
    },

    GenerateDataKey(input) {
      const { KeyId, KeySpec, NumberOfBytes, EncryptionContext } = readInput(generateDataKey, input);
      if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
        throw invalid('Please specify either number of bytes or key spec.');
      }
      const key = ring.usable(KeyId, 'GenerateDataKey', 'ENCRYPT_DECRYPT');
      const dataKey = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
      return {
        Plaintext: dataKey.toString('base64'),
        CiphertextBlob: seal(key, dataKey, EncryptionContext).toString('base64'),
        KeyId: ring.arn(key.id),
      };
    },
  };
}

/** One fault for a changed blob, a foreign blob and a wrong context: AWS does not say which either. */
function invalidCiphertext(): AwsFault {
  return new AwsFault('InvalidCiphertextException', 'The ciphertext is not one of this key and encryption context.');
}
