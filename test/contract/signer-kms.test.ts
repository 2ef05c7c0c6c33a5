import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kmsSigner } from '../../lib/evidence/log/aws/index.ts';
import type { LocalServer } from '../../local/http/index.ts';
import { startKms } from '../../local/kms/index.ts';
import { clientConfig, place, settableClock } from './local-service.ts';
import { signerContract } from './signer.contract.ts';

describe('a signer in KMS', () => {
  let server: LocalServer;
  let client: KMSClient;
  beforeAll(async () => {
    server = await startKms({ clock: settableClock('2026-11-23T00:00:00Z'), place });
    client = new KMSClient(clientConfig(server.endpoint));
  });
  afterAll(() => server.stop());

  const createKey = async (KeySpec: 'ECC_NIST_P256' | 'ECC_NIST_EDWARDS25519' = 'ECC_NIST_P256') => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }));
    return KeyMetadata?.KeyId ?? '';
  };
  signerContract(async () => kmsSigner(client, await createKey()));

  it('says so when its key is disabled, and works again when it is not', async () => {
    const KeyId = await createKey();
    const signer = kmsSigner(client, KeyId);
    await client.send(new DisableKeyCommand({ KeyId }));
    await expect(signer.sign('log', 'text\n')).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
    await client.send(new EnableKeyCommand({ KeyId }));
    expect((await signer.sign('log', 'text\n')).signature.length).toBeGreaterThan(64);
    await client.send(new DisableKeyCommand({ KeyId }));
    await expect(signer.sign('log', 'text\n')).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  });

  it('refuses a key of another kind', async () => {
    await expect(kmsSigner(client, await createKey('ECC_NIST_EDWARDS25519')).key('log')).rejects.toMatchObject({
      code: 'KEY_INVALID',
    });
    await expect(kmsSigner(client, 'no-such-key').key('log')).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  });
});
