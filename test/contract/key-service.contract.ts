import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  type KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, it } from 'vitest';

const bytes = (text: string) => new TextEncoder().encode(text);

export interface KeyServiceContract {
  /** Called once the suite's server is up. */
  readonly client: () => KMSClient;
}

/** What Expunge needs of KMS. Every key it makes is left behind for whoever started the service to remove. */
export function keyServiceContract({ client }: KeyServiceContract): void {
  const create = async (input: CreateKeyCommandInput = {}) => {
    const { KeyMetadata } = await client().send(new CreateKeyCommand(input));
    if (KeyMetadata?.KeyId === undefined || KeyMetadata.Arn === undefined) throw new Error('no key in the answer');
    return { ...KeyMetadata, KeyId: KeyMetadata.KeyId, Arn: KeyMetadata.Arn };
  };
  const hmacKey = () => create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const p256Key = () => create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const failure = (name: string) => expect.objectContaining({ name });

  describe('the life of a key', () => {
    it('is created enabled and described by id, ARN and alias', async () => {
      const key = await create({ Description: 'for the registry' });
      const alias = `alias/contract-${key.KeyId}`;
      await client().send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: key.KeyId }));
      expect(key.Arn).toMatch(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-f-]{36}$/);
      const aliasArn = key.Arn.replace(/key\/.*$/, alias);
      for (const KeyId of [key.KeyId, key.Arn, alias, aliasArn]) {
        const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId }));
        expect(KeyMetadata).toMatchObject({
          KeyId: key.KeyId,
          Description: 'for the registry',
          Enabled: true,
          KeyState: 'Enabled',
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeySpec: 'SYMMETRIC_DEFAULT',
          EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
        });
        expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
      }
    });

    it('lists the aliases of one key, and refuses a second of the same name', async () => {
      const key = await create();
      const AliasName = `alias/listed-${key.KeyId}`;
      await client().send(new CreateAliasCommand({ AliasName, TargetKeyId: key.KeyId }));
      const { Aliases } = await client().send(new ListAliasesCommand({ KeyId: key.KeyId }));
      expect(Aliases).toEqual([expect.objectContaining({ AliasName, TargetKeyId: key.KeyId })]);
      const again = client().send(new CreateAliasCommand({ AliasName, TargetKeyId: key.KeyId }));
      await expect(again).rejects.toEqual(failure('AlreadyExistsException'));
    });

    it('does not know a key or alias that was never made', async () => {
      const { Arn, KeyId } = await create();
      const absent = '00000000-0000-4000-8000-000000000000';
      for (const name of [absent, Arn.replace(KeyId, absent), 'alias/never-made']) {
        const described = client().send(new DescribeKeyCommand({ KeyId: name }));
        await expect(described).rejects.toEqual(failure('NotFoundException'));
      }
    });

    it('does nothing while disabled, and works again once enabled', async () => {
      const { KeyId } = await hmacKey();
      const mac = () =>
        client().send(new GenerateMacCommand({ KeyId, Message: bytes('m'), MacAlgorithm: 'HMAC_SHA_256' }));
      const before = await mac();
      await client().send(new DisableKeyCommand({ KeyId }));
      await expect(mac()).rejects.toEqual(failure('DisabledException'));
      await client().send(new EnableKeyCommand({ KeyId }));
      expect((await mac()).Mac).toEqual(before.Mac);
    });

    it('does nothing while its deletion is pending, and comes back disabled', async () => {
      const { KeyId } = await create();
      const encrypt = () => client().send(new EncryptCommand({ KeyId, Plaintext: bytes('secret') }));
      const { CiphertextBlob } = await encrypt();
      const scheduled = await client().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      expect(scheduled.DeletionDate).toBeInstanceOf(Date);
      const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false });
      await expect(encrypt()).rejects.toEqual(failure('KMSInvalidStateException'));
      const decrypted = client().send(new DecryptCommand({ CiphertextBlob }));
      await expect(decrypted).rejects.toEqual(failure('KMSInvalidStateException'));
      await client().send(new CancelKeyDeletionCommand({ KeyId }));
      await expect(encrypt()).rejects.toEqual(failure('DisabledException'));
      await client().send(new EnableKeyCommand({ KeyId }));
      await expect(encrypt()).resolves.toBeDefined();
    });

    it('refuses a waiting period of fewer than seven days', async () => {
      const { KeyId } = await create();
      const hasty = client().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 6 }));
      await expect(hasty).rejects.toEqual(failure('ValidationException'));
    });

    it('refuses a usage that does not fit the spec', async () => {
      const made = create({ KeySpec: 'HMAC_256', KeyUsage: 'ENCRYPT_DECRYPT' });
      await expect(made).rejects.toEqual(failure('ValidationException'));
    });
  });

  describe('encryption', () => {
    let KeyId: string;
    beforeAll(async () => {
      KeyId = (await create()).KeyId;
    });

    it('gives back what was encrypted, naming the key, without being told it', async () => {
      const { CiphertextBlob } = await client().send(new EncryptCommand({ KeyId, Plaintext: bytes('secret') }));
      expect(Buffer.from(CiphertextBlob ?? []).includes('secret')).toBe(false);
      const opened = await client().send(new DecryptCommand({ CiphertextBlob }));
      expect(opened.Plaintext).toEqual(bytes('secret'));
      expect(opened.KeyId).toMatch(new RegExp(`key/${KeyId}$`));
    });

    it('binds the encryption context, in any order', async () => {
      const EncryptionContext = { policy: 'p', purpose: 'registry' };
      const { CiphertextBlob } = await client().send(
        new EncryptCommand({ KeyId, Plaintext: bytes('secret'), EncryptionContext }),
      );
      const reordered = { purpose: 'registry', policy: 'p' };
      const opened = await client().send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }));
      expect(opened.Plaintext).toEqual(bytes('secret'));
      for (const wrong of [undefined, { policy: 'p' }, { policy: 'q', purpose: 'registry' }]) {
        const attempt = client().send(new DecryptCommand({ CiphertextBlob, EncryptionContext: wrong }));
        await expect(attempt).rejects.toEqual(failure('InvalidCiphertextException'));
      }
    });

    it('refuses a changed ciphertext and the wrong key', async () => {
      const { CiphertextBlob } = await client().send(new EncryptCommand({ KeyId, Plaintext: bytes('secret') }));
      const changed = Uint8Array.from(CiphertextBlob ?? []);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      const opened = client().send(new DecryptCommand({ CiphertextBlob: changed }));
      await expect(opened).rejects.toEqual(failure('InvalidCiphertextException'));
      const other = await create();
      const mistaken = client().send(new DecryptCommand({ CiphertextBlob, KeyId: other.KeyId }));
      await expect(mistaken).rejects.toEqual(failure('IncorrectKeyException'));
    });

    it('makes data keys that it can open again', async () => {
      const made = await client().send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
      expect(made.Plaintext).toHaveLength(32);
      const opened = await client().send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
      expect(opened.Plaintext).toEqual(made.Plaintext);
      const short = await client().send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 16 }));
      expect(short.Plaintext).toHaveLength(16);
    });

    it('refuses more than 4,096 bytes', async () => {
      const big = client().send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4097) }));
      await expect(big).rejects.toEqual(failure('ValidationException'));
    });

    it('is not done by a key for another use', async () => {
      const hmac = await hmacKey();
      const misused = client().send(new EncryptCommand({ KeyId: hmac.KeyId, Plaintext: bytes('secret') }));
      await expect(misused).rejects.toEqual(failure('InvalidKeyUsageException'));
      const dataKey = client().send(new GenerateDataKeyCommand({ KeyId: hmac.KeyId, KeySpec: 'AES_256' }));
      await expect(dataKey).rejects.toEqual(failure('InvalidKeyUsageException'));
    });
  });

  describe('message authentication codes', () => {
    const MacAlgorithm = 'HMAC_SHA_256';

    it('are 32 bytes, the same each time, another under another key', async () => {
      const [one, two] = [await hmacKey(), await hmacKey()];
      const mac = async (KeyId: string) =>
        (await client().send(new GenerateMacCommand({ KeyId, Message: bytes('m'), MacAlgorithm }))).Mac;
      expect(await mac(one.KeyId)).toHaveLength(32);
      expect(await mac(one.Arn)).toEqual(await mac(one.KeyId));
      expect(await mac(two.KeyId)).not.toEqual(await mac(one.KeyId));
    });

    it('verify, and only for the same message', async () => {
      const { KeyId } = await hmacKey();
      const { Mac } = await client().send(new GenerateMacCommand({ KeyId, Message: bytes('m'), MacAlgorithm }));
      const verify = (message: string) =>
        client().send(new VerifyMacCommand({ KeyId, Message: bytes(message), Mac, MacAlgorithm }));
      expect((await verify('m')).MacValid).toBe(true);
      await expect(verify('n')).rejects.toEqual(failure('KMSInvalidMacException'));
    });

    it('are not made by a key for another use', async () => {
      const { KeyId } = await create();
      const misused = client().send(new GenerateMacCommand({ KeyId, Message: bytes('m'), MacAlgorithm }));
      await expect(misused).rejects.toEqual(failure('InvalidKeyUsageException'));
    });
  });

  describe('signatures with ECDSA P-256', () => {
    const SigningAlgorithm = 'ECDSA_SHA_256';
    const message = bytes('a checkpoint');
    const digest = createHash('sha256').update(message).digest();

    it('are DER over the message or its digest, and check against the public key alone', async () => {
      const { KeyId } = await p256Key();
      const { PublicKey } = await client().send(new GetPublicKeyCommand({ KeyId }));
      const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
      expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
      for (const [Message, MessageType] of [
        [message, 'RAW'],
        [digest, 'DIGEST'],
      ] as const) {
        const { Signature = new Uint8Array() } = await client().send(
          new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }),
        );
        expect(verifySignature('sha256', message, publicKey, Signature)).toBe(true);
        for (const [Message, MessageType] of [
          [message, 'RAW'],
          [digest, 'DIGEST'],
        ] as const) {
          const verify = new VerifyCommand({ KeyId, Message, MessageType, Signature, SigningAlgorithm });
          expect((await client().send(verify)).SignatureValid).toBe(true);
        }
      }
    });

    it('fail for another message and for bytes that are no signature', async () => {
      const { KeyId } = await p256Key();
      const { Signature } = await client().send(new SignCommand({ KeyId, Message: message, SigningAlgorithm }));
      const verify = (Message: Uint8Array, Signature: Uint8Array | undefined) =>
        client().send(new VerifyCommand({ KeyId, Message, Signature, SigningAlgorithm }));
      await expect(verify(bytes('another'), Signature)).rejects.toEqual(failure('KMSInvalidSignatureException'));
      await expect(verify(message, bytes('nonsense'))).rejects.toEqual(failure('KMSInvalidSignatureException'));
    });

    it('refuse a digest of the wrong length and a key for another use', async () => {
      const { KeyId } = await p256Key();
      const Message = digest.subarray(1);
      const short = client().send(new SignCommand({ KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm }));
      await expect(short).rejects.toEqual(failure('ValidationException'));
      const other = await hmacKey();
      const misused = client().send(new SignCommand({ KeyId: other.KeyId, Message: message, SigningAlgorithm }));
      await expect(misused).rejects.toEqual(failure('InvalidKeyUsageException'));
    });
  });

  describe('signatures with Ed25519', () => {
    it('are over the raw message only, and check against the public key alone', async () => {
      const { KeyId } = await create({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
      const request = { KeyId, Message: bytes('a checkpoint'), SigningAlgorithm: 'ED25519_SHA_512' } as const;
      const { Signature = new Uint8Array() } = await client().send(new SignCommand(request));
      const { PublicKey } = await client().send(new GetPublicKeyCommand({ KeyId }));
      const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
      expect(publicKey.asymmetricKeyType).toBe('ed25519');
      expect(verifySignature(null, request.Message, publicKey, Signature)).toBe(true);
      expect((await client().send(new VerifyCommand({ ...request, Signature }))).SignatureValid).toBe(true);
      const digest = createHash('sha512').update(request.Message).digest();
      const digested = client().send(new SignCommand({ ...request, Message: digest, MessageType: 'DIGEST' }));
      await expect(digested).rejects.toEqual(failure('ValidationException'));
    });
  });
}
