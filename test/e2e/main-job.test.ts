import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { isStatement } from '../../lib/evidence/evidence.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import { kmsSigner } from '../../lib/evidence/log/aws/index.ts';
import { formatVkey } from '../../lib/evidence/log/note-key.ts';
import { parseSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { worldWith } from '../cli/world.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const DAY = 24 * 3600 * 1000;
const HOUR = 3600 * 1000;

const plan = fiveAppsPlan();
let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const daysAgo = (days: number) => new Date(now() - days * DAY).toISOString();
const database = () => deployed.runtime.clients.dynamodb();
const objects = () => deployed.runtime.clients.s3();
const queues = () => deployed.runtime.clients.sqs();

const put = (table: string, item: Record<string, unknown>) =>
  database().send(new PutItemCommand({ TableName: `five-apps-${table}`, Item: marshall(item) }));
const get = async (table: string, key: Record<string, unknown>) => {
  const { Item } = await database().send(
    new GetItemCommand({ TableName: `five-apps-${table}`, Key: marshall(key), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
};
const scanRegistry = async () => {
  const TableName = deployed.named('Registry/Table', 'AWS::DynamoDB::Table');
  return ((await database().send(new ScanCommand({ TableName }))).Items ?? []).map((item) => unmarshall(item));
};
const say = (type: string, detail: unknown) =>
  deployed.runtime.clients.eventbridge().send(
    new PutEventsCommand({
      Entries: [{ EventBusName: 'expunge', Source: 'app', DetailType: type, Detail: JSON.stringify(detail) }],
    }),
  );
const casesOf =
  (policy: string) =>
  (items: Awaited<ReturnType<typeof scanRegistry>>): typeof items =>
    items.filter((item) => item.sk === 'CASE' && item.policy === policy);
/** Of everything that has to be proven before an account is closed. */
const proofsOf = (policy: string) =>
  Object.fromEntries((plan.policies[policy]?.triggers.AccountClosed?.gates ?? []).map(({ id }) => [id, 'ticket 1']));
const close = (policy: string, subject: string, more: Record<string, unknown> = {}) =>
  say('AccountClosed', {
    id: `closure of ${subject}`,
    policy,
    subject,
    receivedAt: new Date(now()).toISOString(),
    preconditions: proofsOf(policy),
    ...more,
  });

async function receipts(): Promise<Receipt[]> {
  const Bucket = deployed.named('Storage/Evidence', 'AWS::S3::Bucket');
  const { Contents = [] } = await objects().send(new ListObjectsV2Command({ Bucket, Prefix: 'receipts/' }));
  const sealed = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await objects().send(new GetObjectCommand({ Bucket, Key }));
      return parseSealed((await Body?.transformToByteArray()) ?? new Uint8Array(0));
    }),
  );
  return sealed.flatMap(({ receipts: all }) => all.map(({ receipt }) => receipt)).filter((one) => !isStatement(one));
}

async function deadLetters(): Promise<{ code: string; message: string; place: string | null; kept: string }[]> {
  const QueueUrl = deployed.named('Queues/DeadLetters', 'AWS::SQS::Queue');
  const letters = [];
  for (;;) {
    const { Messages = [] } = await queues().send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return letters;
    letters.push(...Messages.map((message) => JSON.parse(message.Body ?? '')));
  }
}

/** The command line against the functions, as their bundles run. */
async function cli(input: string, ...argv: string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}

/** The verifier key of each year's log, as an operator would publish it. */
async function publishedKeys(): Promise<string[]> {
  const Bucket = deployed.named('Storage/Log', 'AWS::S3::Bucket');
  const { Contents = [] } = await objects().send(new ListObjectsV2Command({ Bucket }));
  const checkpoints = Contents.flatMap(({ Key = '' }) => (Key.endsWith('/checkpoint') ? [Key] : []));
  const signer = kmsSigner(deployed.runtime.clients.kms(), deployed.named('Keys/LogKey', 'AWS::KMS::Key'));
  return Promise.all(checkpoints.map(async (key) => formatVkey(await signer.key(key.replace(/\/checkpoint$/, '')))));
}

/** The id of the one case that a policy has had. */
async function caseOf(policy: string): Promise<string> {
  const cases = (await scanRegistry()).filter((item) => item.sk === 'CASE' && item.policy === policy);
  expect(cases).toHaveLength(1);
  return String(cases[0]?.pk).slice('C#'.length);
}

/** Long enough for `find-due`, for an index to settle, and for the second look before a subject is forgotten. */
async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 16, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}

