import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import type { Notice } from '../../lib/platforms/index.ts';
import { worldWith } from '../cli/world.ts';
import { sample, signed, wechatApp } from '../platforms/support.ts';
import { fiveAppsFiles } from '../policy/platforms-files.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const DAY = 24 * 3600 * 1000;
const TABLE = 'five-apps-wechat-users';
const SECRET = '{"token":"AAAAA"}';

const folder = mkdtempSync(join(tmpdir(), 'expunge-platforms-'));
let deployed: Deployed;

beforeAll(async () => {
  const apps = `  - { platform: wechat, app: ${wechatApp.app}, policy: wechat-miniprogram, secret: { kmsCiphertext: AAAA } }\n`;
  const cognito = '  - { platform: cognito, app: cn-north-1_WeiDanDan, policy: weidandan }\n';
  const inventory = join(folder, 'inventory.yaml');
  writeFileSync(inventory, `${fiveAppsFiles().inventory.text}\nplatforms:\n${apps}${cognito}`);
  deployed = await deploy({ inventory });
  await putSecretInPlace();
}, 240_000);
afterAll(async () => {
  await deployed?.remove();
  rmSync(folder, { recursive: true });
});

/** Encrypts the app's secret under the deployment's own key, as its operator would, and deploys it. */
async function putSecretInPlace(): Promise<void> {
  const { CiphertextBlob = new Uint8Array() } = await deployed.runtime.clients.kms().send(
    new EncryptCommand({
      KeyId: deployed.named('PlatformKey', 'AWS::KMS::Key'),
      Plaintext: Buffer.from(SECRET),
      EncryptionContext: { platform: 'wechat', app: wechatApp.app },
    }),
  );
  const assets = readdirSync(deployed.assembly, { recursive: true, encoding: 'utf8' });
  for (const name of assets.filter((path) => path.endsWith('plan.json'))) {
    const path = join(deployed.assembly, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"AAAA"', JSON.stringify(Buffer.from(CiphertextBlob).toString('base64'))));
  }
}

const now = () => deployed.runtime.clock.now();
const database = () => deployed.runtime.clients.dynamodb();

async function store(openid: string): Promise<void> {
  const Item = marshall({
    openid,
    created_at: new Date(now() - DAY).toISOString(),
    phone: '13800000001',
    nickname: 'li',
  });
  await database().send(new PutItemCommand({ TableName: TABLE, Item }));
  await deployed.runtime.settle();
}

async function fieldsOf(openid: string): Promise<readonly string[]> {
  const { Item } = await database().send(
    new GetItemCommand({ TableName: TABLE, Key: marshall({ openid }), ConsistentRead: true }),
  );
  return Object.keys(Item === undefined ? {} : unmarshall(Item)).sort();
}

async function put(DetailType: string, detail: object): Promise<void> {
  const entry = { EventBusName: 'expunge', Source: 'endpoint', DetailType, Detail: JSON.stringify(detail) };
  await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries: [entry] }));
  await deployed.runtime.settle();
}

const handOn = ({ policy: _, receivedAt: _at, ...notice }: Notice) =>
  put('PlatformNotice', { ...notice, receivedAt: new Date(now()).toISOString() });

const revoke = (openid: string, codes: string) =>
  signed(
    'wechat',
    `{"AppID":"${wechatApp.app}"," OpenID":"${openid}","CreateTime":${Math.floor(now() / 1000)},"MsgType":"event","Event":"user_authorization_revoke"," RevokeInfo":"${codes}",}`,
  );

async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}

async function list(date: string, ...openids: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
  });
  const file = join(folder, 'list.csv');
  writeFileSync(file, openids.map((openid) => `${openid},8\n`).join(''));
  const argv = ['platform', 'list', file, '--platform', 'wechat', '--app', wechatApp.app, '--date', date, '--json'];
  const { status, stdout } = await run(argv, world);
  return { status, data: JSON.parse(stdout) };
}

async function lettersNow(): Promise<readonly string[]> {
  const QueueUrl = deployed.named('DeadLetters', 'AWS::SQS::Queue');
  const { Messages = [] } = await deployed.runtime.clients
    .sqs()
    .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
  return Messages.map(({ Body = '' }) => Body);
}

const beijing = (instant: number) => new Date(instant + 8 * 3600_000).toISOString().slice(0, 10);
const PUSHED = 'oPushedUser0000000000000000a';
const LISTED = 'oListedUser0000000000000000b';

describe('what a platform says of a user', () => {
  it('erases what the user took back and nothing else, told by push, by list, or by both [B-11, R-06, R-29]', {
    timeout: 240_000,
  }, async () => {
    for (const openid of [PUSHED, LISTED]) await store(openid);
    await handOn(revoke(PUSHED, '8'));
    const today = beijing(now());
    expect(await list(today, PUSHED, LISTED)).toMatchObject({ status: 0, data: { users: 2, opened: 1, known: 1 } });
    await deployed.runtime.settle();
    await letWork();
    for (const openid of [PUSHED, LISTED]) expect(await fieldsOf(openid)).not.toContain('phone');
    expect(await fieldsOf(PUSHED)).toContain('nickname');
    expect(await list(today, PUSHED, LISTED)).toMatchObject({ data: { opened: 0, known: 2 } });
    expect(await lettersNow()).toEqual([]);
  });

  it('is parked where it was forged, and erases nothing', { timeout: 120_000 }, async () => {
    await store('oForgedUser0000000000000000c');
    const forged = revoke('oForgedUser0000000000000000c', '8');
    await handOn({ ...forged, query: { ...forged.query, signature: '0'.repeat(40) } });
    await letWork();
    expect(await fieldsOf('oForgedUser0000000000000000c')).toContain('phone');
    const letters = await lettersNow();
    expect(letters).toEqual([expect.stringContaining('"code":"PLATFORM_SIGNATURE_INVALID"')]);
    expect([...letters, ...deployed.lines].join('\n')).not.toMatch(/oForged|oPushed|oListed|AAAAA/);
  });

  it('closes the account of a user whom Cognito deleted', { timeout: 120_000 }, async () => {
    const { detail } = JSON.parse(sample('cognito-delete-user.json')) as { detail: { additionalEventData: object } };
    const sub = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE33333';
    const Item = marshall({ user_id: sub, registered_at: new Date(now() - DAY).toISOString(), phone: '13800000002' });
    await database().send(new PutItemCommand({ TableName: 'five-apps-weidandan-accounts', Item }));
    await deployed.runtime.settle();
    const body = JSON.stringify({ ...detail, additionalEventData: { sub } });
    await put('PlatformNotice', { platform: 'cognito', receivedAt: new Date(now()).toISOString(), body });
    await letWork();
    const Key = marshall({ user_id: sub });
    const found = await database().send(
      new GetItemCommand({ TableName: 'five-apps-weidandan-accounts', Key, ConsistentRead: true }),
    );
    expect(found.Item).toBeUndefined();
  });
});
