import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyFiles } from '../../infra/expunge-app.ts';
import { policiesWithoutResidency } from '../../infra/plan-files.ts';
import { kindOf } from '../../local/iam/index.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { type Deployed, deploy } from '../support/deployed.ts';
import { tellFigures } from '../support/figures.ts';
import { callIn, callsIn, usedCalls } from '../support/used-calls.ts';

/*
 * Expunge in the partition `aws`, from a template for it and refused whatever that does not allow. A story is played under a
 * policy that promises no place. The other policies are there too, without the promise that would refuse this region: so
 * everything that functions called in `aws-cn` has its counterpart here, and is brought before the policies that it would meet.
 */

const REGION = 'us-east-1';
const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

const folder = mkdtempSync(join(tmpdir(), 'expunge-other-partition-'));
let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy({ region: REGION, policies: policyFiles().map(withoutResidency) });
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await deployed?.remove();
});

/** The path of a copy that promises no place; of a policy that promises none, its own. */
function withoutResidency(path: string): string {
  if (policiesWithoutResidency([path]).length > 0) return path;
  const text = readFileSync(path, 'utf8')
    .replace(/^residency: .*\n/m, '')
    .replaceAll(/^ {4}by: \[residency\]\n {4}functions: .*\n/gm, '    notSoftware: Nothing promises a place here.\n');
  const copy = join(folder, basename(path));
  writeFileSync(copy, text);
  return copy;
}

const now = () => deployed.runtime.clock.now();
const daysAgo = (days: number) => new Date(now() - days * DAY).toISOString();
const put = (table: string, item: Record<string, unknown>) =>
  deployed.runtime.clients
    .dynamodb()
    .send(new PutItemCommand({ TableName: `five-apps-${table}`, Item: marshall(item) }));
const get = async (table: string, key: Record<string, unknown>) => {
  const asked = { TableName: `five-apps-${table}`, Key: marshall(key), ConsistentRead: true };
  const { Item } = await deployed.runtime.clients.dynamodb().send(new GetItemCommand(asked));
  return Item && unmarshall(Item);
};
const plan = fiveAppsPlan();
const gatesOf = (policy: string) => plan.policies[policy]?.triggers.AccountClosed?.gates ?? [];

/** What changes a store, and the one function that does it. */
const CHANGING = {
  'dynamodb:DeleteItem': 'delete',
  's3:DeleteObjectVersion': 'delete',
  'dynamodb:UpdateItem': 'anonymise',
};

async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 16, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}

describe('in the partition aws', () => {
  it('deletes, anonymises, proves and forgets as in the other', { timeout: 180_000 }, async () => {
    expect(deployed.runtime.place).toMatchObject({ partition: 'aws', region: REGION });
    const Bucket = 'five-apps-uploads';
    await put('wechat-users', { openid: 'old', created_at: daysAgo(179.5), phone: '13800000001' });
    await put('wechat-users', { openid: 'young', created_at: daysAgo(100), phone: '13800000002' });
    await put('tiktok-behaviour', { event_id: 'E1', player_id: 'plays', occurred_at: daysAgo(89.5), level: 7 });
    await put('tiktok-players', { player_id: 'leaves', created_at: daysAgo(10), nickname: '小明' });
    const object = { Bucket, Key: 'wechat/leaves/a.png' };
    await deployed.runtime.clients.s3().send(new PutObjectCommand({ ...object, Body: 'first' }));
    await deployed.runtime.clients.s3().send(new DeleteObjectCommand(object));
    await deployed.runtime.settle();
    const leave = (policy: string) => ({
      EventBusName: 'expunge',
      Source: 'app',
      DetailType: 'AccountClosed',
      Detail: JSON.stringify({
        ...{ id: `closure under ${policy}`, policy, subject: 'leaves', receivedAt: daysAgo(0) },
        preconditions: Object.fromEntries(gatesOf(policy).map(({ id }) => [id, 'ticket 1'])),
      }),
    });
    const Entries = ['tiktok-miniprogram', 'wechat-miniprogram'].map(leave);
    await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
    await deployed.runtime.settle();
    await letWork();
    await deployed.runtime.moveClock(now() + 11 * HOUR);
    await letWork();

    expect(await get('wechat-users', { openid: 'old' })).toBeUndefined();
    expect(await get('wechat-users', { openid: 'young' })).toMatchObject({ phone: '13800000002' });
    const anonymised = await get('tiktok-behaviour', { event_id: 'E1' });
    expect(anonymised).toMatchObject({ level: 7 });
    expect(anonymised).not.toHaveProperty('player_id');
    expect(await get('tiktok-players', { player_id: 'leaves' })).toBeUndefined();
    const left = await deployed.runtime.clients
      .s3()
      .send(new ListObjectVersionsCommand({ Bucket, Prefix: 'wechat/leaves/' }));
    expect([...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])]).toEqual([]);
    const TableName = deployed.named('Registry/Table', 'AWS::DynamoDB::Table');
    const { Items = [] } = await deployed.runtime.clients.dynamodb().send(new ScanCommand({ TableName }));
    const registry = Items.map((item) => unmarshall(item));
    expect(registry.filter(({ sk }) => sk === 'CASE').map(({ policy }) => policy)).toHaveLength(2);
    expect(
      registry.some(({ pk }) => String(pk).startsWith('L#')),
      'receipts are sealed',
    ).toBe(true);
  });

  it('speaks to this partition alone', () => {
    const made = callsIn(deployed.runtime);
    expect(made.length).toBeGreaterThan(50);
    expect(made.filter(({ counted }) => !counted.call.resource.startsWith('arn:aws:'))).toEqual([]);
  });

  it('allows whatever functions call in the other, and what others call to nobody who may not', () => {
    const { permissions } = deployed.runtime;
    const used = usedCalls();
    expect(used.length).toBeGreaterThan(300);
    const met = used.map((one) => ({ one, call: callIn(one, deployed.runtime) }));
    expect(met.filter(({ call }) => call === null).map(({ one }) => one)).toEqual([]);
    const calls = met.flatMap(({ one, call }) => (call === null ? [] : [{ by: one.by, call }]));
    const verdicts = calls.map(({ by, call }) => permissions.judge(by, call));
    expect(verdicts.flatMap(({ allowed, because }) => (allowed ? [] : [because]))).toEqual([]);

    const kinds = new Map(calls.map(({ call }) => [kindOf(call), call]));
    const asOthers = permissions.callers().map((name) => {
      const own = new Set(calls.flatMap(({ by, call }) => (by === name ? [kindOf(call)] : [])));
      const others = [...kinds].flatMap(([kind, call]) => (own.has(kind) ? [] : [call]));
      const allowed = others.filter((call) => permissions.judge(name, call).allowed).length;
      return { name, allowed, refused: others.length - allowed };
    });
    // What changes a store of the applications, nobody may do but who does it.
    for (const [action, only] of Object.entries(CHANGING)) {
      const changing = calls.filter(({ call }) => call.action === action && call.resource.includes('five-apps-'));
      expect(changing.length, action).toBeGreaterThan(0);
      const mayToo = permissions
        .callers()
        .filter((name) => changing.some(({ call }) => permissions.judge(name, call).allowed));
      expect(mayToo, action).toEqual([only]);
    }
    tellFigures('other-partition', {
      ...{ partition: 'aws', allowed: calls.length, refused: 0 },
      asOthers,
    });
  });
});