describe('time passes', () => {
  it('deletes what has reached its period, in every kind of store, and nothing else', {
    timeout: 120_000,
  }, async () => {
    // 180 days, partition key
    await put('wechat-users', { openid: 'old', created_at: daysAgo(179.5), phone: '13800000001' });
    await put('wechat-users', { openid: 'young', created_at: daysAgo(100), phone: '13800000002' });
    // 30 days after the ticket was closed, found by locator
    await put('tiktok-tickets', {
      ticket_id: 'T1',
      player_id: 'asks',
      opened_at: daysAgo(40),
      closed_at: daysAgo(29.5),
      message: 'x',
    });
    await put('tiktok-tickets', { ticket_id: 'T2', player_id: 'asks', opened_at: daysAgo(40), message: 'still open' });
    // 90 days, found by index, anonymised
    await put('tiktok-behaviour', { event_id: 'E1', player_id: 'plays', occurred_at: daysAgo(89.5), level: 7 });
    await put('tiktok-behaviour', { event_id: 'E2', player_id: 'plays', occurred_at: daysAgo(10), level: 8 });
    await deployed.runtime.settle();
    await letWork();
    // A window of a day before the period ends, half of it for being on time: gone by the day itself.
    await deployed.runtime.moveClock(now() + 11 * HOUR);
    await letWork();

    expect(await get('wechat-users', { openid: 'old' })).toBeUndefined();
    expect(await get('wechat-users', { openid: 'young' })).toMatchObject({ phone: '13800000002' });
    expect(await get('tiktok-tickets', { ticket_id: 'T1' })).toBeUndefined();
    expect(await get('tiktok-tickets', { ticket_id: 'T2' })).toMatchObject({ message: 'still open' });
    const anonymised = await get('tiktok-behaviour', { event_id: 'E1' });
    expect(anonymised).toMatchObject({ level: 7 });
    expect(anonymised).not.toHaveProperty('player_id');
    expect(await get('tiktok-behaviour', { event_id: 'E2' })).toMatchObject({ player_id: 'plays' });

    const proofs = await receipts();
    expect(
      proofs.filter((proof) => proof.outcome === 'erased').map((proof) => [proof.dataset, proof.action, proof.records]),
    ).toEqual(
      expect.arrayContaining([
        ['wechat-users', 'delete', 1],
        ['tiktok-tickets', 'delete', 1],
        ['tiktok-behaviour', 'anonymise', 1],
      ]),
    );
    for (const proof of proofs) expect(proof.due === null || proof.verifiedAt <= proof.due).toBe(true);
  });

  it('deletes every version and delete marker of an object', { timeout: 120_000 }, async () => {
    const Bucket = 'five-apps-uploads';
    await objects().send(new PutObjectCommand({ Bucket, Key: 'wechat/uploads/a.png', Body: 'first' }));
    await objects().send(new PutObjectCommand({ Bucket, Key: 'wechat/uploads/a.png', Body: 'second' }));
    await objects().send(new DeleteObjectCommand({ Bucket, Key: 'wechat/uploads/a.png' }));
    await objects().send(new PutObjectCommand({ Bucket, Key: 'wechat/uploads/截图 &+.png', Body: 'third' }));
    await deployed.runtime.settle();
    await deployed.runtime.moveClock(now() + 179.5 * DAY);
    await letWork();
    const left = await objects().send(new ListObjectVersionsCommand({ Bucket, Prefix: 'wechat/uploads/' }));
    expect([...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])]).toEqual([]);
  });
});

