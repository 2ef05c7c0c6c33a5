import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import { worldWith } from '../cli/world.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const DAY = 24 * 3600 * 1000;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const iso = (instant: number) => new Date(instant).toISOString();
const database = () => deployed.runtime.clients.dynamodb();

async function put(table: string, item: Record<string, unknown>): Promise<void> {
  await database().send(new PutItemCommand({ TableName: `five-apps-${table}`, Item: marshall(item) }));
  await deployed.runtime.settle();
}
async function get(table: string, key: Record<string, unknown>) {
  const request = { TableName: `five-apps-${table}`, Key: marshall(key), ConsistentRead: true };
  const { Item } = await database().send(new GetItemCommand(request));
  return Item && unmarshall(Item);
}
async function say(type: string, detail: Record<string, unknown>): Promise<void> {
  const Detail = JSON.stringify({ id: `${type} ${JSON.stringify(detail)}`, ...detail });
  const Entries = [{ EventBusName: 'expunge', Source: 'app', DetailType: type, Detail }];
  await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
  // Long enough for `find-due`, for a second look at an index, and for what is found to be done and sealed.
  for (const minutes of [1, 6, 1, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}
const trigger = (type: string, policy: string, subject: string, about: Record<string, unknown> = {}) =>
  say(type, { policy, subject, receivedAt: iso(now()), ...about });

async function receiptsOf(policy: string, subject: string): Promise<Receipt[]> {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => `${subject}\n`,
  });
  const { stdout } = await run(['receipts', 'find', '--policy', policy, '-', '--json'], world);
  const found: { receipt: Receipt }[] = JSON.parse(stdout).found;
  return found.map(({ receipt }) => receipt).filter(({ format }) => format === 'expunge-receipt/1');
}

describe('a trigger, as it is deployed', () => {
  it('takes one category, keeps it away, and lets it stay after a new consent [B-11, R-05, R-06, R-09, D-48]', {
    timeout: 240_000,
  }, async () => {
    const user = { openid: 'canary-one', created_at: iso(now() - DAY), nickname: 'canary', phone: '13800000001' };
    const { phone, ...rest } = user;
    await put('wechat-users', user);
    await trigger('ErasureRequested', 'wechat-miniprogram', 'canary-one', { categories: ['phone'] });
    expect(await get('wechat-users', { openid: 'canary-one' })).toEqual(rest);

    await put('wechat-users', { ...user, phone });
    await say('ConsentGiven', {
      ...{ policy: 'wechat-miniprogram', subject: 'canary-one', categories: ['phone'] },
      ...{ version: '2025-01-01', evidence: 'T-1', givenAt: iso(now() - 30 * DAY) },
    });
    expect(await get('wechat-users', { openid: 'canary-one' }), 'an older consent').toEqual(rest);

    await say('ConsentGiven', {
      ...{ policy: 'wechat-miniprogram', subject: 'canary-one', categories: ['phone'] },
      ...{ version: '2025-01-01', evidence: 'T-2', givenAt: iso(now()) },
    });
    await put('wechat-users', user);
    for (const minutes of [1, 6]) await deployed.runtime.moveClock(now() + minutes * 60_000);
    expect(await get('wechat-users', { openid: 'canary-one' })).toEqual(user);
    const receipts = await receiptsOf('wechat-miniprogram', 'canary-one');
    expect(receipts.map(({ rule, trigger: by }) => `${rule.id} ${by.kind}`)).toEqual([
      '~phone ErasureRequested',
      '~phone ErasureRequested',
    ]);
  });

  it('takes one record that only tags find, and no other [R-05, D-45]', { timeout: 120_000 }, async () => {
    const submission = { user_id: 'canary-two', submitted_at: iso(now() - DAY), name: '李', phone: '1', score: 3 };
    for (const id of ['s-1', 's-2']) await put('weidandan-submissions', { submission_id: id, ...submission });
    await trigger('PurposeFulfilled', 'weidandan', 'canary-two', {
      dataset: 'weidandan-submissions',
      key: { submission_id: { S: 's-1' } },
    });
    const gone = await get('weidandan-submissions', { submission_id: 's-1' });
    expect([gone?.name, gone?.user_id, gone?.score]).toEqual([undefined, undefined, 3]);
    expect(await get('weidandan-submissions', { submission_id: 's-2' })).toMatchObject(submission);
  });

  it('deletes what the rule would anonymise where a guardian asks [R-23, A-26]', { timeout: 120_000 }, async () => {
    const event = { event_id: 'e-1', player_id: 'canary-three', occurred_at: iso(now() - DAY), level: 2, city: '深圳' };
    await put('tiktok-behaviour', event);
    await trigger('GuardianRequest', 'tiktok-miniprogram', 'canary-three', { preconditions: { guardianship: 'T-3' } });
    expect(await get('tiktok-behaviour', { event_id: 'e-1' })).toBeUndefined();
    const [receipt] = await receiptsOf('tiktok-miniprogram', 'canary-three');
    expect(receipt).toMatchObject({ action: 'delete', records: 1, trigger: { kind: 'GuardianRequest' } });
    expect(deployed.lines.join('\n')).not.toContain('canary');
  });
});
