import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/adapt/handler.ts';
import { platformSecrets } from '../../functions/adapt/platform-secrets.ts';
import { triggerBus } from '../../functions/adapt/trigger-bus.ts';
import type { Notice, PlatformTrigger } from '../../lib/platforms/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { planWith, SECRETS, sample, signed, wechatApp } from '../platforms/support.ts';
import { batchOf, busEvent, clock, codes, createWatch, message, referencer } from './messages.ts';

const LI = 'oaKk343WOktAaT2ygsX138BGblrg';

function createDesk() {
  const watch = createWatch();
  const told: PlatformTrigger[] = [];
  const deps = {
    ...watch,
    plan: planWith(),
    registry: memoryRegistry({ shards: 1 }),
    references: async () => referencer,
    secretsOf: async ({ platform }: { platform: keyof typeof SECRETS }) => SECRETS[platform],
    tell: async (triggers: readonly PlatformTrigger[]) => void told.push(...triggers),
    clock,
  };
  return { ...watch, told, deps, handle: createHandler(deps) };
}

const brought = ({ receivedAt, policy: _, ...notice }: Notice, id = '1', receiveCount = 1) =>
  message(busEvent('PlatformNotice', { ...notice, receivedAt: new Date(receivedAt).toISOString() }), id, receiveCount);

const tiktok = signed('tiktok', sample('tiktok.json'));
const revoke = (RevokeInfo: string) =>
  signed(
    'wechat',
    JSON.stringify({
      AppID: wechatApp.app,
      OpenID: LI,
      CreateTime: 1627359464,
      Event: 'user_authorization_revoke',
      RevokeInfo,
    }),
  );

