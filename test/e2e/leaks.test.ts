import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import { categoriesCovered } from '../../lib/policy/plan-index.ts';
import { scan, takeMessages } from '../../local/demonstration/look.ts';
import { Recipients } from '../../local/demonstration/recipients.ts';
import { sceneOf } from '../../local/demonstration/scene.ts';
import { worldWith } from '../cli/world.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { CANARY, heard } from '../hostile/hostile.ts';
import { type Deployed, deploy } from '../support/deployed.ts';
import { tellFigures } from '../support/figures.ts';

/*
 * One person under each of the five policies, with a canary in every personal field of every dataset. When all of it has gone, by
 * every mechanism there is, the canaries are looked for wherever anything is kept or was said: they are in the one bad
 * event that was parked for a person, and nowhere else.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const INVENTORY = join(import.meta.dirname, '../../examples/five-apps/inventory.yaml');

const plan = fiveAppsPlan();
let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const iso = (at: number) => new Date(at).toISOString();
const database = () => deployed.runtime.clients.dynamodb();
const objects = () => deployed.runtime.clients.s3();
const namesOf = (type: string) =>
  deployed.runtime.resources.flatMap((one) => (one.type === type ? [one.physicalId] : []));

const subjectOf = (policy: string) => `${CANARY}-${policy}`;

type Written = { readonly notPersonal?: readonly string[]; readonly fields?: Record<string, { anonymise?: unknown }> };
const written: Record<string, Written> = parse(readFileSync(INVENTORY, 'utf8')).datasets;

/** A canary as the field's anonymiser has to be able to read it: whatever it leaves may hold nothing of it. */
function canaryIn(dataset: string, field: string): string {
  const canary = `${CANARY}-${dataset}-${field}`;
  switch (written[dataset]?.fields?.[field]?.anonymise) {
    case 'region':
      return `广东省深圳市南山区${canary}路1号`;
    case 'redact':
      return `联系人${canary}，到了发短信。打 13912345678 ${canary}！`;
    case 'year':
      return `2026-03-09 ${canary}`;
    default:
      return canary;
  }
}

function recordOf({ id, store, times, attributes = [], policy }: PlanDataset, dated: boolean): Record<string, unknown> {
  if (store.kind !== 'dynamodb') throw new Error(`${id} is no table`);
  const when = new Map(Object.values(times).map(({ field, as }) => [field, as]));
  const owner = store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute;
  const fields = attributes.flatMap((name): [string, unknown][] => {
    if (name === owner) return [[name, subjectOf(policy)]];
    if (name === store.partitionKey || name === store.sortKey) return [[name, `${id}-${dated}`]];
    const as = when.get(name);
    if (as !== undefined) {
      const at = now() - DAY;
      const value = as === 'iso' ? iso(at) : as === 'epoch-seconds' ? Math.floor(at / 1000) : at;
      return dated ? [[name, value]] : [];
    }
    return written[id]?.notPersonal?.includes(name) ? [[name, 'nobody']] : [[name, canaryIn(id, name)]];
  });
  return Object.fromEntries(fields);
}

async function store(): Promise<void> {
  for (const dataset of Object.values(plan.datasets)) {
    const kept = dataset.store;
    if (kept.kind === 's3') {
      const Key = `${kept.prefix.replace('{subject}', subjectOf(dataset.policy))}${CANARY}-${dataset.id}.png`;
      const place = { Bucket: kept.bucket, Key };
      for (const version of [1, 2])
        await objects().send(new PutObjectCommand({ ...place, Body: `${CANARY} ${version}` }));
      await objects().send(new DeleteObjectCommand(place));
    } else {
      const put = (dated: boolean) =>
        database().send(new PutItemCommand({ TableName: kept.table, Item: marshall(recordOf(dataset, dated)) }));
      await put(true);
      // One that nobody knows the age of: reported as stuck, until its account is closed.
      if (dataset.id === 'tiktok-behaviour') await put(false);
    }
  }
  await deployed.runtime.settle();
}