describe('an account is closed', () => {
  it('erases what may go, restricts what a floor protects, and lets it go on its day', {
    timeout: 180_000,
  }, async () => {
    await put('shop-merchants', { merchant_id: 'shop', opened_at: daysAgo(1000), legal_name: '王小明' });
    await put('shop-orders', {
      order_id: 'O-old',
      merchant_id: 'shop',
      created_at: daysAgo(1090),
      completed_at: daysAgo(1085),
    });
    await put('shop-orders', {
      order_id: 'O-new',
      merchant_id: 'shop',
      created_at: daysAgo(20),
      completed_at: daysAgo(10),
    });
    await put('shop-service-logs', {
      merchant_id: 'shop',
      log_id: 'L',
      logged_at: daysAgo(100),
      imei: '860000000000001',
    });
    await deployed.runtime.settle();
    await close('kuaishou-shop', 'shop');
    await deployed.runtime.settle();
    await letWork();

    expect(await get('shop-merchants', { merchant_id: 'shop' })).toBeUndefined();
    expect(await get('shop-orders', { order_id: 'O-new' })).toMatchObject({ merchant_id: 'shop' });
    const registry = await scanRegistry();
    const restricted = registry.filter((item) => item.state === 'restricted' && item.sk.startsWith('TAG#'));
    expect(restricted.map((item) => item.sk).sort()).toEqual([
      'TAG#shop-orders#orders',
      'TAG#shop-service-logs#service-logs',
    ]);
    for (const tag of restricted) expect(tag.until).toBeGreaterThan(now());
    const refused = await cli('', 'certificate', await caseOf('kuaishou-shop'));
    expect(refused).toMatchObject({ status: 1, data: { state: 'restricted', issued: [] } });
    expect(refused.data.refusal.reasons).toMatchObject([
      { kind: 'restriction', what: 'shop-orders#orders' },
      { kind: 'restriction', what: 'shop-service-logs#service-logs' },
    ]);
    expect(registry.filter((item) => item.sk === 'CASE' && item.policy === 'kuaishou-shop')).toMatchObject([
      { state: 'restricted' },
    ]);

    // The last order was completed ten days before: three years, to the end of the day.
    await deployed.runtime.moveClock(now() + 3 * 366 * DAY);
    await letWork();
    await letWork();
    expect(await get('shop-orders', { order_id: 'O-new' })).not.toHaveProperty('merchant_id');
    const later = await scanRegistry();
    expect(later.filter((item) => item.sk === 'CASE' && item.policy === 'kuaishou-shop')).toMatchObject([
      { state: 'completed' },
    ]);
    // A tombstone: nothing in Expunge names the subject any more.
    expect(JSON.stringify(later)).not.toContain('"shop"');
  });

  it('leads to one certificate after the other, which its subject can check', { timeout: 180_000 }, async () => {
    await put('open-developers', { developer_id: 'developer', registered_at: daysAgo(300), nickname: '小明' });
    await deployed.runtime.settle();
    await close('kuaishou-open-platform', 'developer');
    await deployed.runtime.settle();
    await letWork();
    await letWork();
    const id = await caseOf('kuaishou-open-platform');
    const stages = async () => {
      const { data } = await cli('', 'certificate', id);
      return [data.issued.map((one: { stage: string }) => one.stage), data.next?.stage ?? null];
    };
    expect(await stages()).toEqual([['erased', 'beyond-use'], 'final']);
    // the last copy of a table goes with its point-in-time recovery, after 35 days
    await deployed.runtime.moveClock(now() + 34 * DAY);
    await letWork();
    expect(await stages()).toEqual([['erased', 'beyond-use'], 'final']);
    await deployed.runtime.moveClock(now() + 2 * DAY);
    await letWork();
    expect(await stages()).toEqual([['erased', 'beyond-use', 'final'], null]);

    const folder = mkdtempSync(join(tmpdir(), 'expunge-certificate-'));
    const Bucket = deployed.named('Storage/Evidence', 'AWS::S3::Bucket');
    const vkeys = join(folder, 'log.vkey');
    try {
      writeFileSync(vkeys, (await publishedKeys()).join('\n'));
      for (const { json, page } of (await cli('', 'certificate', id)).data.issued) {
        for (const Key of [json, page]) {
          const { Body } = await objects().send(new GetObjectCommand({ Bucket, Key }));
          const text = (await Body?.transformToString()) ?? '';
          const file = join(folder, Key.split('/').at(-1));
          writeFileSync(file, text);
          const verify = (subject: string) =>
            cli('', 'verify', 'certificate', file, '--key', vkeys, '--subject', subject);
          expect(await verify('developer')).toMatchObject({ status: 0, data: { ok: true } });
          expect(await verify('another')).toMatchObject({ status: 1, data: { problems: [{ where: 'subject' }] } });
          expect(text).not.toMatch(/"developer"|小明/);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('erases at once what is written for it afterwards', { timeout: 120_000 }, async () => {
    await put('tiktok-players', { player_id: 'gone', created_at: daysAgo(10), nickname: '小明' });
    await deployed.runtime.settle();
    await close('tiktok-miniprogram', 'gone');
    await deployed.runtime.settle();
    await letWork();
    await put('tiktok-players', { player_id: 'gone', created_at: new Date(now()).toISOString(), nickname: '小明' });
    await deployed.runtime.settle();
    await letWork();
    expect(await get('tiktok-players', { player_id: 'gone' })).toBeUndefined();

    // Who it is stays known while a recipient has not said that it erased too, and is looked at daily.
    for (const { pk, recipients } of await scanRegistry().then(casesOf('tiktok-miniprogram'))) {
      for (const recipient of Object.keys(recipients)) {
        await say('RecipientConfirmed', { id: 'r', case: pk.slice(2), recipient, confirmedAt: daysAgo(0) });
      }
    }
    await deployed.runtime.settle();
    await deployed.runtime.moveClock(now() + DAY + HOUR);
    await letWork();
    expect((await scanRegistry()).filter((item) => item.id === 'gone')).toEqual([]);
  });

  it('is one case, however often it is told', { timeout: 120_000 }, async () => {
    const before = (await scanRegistry()).filter((item) => item.sk === 'CASE').length;
    for (let times = 0; times < 3; times++)
      await close('tiktok-miniprogram', 'told thrice', { receivedAt: daysAgo(0.1) });
    await deployed.runtime.settle();
    await letWork();
    const cases = (await scanRegistry()).filter((item) => item.sk === 'CASE');
    expect(cases.length).toBe(before + 1);
    const count = (await receipts()).length;
    await close('tiktok-miniprogram', 'told thrice', { receivedAt: daysAgo(0.1) });
    await deployed.runtime.settle();
    await letWork();
    expect((await scanRegistry()).filter((item) => item.sk === 'CASE').length).toBe(before + 1);
    expect((await receipts()).length).toBe(count);
  });
});

describe('bad input', () => {
  const send = (queue: string, body: string) =>
    queues().send(new SendMessageCommand({ QueueUrl: deployed.named(queue, 'AWS::SQS::Queue'), MessageBody: body }));

  it.each([
    ['is not JSON', 'EVENT_NOT_JSON', () => send('Queues/Triggers/Queue', '{"id": "张伟 13912345678"')],
    [
      'lacks a field',
      'EVENT_INCOMPLETE',
      () => say('AccountClosed', { id: 'x', policy: 'weidandan', receivedAt: daysAgo(1) }),
    ],
    ['names an unknown policy', 'EVENT_UNKNOWN_POLICY', () => close('nobody-has-this', '13912345678')],
    [
      'comes from the future',
      'EVENT_FROM_THE_FUTURE',
      () => close('weidandan', '13912345678', { receivedAt: daysAgo(-2) }),
    ],
    ['is of an unknown kind', 'EVENT_UNKNOWN_TYPE', () => say('AccountOpened', { subject: '13912345678' })],
    [
      'names an unknown dataset',
      'EVENT_UNKNOWN_DATASET',
      () => say('PersonalDataStored', { dataset: 'nowhere', subject: '13912345678', times: { collected: daysAgo(1) } }),
    ],
    [
      'says one closure of two subjects',
      'EVENT_CONTRADICTS',
      async () => {
        await close('weidandan', 'first', { id: 'the same' });
        await deployed.runtime.settle();
        await close('weidandan', 'second', { id: 'the same' });
      },
    ],
  ])('an event that %s is parked with %s', { timeout: 60_000 }, async (_what, code, act) => {
    await queues().send(new PurgeQueueCommand({ QueueUrl: deployed.named('Queues/DeadLetters', 'AWS::SQS::Queue') }));
    await act();
    await deployed.runtime.settle();
    const letters = await deadLetters();
    expect(letters.map((letter) => letter.code)).toEqual([code]);
    const [letter] = letters;
    const kept = await objects().send(
      new GetObjectCommand({ Bucket: deployed.named('Storage/Parked', 'AWS::S3::Bucket'), Key: letter?.kept ?? '' }),
    );
    expect(await kept.Body?.transformToString()).not.toBe('');
    expect(JSON.stringify(letters) + deployed.lines.join('\n')).not.toMatch(/13912345678|张伟/);
  });

  it('tags a record without a time as undated, reports it, and erases it only when its account closes', {
    timeout: 120_000,
  }, async () => {
    await put('wechat-users', { openid: 'undated', phone: '13700000001' });
    await put('wechat-users', { openid: 'tomorrow', created_at: daysAgo(-40), phone: '13700000002' });
    await deployed.runtime.settle();
    const tags = (await scanRegistry()).filter((item) => item.state === 'undated');
    expect(tags).toHaveLength(2);
    expect(deployed.lines.some((line) => line.includes('RECORD_UNDATED') && line.includes('wechat-users'))).toBe(true);
    await deployed.runtime.moveClock(now() + 8 * DAY);
    await letWork();
    expect(await get('wechat-users', { openid: 'undated' })).toBeDefined();
    expect((await scanRegistry()).filter((item) => item.stuck === 'RECORD_UNDATED').length).toBeGreaterThan(0);
    await close('wechat-miniprogram', 'undated');
    await deployed.runtime.settle();
    await letWork();
    expect(await get('wechat-users', { openid: 'undated' })).toBeUndefined();
    expect(await get('wechat-users', { openid: 'tomorrow' })).toBeDefined();
  });
});

describe('an operator', () => {
  const find = async (subject: string) =>
    (await cli(`${subject}\n`, 'receipts', 'find', '--policy', 'wechat-miniprogram', '-')).data;

  it('finds what was erased of a subject, in each epoch but a destroyed one', { timeout: 120_000 }, async () => {
    const before = await find('old');
    expect(before.found.map((one: { receipt: Receipt }) => [one.receipt.dataset, one.receipt.outcome])).toEqual([
      ['wechat-users', 'erased'],
    ]);
    const { epoch } = before.found[0].receipt.subject;
    expect(await find('nobody')).toMatchObject({ found: [], unsearchable: [] });

    const { data: rotated } = await cli('', 'epoch', 'rotate');
    const { error } = (await cli('', 'epoch', 'destroy', rotated.epoch.id)).data;
    expect(error).toMatchObject({ code: 'EPOCH_IN_USE', place: 'expunge-operate' });
    await deployed.runtime.moveClock(now() + 5 * 60_000); // a function keeps the key of an epoch that long
    await put('wechat-users', { openid: 'late', created_at: daysAgo(179.5), phone: '13800000003' });
    await deployed.runtime.settle();
    await letWork();
    await deployed.runtime.moveClock(now() + 11 * HOUR);
    await letWork();
    expect((await cli('', 'epoch', 'destroy', epoch)).data.epoch).toMatchObject({ id: epoch });
    const after = await find('old');
    expect(after.found).toEqual([]);
    expect(after.unsearchable).toMatchObject([{ epoch, code: 'EPOCH_DESTROYED' }]);
    const late = (await find('late')).found.map((one: { receipt: Receipt }) => one.receipt.subject.epoch);
    expect(late).toEqual([rotated.epoch.id]);
    expect(deployed.lines.join('\n')).not.toMatch(/"(old|late)"/);
  });
});