describe('the adapt function', () => {
  it('puts a trigger on the bus for each notice, and for each deletion that CloudTrail saw', async () => {
    const desk = createDesk();
    const batch = batchOf(brought(tiktok), message(sample('cognito-delete-user.json'), '2'));
    expect(await desk.handle(batch)).toEqual({ batchItemFailures: [] });
    expect(desk.told.map(({ type }) => type)).toEqual(['PermissionRevoked', 'AccountClosed']);
    expect(desk.counts.get('PlatformTriggers')).toBe(2);
  });

  it('parks what nobody signed, with nothing of it in the letter', async () => {
    const desk = createDesk();
    await desk.handle(batchOf(brought({ ...tiktok, body: tiktok.body.replace('1 }', '2 }') }), brought(tiktok, '2')));
    expect(desk.letters).toMatchObject([{ code: 'PLATFORM_SIGNATURE_INVALID', place: 'tiktok' }]);
    expect(JSON.stringify([desk.letters, desk.faults])).not.toMatch(/act\.example|bwo2m/);
    expect(desk.told).toHaveLength(1);
  });

  it('asks for what it can, and parks the notice for the rest', async () => {
    const desk = createDesk();
    expect(await desk.handle(batchOf(brought(revoke('8,16'))))).toEqual({ batchItemFailures: [] });
    expect(desk.told.map(({ detail }) => detail.categories)).toEqual([['phone']]);
    expect(codes(desk.letters)).toEqual(['EVENT_UNKNOWN_SCOPE']);
  });

  it('counts what asks for nothing, and is done with it', async () => {
    const desk = createDesk();
    const modified = { ...revoke('1'), body: revoke('1').body.replace('authorization_revoke', 'info_modified') };
    await desk.handle(batchOf(brought(modified)));
    expect([desk.told, desk.letters, desk.counts.get('PlatformNoted')]).toEqual([[], [], 1]);
  });

  it('has a notice delivered again while the bus or the key fails', async () => {
    const desk = createDesk();
    const failing = createHandler({ ...desk.deps, tell: () => Promise.reject(new Error('bus')) });
    expect(await failing(batchOf(brought(tiktok)))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    const locked = createHandler({ ...desk.deps, secretsOf: () => Promise.reject(new Error('KMS')) });
    expect(await locked(batchOf(brought(tiktok)))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await locked(batchOf(brought(tiktok, '1', 4)))).toEqual({ batchItemFailures: [] });
    expect(codes(desk.letters)).toEqual(['GIVEN_UP']);
  });

  it('takes a day’s list when it is asked to', async () => {
    const desk = createDesk();
    const order = {
      command: 'platform list',
      platform: 'wechat',
      app: wechatApp.app,
      date: '2026-03-01',
      revocations: [{ subject: LI, codes: ['8'] }],
    };
    expect(await desk.handle(order)).toEqual({ opened: 1, known: 0, refused: [] });
    for (const bad of [
      { ...order, command: 'hold list' },
      { ...order, revocations: [] },
      { ...order, more: LI },
    ]) {
      await expect(desk.handle(bad)).rejects.toMatchObject({ code: 'USAGE', message: expect.not.stringContaining(LI) });
    }
  });
});

describe('the secret of an app', () => {
  const app = { ...wechatApp, secret: Buffer.from('cipher').toString('base64') };
  const kms = (answer: () => unknown) => {
    const asked: object[] = [];
    const send = async ({ input }: { input: object }) => {
      asked.push(input);
      return answer();
    };
    return { asked, client: { send } as never };
  };

  it('is decrypted once, for that app alone', async () => {
    const plain = Buffer.from('{"token":"AAAAA"}');
    const { asked, client } = kms(() => ({ Plaintext: plain }));
    const secretsOf = platformSecrets(client, 'key');
    const secrets = { platform: 'wechat', secrets: [{ token: 'AAAAA', encodingAesKey: null }] };
    expect(await secretsOf(app)).toEqual(secrets);
    expect(await secretsOf(app)).toEqual(secrets);
    expect(asked).toMatchObject([{ KeyId: 'key', EncryptionContext: { platform: 'wechat', app: app.app } }]);
  });

  it.each([
    [
      'another key made it',
      () => Promise.reject(Object.assign(new Error(), { name: 'InvalidCiphertextException' })),
      'CONFIGURATION',
    ],
    ['KMS does not answer', () => Promise.reject(new Error('busy')), 'KEY_UNAVAILABLE'],
    ['it is no JSON', () => ({ Plaintext: Buffer.from('AAAAA') }), 'CONFIGURATION'],
    ['it is another platform’s', () => ({ Plaintext: Buffer.from('{"appSecret":"AAAAA"}') }), 'CONFIGURATION'],
    [
      'its key has no 43 characters',
      () => ({ Plaintext: Buffer.from('{"token":"AAAAA","encodingAesKey":"A"}') }),
      'CONFIGURATION',
    ],
  ])('is refused where %s, without a word of it, and asked for again', async (_, answer, code) => {
    const { asked, client } = kms(answer);
    const secretsOf = platformSecrets(client, 'key');
    for (const _again of [1, 2]) {
      const error = await secretsOf(app).catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ code, message: expect.not.stringContaining('AAAAA') });
    }
    expect(asked).toHaveLength(2);
  });

  it('of Cognito is none', async () => {
    const { asked, client } = kms(() => ({}));
    expect(await platformSecrets(client, 'key')({ ...app, platform: 'cognito', secret: null })).toEqual({
      platform: 'cognito',
    });
    expect(asked).toEqual([]);
  });
});

describe('the bus for triggers', () => {
  it('takes ten at a time, and says when it took fewer', async () => {
    const trigger = { type: 'AccountClosed', detail: { id: '1' } } as never as PlatformTrigger;
    const sizes: number[] = [];
    let failed = 0;
    const send = async ({ input }: { input: { Entries: object[] } }) => {
      sizes.push(input.Entries.length);
      return { FailedEntryCount: failed };
    };
    const tell = triggerBus({ send } as never, 'expunge');
    await tell(Array(23).fill(trigger));
    expect(sizes).toEqual([10, 10, 3]);
    failed = 1;
    await expect(tell([trigger])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