async function say(type: string, detail: Record<string, unknown>): Promise<void> {
  const Detail = JSON.stringify({
    id: `${CANARY} ${type} ${JSON.stringify(detail)}`,
    receivedAt: iso(now()),
    ...detail,
  });
  const Entries = [{ EventBusName: 'expunge', Source: 'app', DetailType: type, Detail }];
  await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
  await deployed.runtime.settle();
}
const proofsOf = (policy: string, type: 'AccountClosed' | 'ServiceShutDown') =>
  Object.fromEntries((plan.policies[policy]?.triggers[type]?.gates ?? []).map(({ id }) => [id, 'ticket 1']));
const about = (policy: string) => ({ policy, subject: subjectOf(policy) });
const close = (policy: string) =>
  say('AccountClosed', { ...about(policy), preconditions: proofsOf(policy, 'AccountClosed') });

async function cli(input: string, ...argv: readonly string[]): Promise<string> {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
    now,
  });
  const { stdout, stderr } = await run([...argv, '--json'], world);
  return stdout + stderr;
}

async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 17, 2]) await deployed.runtime.moveClock(now() + minutes * MINUTE);
}

/** Everything that is kept anywhere, by where that is. */
async function everything(): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const table of namesOf('AWS::DynamoDB::Table')) {
    const items: unknown[] = [];
    for await (const page of scan(database(), table)) items.push(...page);
    places.set(`table ${table}`, JSON.stringify(items));
  }
  for (const bucket of namesOf('AWS::S3::Bucket')) {
    const listed = await objects().send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(listed.IsTruncated ?? false).toBe(false);
    for (const { Key = '', VersionId } of listed.Versions ?? []) {
      const { Body, Metadata } = await objects().send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      places.set(
        `${bucket}/${Key}@${VersionId}`,
        `${Key} ${JSON.stringify(Metadata)} ${await Body?.transformToString('latin1')}`,
      );
    }
    for (const { Key = '' } of listed.DeleteMarkers ?? []) places.set(`${bucket}/${Key} deleted`, Key);
  }
  for (const queue of namesOf('AWS::SQS::Queue')) {
    places.set(`queue ${queue}`, (await takeMessages(deployed.runtime.clients.sqs(), queue)).join('\n'));
  }
  places.set('log lines and metrics', deployed.lines.join('\n'));
  const folder = dirname(deployed.assembly);
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // What the stand-ins of DynamoDB and S3 keep is looked at through them: a database forgets on disk when it pleases.
    if (!file.isFile() || /\.sqlite/.test(file.name)) continue;
    places.set(`file ${file.name}`, readFileSync(join(file.parentPath, file.name), 'latin1'));
  }
  return places;
}

const digests = Object.keys(plan.policies).flatMap((policy) =>
  (['hex', 'base64', 'base64url'] as const).map((as) => hash('sha256', subjectOf(policy), as)),
);
const tells = (text: string) => heard(text) ?? digests.find((digest) => text.includes(digest)) ?? null;
const tellingPlaces = (places: ReadonlyMap<string, string>) =>
  [...places].flatMap(([place, text]) => {
    const told = tells(text);
    return told === null ? [] : [`${place}: ${told}`];
  });

/** How many places of each kind were looked into. */
function searchedPlaces(places: ReadonlyMap<string, string>, told: readonly string[]): Record<string, number> {
  const count = (kind: RegExp) => [...places.keys()].filter((place) => kind.test(place)).length;
  const tables = count(/^table /);
  const queues = count(/^queue /);
  const files = count(/^file /);
  const lines = deployed.lines.length;
  const objects = places.size - tables - queues - files - 1;
  return {
    tables,
    'versions of objects': objects,
    queues,
    files,
    'log lines': lines,
    'answers to commands': told.length,
  };
}

