import { createHmac } from 'node:crypto';
import { type GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { evidenceReferences, registryReferences } from '../../functions/wiring/keys.ts';

const IN_2026 = Date.parse('2026-12-31T23:59:59Z');
const IN_2027 = Date.parse('2027-01-01T00:00:00Z');

/** KMS with a key it keeps, which fails as often as told. */
function createKms(failures = 0) {
  const asked: string[] = [];
  const client = new KMSClient({ region: 'cn-north-1' });
  let left = failures;
  Object.assign(client, {
    send: async ({ input }: GenerateMacCommand) => {
      const purpose = Buffer.from(input.Message ?? []).toString();
      asked.push(`${input.KeyId} ${input.MacAlgorithm} ${purpose}`);
      if (left-- > 0) throw new Error('KMS is away');
      return { Mac: new Uint8Array(createHmac('sha256', 'kept in KMS').update(purpose).digest()) };
    },
  });
  return { client, asked };
}

describe('registry references', () => {
  it('ask KMS once per cold start, also when several want them at the same time', async () => {
    const { client, asked } = createKms();
    const references = registryReferences(client, 'key-1');
    expect(asked, 'not before the first use').toEqual([]);
    const [one, two] = await Promise.all([references(), references()]);
    expect((await references()).subject('shop', 'li')).toBe(one.subject('shop', 'li'));
    expect(two).toBe(one);
    expect(asked).toEqual(['key-1 HMAC_SHA_256 expunge registry reference']);
  });

  it('are the same after every cold start', async () => {
    const names = await Promise.all(
      [1, 2].map(async () => (await registryReferences(createKms().client, 'key-1')()).subject('shop', 'li')),
    );
    expect(names[0]).toBe(names[1]);
  });

  it('are refused where KMS answers without a MAC: no reference may come from an empty key', async () => {
    const { client } = createKms();
    Object.assign(client, { send: async () => ({}) });
    await expect(registryReferences(client, 'key-1')()).rejects.toThrow('without a MAC');
  });

  it('ask again after a failure, and only then', async () => {
    const { client, asked } = createKms(2);
    const references = registryReferences(client, 'key-1');
    await expect(references()).rejects.toThrow('away');
    await expect(references()).rejects.toThrow('away');
    await references();
    await references();
    expect(asked).toHaveLength(3);
  });
});

describe('evidence references', () => {
  it('have one key a year, and ask KMS once for each', async () => {
    const { client, asked } = createKms();
    const references = evidenceReferences(client, 'key-2');
    const old = (await references(IN_2026))('shop', 'li');
    await references(IN_2026 - 1);
    const fresh = (await references(IN_2027))('shop', 'li');
    expect(asked).toEqual(['key-2 HMAC_SHA_256 expunge evidence 2026', 'key-2 HMAC_SHA_256 expunge evidence 2027']);
    expect([old.epoch, fresh.epoch]).toEqual(['2026', '2027']);
    expect(fresh.ref).not.toBe(old.ref);
    expect(fresh.ref).not.toBe((await registryReferences(client, 'key-2')()).subject('shop', 'li'));
  });

  it('keep the new year’s key when the old year’s answer fails late', async () => {
    const { client, asked } = createKms();
    let fail = (_: Error) => {};
    const { send } = client as unknown as { send: (command: GenerateMacCommand) => Promise<unknown> };
    let calls = 0;
    Object.assign(client, {
      send: (command: GenerateMacCommand) => {
        const answer = send(command);
        return ++calls === 1 ? new Promise((_, reject) => (fail = reject)) : answer;
      },
    });
    const references = evidenceReferences(client, 'key-2');
    const late = references(IN_2026);
    await references(IN_2027);
    fail(new Error('KMS is away'));
    await expect(late).rejects.toThrow('away');
    await references(IN_2027);
    expect(asked).toHaveLength(2);
  });
});
