import { createHmac } from 'node:crypto';
import { type GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { currentEpoch, evidenceEpochs, registryReferences } from '../../functions/wiring/keys.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { testDynamoDb } from '../support/dynamodb.ts';

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

describe('evidence epochs', () => {
  it('are derived by KMS from a secret of 32 random bytes in the registry’s table', async () => {
    const { client, asked } = createKms();
    const dynamodb = await testDynamoDb();
    try {
      const table = await dynamodb.table('pk', 'sk');
      const epochs = evidenceEpochs(client, 'key-2', dynamodb.client, table);
      const again = evidenceEpochs(client, 'key-2', dynamodb.client, table);
      const [one, two] = await Promise.all([epochs.current(IN_2026), again.current(IN_2026)]);
      expect(two.reference('shop', 'li')).toEqual(one.reference('shop', 'li'));
      const secret = asked[0]?.replace('key-2 HMAC_SHA_256 expunge evidence 2026 ', '') ?? '';
      expect(Buffer.from(secret, 'base64')).toHaveLength(32);
      expect(asked[1]).toBe(asked[0]);
      await epochs.current(IN_2027);
      expect(asked[2]).not.toContain(secret);
    } finally {
      await dynamodb.stop();
    }
  });
});

describe('the current epoch', () => {
  const MINUTE = 60_000;
  const NOON = Date.parse('2026-11-23T12:00:00Z');

  function createEpochs(failures = 0) {
    const asked: number[] = [];
    let left = failures;
    const epochs = {
      current: async (now: number) => {
        asked.push(now);
        if (left-- > 0) throw new Error('KMS is away');
        return createEpochKey(String(asked.length), Buffer.from('key'));
      },
    };
    return { asked, current: currentEpoch(epochs) };
  }

  it('is asked for once, also when several want it at the same time', async () => {
    const { asked, current } = createEpochs();
    const keys = await Promise.all([current(NOON), current(NOON), current(NOON + MINUTE)]);
    expect(new Set(keys).size).toBe(1);
    expect(asked).toEqual([NOON]);
  });

  it('is kept for five minutes and no longer, however often it is used', async () => {
    const { asked, current } = createEpochs();
    for (let minute = 0; minute <= 10; minute++) await current(NOON + minute * MINUTE);
    expect(asked).toEqual([NOON, NOON + 5 * MINUTE, NOON + 10 * MINUTE]);
  });

  it('is asked for again at New Year, and when the clock went back', async () => {
    const { asked, current } = createEpochs();
    await current(IN_2026);
    await current(IN_2027);
    await current(IN_2027 + 1);
    await current(IN_2026);
    await current(IN_2026 - MINUTE);
    expect(asked).toEqual([IN_2026, IN_2027, IN_2026, IN_2026 - MINUTE]);
  });

  it('is asked for again after a failure, and a late one takes no fresh key away', async () => {
    const { asked, current } = createEpochs(1);
    await expect(current(NOON)).rejects.toThrow('away');
    expect((await current(NOON)).id).toBe('2');
    expect(asked).toHaveLength(2);

    let fail = (_: Error) => {};
    let calls = 0;
    const slow = currentEpoch({
      current: () =>
        ++calls === 1
          ? new Promise((_, reject) => (fail = reject))
          : Promise.resolve(createEpochKey('2027', Buffer.from('key'))),
    });
    const late = slow(IN_2026);
    await slow(IN_2027);
    fail(new Error('KMS is away'));
    await expect(late).rejects.toThrow('away');
    await slow(IN_2027);
    expect(calls).toBe(2);
  });
});