describe('a canary in every personal field', () => {
  it('is found nowhere after everything was erased and forgotten, but in the input that was parked [D-50]', {
    timeout: 300_000,
  }, async () => {
    await store();
    const before = await everything();
    const stored = [...before].flatMap(([place, text]) => (/five-apps/.test(place) ? [text] : [])).join('\n');
    const canaries = Object.values(plan.datasets).flatMap(({ id, store: kept, attributes = [] }) =>
      kept.kind === 's3'
        ? [`${CANARY}-${id}`]
        : Object.keys(written[id]?.fields ?? {})
            .filter((name) => attributes.includes(name))
            .map((name) => `${CANARY}-${id}-${name}`),
    );
    expect(canaries.length).toBeGreaterThan(100);
    expect(
      canaries.filter((canary) => !stored.includes(canary)),
      'not stored',
    ).toEqual([]);

    const recipients = new Recipients(sceneOf(deployed.runtime, plan, deployed.lines));
    const told: string[] = [];
    await say('AccountClosed', { ...about('weidandan'), receivedAt: `yesterday ${CANARY}` });
    await deployed.runtime.moveClock(now() + 8 * DAY);
    await deployed.runtime.moveClock(now() + MINUTE);
    // a record; a category; an account that lives on; an account that closes; a service
    await say('PurposeFulfilled', {
      ...about('weidandan'),
      dataset: 'weidandan-submissions',
      key: { submission_id: { S: 'weidandan-submissions-true' } },
    });
    await say('ConsentWithdrawn', {
      ...about('kuaishou-shop'),
      categories: categoriesCovered(plan, 'kuaishou-shop', 'ConsentWithdrawn').slice(0, 1),
    });
    await say('ErasureRequested', about('wechat-miniprogram'));
    await close('tiktok-miniprogram');
    await letWork();
    for (const policy of ['kuaishou-shop', 'kuaishou-open-platform', 'wechat-miniprogram']) await close(policy);
    await say('ServiceShutDown', { policy: 'weidandan', preconditions: proofsOf('weidandan', 'ServiceShutDown') });
    for (let times = 0; times < 3; times++) {
      await letWork();
      await recipients.answer();
    }
    for (const order of ['case list', 'recipient list', 'hold list', 'audit show', 'shut-down list', 'platform list']) {
      told.push(await cli('', ...order.split(' ')));
    }
    // past the copies, the floors of logs, and the three years of orders
    for (const days of [1, 40, 210, 3 * 366]) {
      await deployed.runtime.moveClock(now() + days * DAY);
      await letWork();
      await recipients.answer();
    }
    await letWork();
    const year = iso(now()).slice(0, 4);
    for (const from of ['2026', year])
      told.push(await cli('', 'report', '--from', `${from}-01-01`, '--to', `${from}-01-31`));
    for (const policy of Object.keys(plan.policies)) {
      told.push(await cli(`${subjectOf(policy)}\n`, 'receipts', 'find', '--policy', policy, '-'));
    }
    expect(recipients.notices.length).toBeGreaterThan(0);
    expect(recipients.letters).toBeGreaterThan(0);
    expect(told.filter((text) => tells(text) !== null)).toEqual([]);

    const after = await everything();
    const [parked, ...others] = [...after.keys()].filter((place) => place.includes('parked/'));
    expect(others).toEqual([]);
    expect(tells(after.get(parked ?? '') ?? ''), 'the search hears').not.toBeNull();
    after.delete(parked ?? '');
    expect(tellingPlaces(after)).toEqual([]);
    for (const kind of [/certificates\//, /shut-downs\//, /reports\//, /receipts\//, /DeadLetters/, /^file /]) {
      expect(
        [...after.keys()].some((place) => kind.test(place)),
        String(kind),
      ).toBe(true);
    }
    expect(deployed.lines.some((line) => line.includes('RECORD_UNDATED'))).toBe(true);
    tellFigures('leaks', {
      canaries: canaries.length,
      planted: [...before].filter(([place]) => /five-apps/.test(place)).length,
      searched: searchedPlaces(after, told),
      found: tellingPlaces(after).length,
    });
  });
});
