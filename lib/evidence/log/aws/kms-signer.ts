import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { ExpungeError } from '../../../errors.ts';
import { toUtf8 } from '../bytes.ts';
import { noteKey } from '../note-key.ts';
import type { Signer } from '../signer.ts';

/**
 * Signs with a KMS key of spec ECC_NIST_P256: what KMS returns, DER over SHA-256, is a note signature of type 0x02 as it
 * stands. Asks for the public key once.
 */
export function kmsSigner(client: KMSClient, keyId: string): Signer {
  let spki: Promise<Uint8Array> | null = null;
  const publicKey = () => {
    spki ??= fromKms('public key', async () => {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
      return PublicKey;
    });
    spki.catch(() => {
      spki = null;
    });
    return spki;
  };
  const key: Signer['key'] = async (name) => noteKey(name, 'ECDSA P-256', await publicKey());
  return {
    key,
    async sign(name, text) {
      const { id } = await key(name);
      const signature = await fromKms('signature', async () => {
        const { Signature } = await client.send(
          new SignCommand({
            KeyId: keyId,
            SigningAlgorithm: 'ECDSA_SHA_256',
            MessageType: 'RAW',
            Message: toUtf8(text),
          }),
        );
        return Signature;
      });
      return { name, id, signature };
    },
  };
}

async function fromKms(what: string, ask: () => Promise<Uint8Array | undefined>): Promise<Uint8Array> {
  try {
    const answer = await ask();
    if (answer === undefined) throw new Error('KMS answered without one');
    return answer;
  } catch (cause) {
    throw new ExpungeError(
      'KEY_UNAVAILABLE',
      `KMS gives no ${what} of the log key. What is committed stays committed; nothing is added until it does. Look whether the key is enabled and the role may use it.`,
      { place: 'log key', cause },
    );
  }
}
