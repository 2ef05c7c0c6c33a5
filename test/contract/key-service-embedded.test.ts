import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalServer } from '../../local/http/index.ts';
import { startKms } from '../../local/kms/index.ts';
import { keyServiceContract } from './key-service.contract.ts';
import { clientConfig, place, settableClock } from './local-service.ts';

describe('KMS, embedded', () => {
  const clock = settableClock('2026-11-23T00:00:00Z');
  let server: LocalServer;
  let client: KMSClient;
  beforeAll(async () => {
    server = await startKms({ clock, place });
    client = new KMSClient(clientConfig(server.endpoint));
  });
  afterAll(() => server.stop());

  keyServiceContract({ client: () => client });

  it('names its keys in the place it was given', async () => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    expect(KeyMetadata?.Arn).toBe(`arn:aws-cn:kms:cn-north-1:000000000000:key/${KeyMetadata?.KeyId}`);
  });

  it('does not find a key by the ARN of another region', async () => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn?.replace('cn-north-1', 'cn-north-9');
    await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('destroys a key and its alias when the waiting period has ended', async () => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId;
    await client.send(new CreateAliasCommand({ AliasName: 'alias/doomed', TargetKeyId: KeyId }));
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    clock.set('2026-11-29T23:59:59Z');
    await expect(client.send(new DescribeKeyCommand({ KeyId }))).resolves.toBeDefined();
    clock.set('2026-11-30T00:00:00Z');
    await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'NotFoundException' });
    const { Aliases = [] } = await client.send(new ListAliasesCommand({}));
    expect(Aliases.map((alias) => alias.AliasName)).not.toContain('alias/doomed');
  });

  it('keeps its keys in the file it was given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'expunge-kms-'));
    const path = join(directory, 'keys.sqlite');
    const first = await startKms({ clock, place, path });
    const before = new KMSClient(clientConfig(first.endpoint));
    const { KeyMetadata } = await before.send(new CreateKeyCommand({}));
    await before.send(new CreateAliasCommand({ AliasName: 'alias/data', TargetKeyId: KeyMetadata?.KeyId }));
    const Plaintext = new TextEncoder().encode('secret');
    const { CiphertextBlob } = await before.send(new EncryptCommand({ KeyId: 'alias/data', Plaintext }));
    await first.stop();

    const second = await startKms({ clock, place, path });
    const after = new KMSClient(clientConfig(second.endpoint));
    const opened = await after.send(new DecryptCommand({ CiphertextBlob, KeyId: 'alias/data' }));
    expect(opened.Plaintext).toEqual(Plaintext);
    await second.stop();
    await rm(directory, { recursive: true });
  });

  it('refuses a parameter it does not implement instead of ignoring it', async () => {
    const made = client.send(new CreateKeyCommand({ Policy: '{}' }));
    await expect(made).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Policy'),
    });
  });
});
