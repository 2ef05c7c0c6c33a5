import { z } from 'zod';
import { AwsFault, blob, invalid, type Operations, readInput } from '../http/index.ts';
import type { KeyRing } from './key-ring.ts';
import { KEY_SPECS } from './key-specs.ts';
import type { Key } from './key-store.ts';
import { publicKeyOf, SIGNERS, type SigningAlgorithm, secretOf, spkiOf } from './signers.ts';

const sign = z.strictObject({
  KeyId: z.string(),
  Message: blob(1, 4096),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
});

const verify = sign.extend({ Signature: blob(1, 6144) });

const getPublicKey = z.strictObject({ KeyId: z.string() });

/** Sign, Verify and GetPublicKey. ECDSA signatures are ASN.1 DER, public keys SPKI DER. */
export function signatures(ring: KeyRing): Operations {
  function prepare(operation: string, request: z.output<typeof sign>) {
    const key = ring.usable(request.KeyId, operation, 'SIGN_VERIFY', request.SigningAlgorithm);
    // `usable` has checked that the key's spec lists it
    const signer = SIGNERS[request.SigningAlgorithm as SigningAlgorithm];
    const { MessageType: type, Message: message } = request;
    if (type === 'RAW' ? !signer.raw : signer.digestLength === undefined) {
      throw invalid(`MessageType ${type} is not valid for algorithm ${request.SigningAlgorithm}.`);
    }
    if (type === 'DIGEST' && message.length !== signer.digestLength) {
      throw invalid(`Digest is invalid length for algorithm ${request.SigningAlgorithm}.`);
    }
    return { key, signer, answer: { KeyId: ring.arn(key.id), SigningAlgorithm: request.SigningAlgorithm } };
  }

  return {
    Sign(input) {
      const request = readInput(sign, input);
      const { key, signer, answer } = prepare('Sign', request);
      const signature = signer.sign(secretOf(key), request.Message, request.MessageType);
      return { ...answer, Signature: Buffer.from(signature).toString('base64') };
    },

    Verify(input) {
      const request = readInput(verify, input);
      const { key, signer, answer } = prepare('Verify', request);
      if (!verified(() => signer.verify(publicKeyOf(key), request.Message, request.MessageType, request.Signature))) {
        throw new AwsFault('KMSInvalidSignatureException', 'The signature is not one of this message and key.');
      }
      return { ...answer, SignatureValid: true };
    },

    GetPublicKey(input) {
      const key: Key = ring.usable(readInput(getPublicKey, input).KeyId, 'GetPublicKey', 'SIGN_VERIFY');
      return {
        KeyId: ring.arn(key.id),
        PublicKey: spkiOf(key).toString('base64'),
        CustomerMasterKeySpec: key.spec,
        KeySpec: key.spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: KEY_SPECS[key.spec].algorithms,
      };
    },
  };
}

/** A signature that cannot even be parsed is an invalid one. */
function verified(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
