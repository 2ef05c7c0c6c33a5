import { DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ExpungeError } from '../../lib/errors.ts';
import { type PlatformSecrets, parseSecrets, type SecretsOf } from '../../lib/platforms/index.ts';
import type { PlanPlatform } from '../../lib/policy/plan-platforms.ts';

/** What KMS says of a ciphertext that this key, for this app, never made. */
const NOT_OURS: ReadonlySet<string> = new Set([
  'InvalidCiphertextException',
  'IncorrectKeyException',
  'InvalidKeyUsageException',
]);

/**
 * Decrypts the secret of an app: once for as long as it is kept, and again only if that failed. The encryption context
 * binds a ciphertext to its app, so that none can be put in another's place.
 */
export function platformSecrets(kms: KMSClient, keyId: string): SecretsOf {
  const kept = new Map<string, Promise<PlatformSecrets>>();
  return (app) => {
    const name = JSON.stringify([app.platform, app.app, app.secret]);
    const known = kept.get(name);
    if (known !== undefined) return known;
    const secrets = open(app);
    kept.set(name, secrets);
    secrets.catch(() => kept.delete(name));
    return secrets;
  };

  async function open({ platform, app, secret }: PlanPlatform): Promise<PlatformSecrets> {
    if (secret === null) return parseSecrets(platform === 'cognito' ? platform : refuse(platform), '');
    const answer = await kms
      .send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: Buffer.from(secret, 'base64'),
          EncryptionContext: { platform, app },
        }),
      )
      .catch((cause: unknown) => {
        if (cause instanceof Error && NOT_OURS.has(cause.name)) refuse(platform);
        throw new ExpungeError('KEY_UNAVAILABLE', 'KMS did not decrypt the secret of a platform app.', { cause });
      });
    return parseSecrets(platform, Buffer.from(answer.Plaintext ?? []).toString('utf8'));
  }
}

function refuse(platform: string): never {
  throw new ExpungeError(
    'CONFIGURATION',
    `The secret of a ${platform} app was not encrypted under this deployment's key for that app. docs/security.md says how it is made.`,
    { place: platform },
  );
}
