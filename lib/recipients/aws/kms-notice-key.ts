import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { ExpungeError } from '../../errors.ts';
import { keyIdOf, type NoticeKey } from '../sign-request.ts';

/** Signs with a KMS key of spec ECC_NIST_P256. Asks for the public key once. */
export function kmsNoticeKey(client: Pick<KMSClient, 'send'>, keyId: string): NoticeKey {
  let spki: Promise<Uint8Array> | null = null;
  const publicKey = () => {
    const asked = spki ?? fromKms(async () => (await client.send(new GetPublicKeyCommand({ KeyId: keyId }))).PublicKey);
    spki = asked;
    asked.catch(() => {
      spki = null;
    });
    return asked;
  };
  return {
    publicKey,
    async id() {
      return keyIdOf(await publicKey());
    },
    sign(bytes) {
      return fromKms(async () => {
        const how = { SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'RAW' } as const;
        return (await client.send(new SignCommand({ KeyId: keyId, ...how, Message: bytes }))).Signature;
      });
    },
  };
}

async function fromKms(ask: () => Promise<Uint8Array | undefined>): Promise<Uint8Array> {
  try {
    const answer = await ask();
    if (answer === undefined) throw new Error('KMS answered without one');
    return answer;
  } catch (cause) {
    throw new ExpungeError(
      'KEY_UNAVAILABLE',
      'KMS does not sign notices: no recipient is told over https until it does. Look whether the key is enabled and the role may use it.',
      { place: 'notice key', cause },
    );
  }
}
