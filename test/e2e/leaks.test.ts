import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { categoriesCovered } from '../../lib/policy/plan-index.ts';
import { takeMessages } from '../../local/demonstration/look.ts';
import { Recipients } from '../../local/demonstration/recipients.ts';
import { sceneOf } from '../../local/demonstration/scene.ts';
import { FunctionFailed } from '../../local/runtime/index.ts';
import { worldWith } from '../cli/world.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { createSearch } from '../support/canaries.ts';
import { canaryPeople } from '../support/canary-people.ts';
import { type Deployed, deploy } from '../support/deployed.ts';
import { tellFigures } from '../support/figures.ts';
import { dynamoDbFile, type Place, type PlaceKind, placesOf, temporaryFiles } from '../support/places.ts';

/*
 * One person under each of the five policies, with a canary in every personal field of every dataset. When all of it has gone, by
 * every mechanism there is, the canaries are looked for wherever anything is kept or was said, in every writing: they are
 * in the bad input that was parked for a person, in what the tables' own streams still show, and nowhere else.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Nowhere else on this machine. */
const STEM = `l3ak${randomBytes(8).toString('hex')}`;

const plan = fiveAppsPlan();
const people = canaryPeople(plan, STEM);
const search = createSearch({ stem: STEM, values: people.values, ids: people.ids });
const tells = (text: string | Buffer) => search(Buffer.from(text));
const began = Date.now();
let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const iso = (at: number) => new Date(at).toISOString();
const sqs = () => deployed.runtime.clients.sqs();
const queueUrl = (pathEnd: string) => deployed.named(pathEnd, 'AWS::SQS::Queue');
const folder = () => dirname(deployed.assembly);

async function say(type: string, detail: Record<string, unknown>): Promise<void> {
  const Detail = JSON.stringify({ id: `${STEM} ${type} ${JSON.stringify(detail)}`, receivedAt: iso(now()), ...detail });
  const Entries = [{ EventBusName: 'expunge', Source: 'app', DetailType: type, Detail }];
  await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
  await deployed.runtime.settle();
}
const proofsOf = (policy: string, type: 'AccountClosed' | 'ServiceShutDown') =>
  Object.fromEntries((plan.policies[policy]?.triggers[type]?.gates ?? []).map(({ id }) => [id, 'ticket 1']));
const about = (policy: string) => ({ policy, subject: people.subjectOf(policy) });
const close = (policy: string) =>
  say('AccountClosed', { ...about(policy), preconditions: proofsOf(policy, 'AccountClosed') });

async function cli(input: string, ...argv: readonly string[]): Promise<string> {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
    now,
  });
  const { stdout, stderr } = await run(argv, world);
  return stdout + stderr;
}
/** What a command says to people, and to programs. */
const both = async (input: string, ...argv: readonly string[]) =>
  (await cli(input, ...argv)) + (await cli(input, ...argv, '--json'));

async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 17, 2]) await deployed.runtime.moveClock(now() + minutes * MINUTE);
}

/** What every function answers to nonsense with a canary in it, or fails with, trace and all. */
async function askNonsense(): Promise<readonly string[]> {
  const message = {
    ...{ messageId: 'm', body: `{"${STEM}`, eventSourceARN: 'arn:aws-cn:sqs:cn-north-1:111122223333:Stored' },
    attributes: { ApproximateReceiveCount: '1' },
  };
  const answers: string[] = [];
  for (const { type, physicalId } of deployed.runtime.resources) {
    if (type !== 'AWS::Lambda::Function') continue;
    for (const payload of [{ command: STEM, case: STEM, from: STEM }, { Records: [message] }]) {
      const answer = await deployed.runtime.invoke(physicalId, payload).catch((fault: unknown) => {
        if (!(fault instanceof FunctionFailed)) throw fault;
        return fault.fault;
      });
      answers.push(JSON.stringify(answer));
    }
  }
  return answers;
}

/** Takes down whatever Expunge says on its bus, in a queue that is there for what could not be delivered. */
async function listen(): Promise<() => Promise<readonly News[]>> {
  const own = { EventBusName: 'expunge', Rule: 'everything-said' };
  const bus = deployed.runtime.clients.eventbridge();
  const EventPattern = JSON.stringify({ source: [{ 'anything-but': ['app', 'five-apps-recipients'] }] });
  await bus.send(new PutRuleCommand({ EventBusName: own.EventBusName, Name: own.Rule, EventPattern }));
  const url = queueUrl('Undelivered');
  const Arn = deployed.runtime.resources.find(({ physicalId }) => physicalId === url)?.arn;
  await bus.send(new PutTargetsCommand({ ...own, Targets: [{ Id: 'ear', Arn }] }));
  return async () => (await takeMessages(sqs(), url)).map((body) => JSON.parse(body) as News);
}
interface News {
  readonly 'detail-type': string;
  readonly detail: { readonly subject?: string; readonly [name: string]: unknown };
}
const unnamed = ({ subject: _subject, ...rest }: { readonly subject?: string }) => JSON.stringify(rest);

/** What was looked through, and where it told something. */
interface Looked {
  readonly searched: Partial<Record<PlaceKind, number>>;
  readonly telling: readonly (Pick<Place, 'kind' | 'name'> & { readonly found: string })[];
  readonly names: readonly string[];
  readonly bytes: number;
}

/** `seen`: what was looked through before, by name; what is still the same is not looked through again. */
async function lookEverywhere(dynamoDb: string, seen: Map<string, string> = new Map()): Promise<Looked> {
  const searched: Partial<Record<PlaceKind, number>> = {};
  const telling: { kind: PlaceKind; name: string; found: string }[] = [];
  const names: string[] = [];
  let bytes = 0;
  const look = ({ kind, name, bytes: kept }: Place) => {
    searched[kind] = (searched[kind] ?? 0) + 1;
    names.push(name);
    bytes += kept.length;
    const digest = hash('sha1', kept);
    const place = `${kind} ${name}`;
    if (seen.get(place) === digest) return;
    seen.set(place, digest);
    const found = search(kept);
    if (found !== null) telling.push({ kind, name, found });
  };
  for await (const place of placesOf(deployed, dynamoDb)) look(place);
  for (const place of temporaryFiles(began, [folder(), dynamoDb, `${dynamoDb}-wal`, `${dynamoDb}-shm`])) look(place);
  return { searched, telling, names, bytes };
}

/** Where a canary may be in the end: input that a person has to see, for ninety days; what streams of tables show for a day. */
const isAllowed = ({ kind, name }: Pick<Place, 'kind' | 'name'>) =>
  /\/parked\//.test(name) || (kind === 'streams of tables' && /^stream of five-apps-/.test(name));

describe('a canary in every personal field', () => {
  it('is found nowhere after everything was erased and forgotten, but in the input that was parked [D-50]', {
    timeout: 600_000,
  }, async () => {
    const hear = await listen();
    await people.store(deployed.runtime);
    await deployed.runtime.settle();
    const dynamoDb = dynamoDbFile(deployed, STEM);
    const planted = new Set<string>();
    const stored: Buffer[] = [];
    for await (const { kind, name, bytes } of placesOf(deployed, dynamoDb)) {
      if (!/five-apps/.test(name) || (kind !== 'tables' && kind !== 'versions of objects')) continue;
      planted.add(name);
      stored.push(bytes);
    }
    const all = Buffer.concat(stored).toString();
    expect(people.canaries.length).toBeGreaterThan(100);
    expect(
      people.canaries.filter((canary) => !all.includes(canary)),
      'not stored',
    ).toEqual([]);

    const recipients = new Recipients(sceneOf(deployed.runtime, plan, deployed.lines));
    const [told, news, letters]: [string[], News[], string[]] = [[], [], []];
    const live = async () => {
      await letWork();
      news.push(...(await hear()));
    };
    const sendLetters = async () => {
      const { recipients: waiting } = JSON.parse(await cli('', 'recipient', 'list', '--json'));
      for (const { case: of, recipient, state } of waiting) {
        if (state === 'letter to send') letters.push(await both('', 'recipient', 'letter', of, recipient));
      }
      await recipients.answer();
    };

    await say('AccountClosed', { ...about('weidandan'), receivedAt: `yesterday ${STEM}` });
    told.push(...(await askNonsense()));
    await deployed.runtime.moveClock(now() + 8 * DAY);
    await deployed.runtime.moveClock(now() + MINUTE);
    const held = ['--policy', 'weidandan', '--ground', 'a', '--authority', 'Court', '--by', 'officer'];
    const review = ['--review', iso(now() + 30 * DAY).slice(0, 10)];
    told.push(await cli(people.subjectOf('weidandan'), 'hold', 'place', 'h-1', '-', ...held, ...review));
    told.push(await cli('', 'hold', 'list'), await cli('', 'hold', 'release', 'h-1', '--by', 'officer'));
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
    await live();
    for (const policy of ['kuaishou-shop', 'kuaishou-open-platform', 'wechat-miniprogram']) await close(policy);
    await say('ServiceShutDown', { policy: 'weidandan', preconditions: proofsOf('weidandan', 'ServiceShutDown') });
    for (let times = 0; times < 3; times++) {
      await live();
      await sendLetters();
    }
    const { cases } = JSON.parse(await cli('', 'case', 'list', '--json'));
    for (const { case: id } of cases) {
      told.push(await both('', 'case', 'show', id), await both('', 'certificate', id));
    }
    for (const order of ['case list', 'recipient list', 'hold list', 'audit show', 'shut-down list', 'platform list']) {
      told.push(await both('', ...order.split(' ')));
    }
    // past the copies, the floors of logs, and the three years of orders
    for (const days of [1, 40, 210, 3 * 366]) {
      await deployed.runtime.moveClock(now() + days * DAY);
      await live();
      await sendLetters();
    }
    await live();
    const afterwards = news.length;
    await deployed.runtime.moveClock(now() + DAY);
    await live();
    const year = iso(now()).slice(0, 4);
    for (const from of ['2026', year])
      told.push(await both('', 'report', '--from', `${from}-01-01`, '--to', `${from}-01-31`));
    for (const policy of Object.keys(plan.policies)) {
      told.push(await both(`${people.subjectOf(policy)}\n`, 'receipts', 'find', '--policy', policy, '-'));
    }
    expect(told.filter((text) => tells(text) !== null)).toEqual([]);

    // Who has to act on it is told whom it is about, in one member and by no other word of theirs, and is told no more once all has gone.
    expect(recipients.letters).toBe(letters.length);
    expect(letters.length).toBeGreaterThan(0);
    const anonymous = letters.map((letter) => people.ids.reduce((text, { id }) => text.replaceAll(id, ''), letter));
    expect(anonymous.filter((letter) => tells(letter) !== null)).toEqual([]);
    for (const said of [news.map(({ detail }) => detail), recipients.notices]) {
      expect(said.filter(({ subject }) => subject?.startsWith(STEM)).length).toBeGreaterThan(0);
      expect(said.map(unnamed).filter((text) => tells(text) !== null)).toEqual([]);
    }
    const naming = new Set(news.flatMap((one) => ('subject' in one.detail ? [one['detail-type']] : [])));
    expect([...naming].sort()).toEqual(['ErasureScheduled', 'ProcessingRestricted']);
    expect(news.slice(afterwards).filter((one) => tells(JSON.stringify(one)) !== null)).toEqual([]);

    const seen = new Map<string, string>();
    const after = await lookEverywhere(dynamoDb, seen);
    expect(after.telling.filter((place) => !isAllowed(place))).toEqual([]);
    expect(after.telling.filter(isAllowed).length, 'the search hears').toBeGreaterThan(0);
    for (const kind of [/certificates\//, /shut-downs\//, /reports\//, /receipts\//, /DeadLetters/, /data\/logs/]) {
      expect(
        after.names.some((place) => kind.test(place)),
        String(kind),
      ).toBe(true);
    }
    expect(deployed.lines.some((line) => line.includes('RECORD_UNDATED'))).toBe(true);

    const leaked = await leakEverywhere();
    const found = new Set(
      (await lookEverywhere(dynamoDb, seen)).telling.filter((one) => !isAllowed(one)).map(({ kind }) => kind),
    );
    rmSync(leaked, { recursive: true });
    const kinds = Object.keys(after.searched).filter((kind) => kind !== 'streams of tables');
    expect([...found].sort(), 'what leaks on purpose').toEqual(kinds.sort());

    tellFigures('leaks', {
      canaries: people.canaries.length,
      planted: planted.size,
      searched: {
        ...after.searched,
        'log lines and metrics': deployed.lines.length,
        'answers to commands and calls': told.length,
        'announcements, notices and letters': news.length + recipients.notices.length + letters.length,
      },
      bytes: after.bytes,
      found: after.telling.filter((place) => !isAllowed(place)).length,
    });
  });
});

/** Leaks a canary into a place of each kind, each in another writing. The folder that is to be removed. */
async function leakEverywhere(): Promise<string> {
  const { clients, resources } = deployed.runtime;
  const registry = resources.find(({ path, type }) => type === 'AWS::DynamoDB::Table' && path.includes('Registry'));
  const [bucket] = resources.flatMap(({ type, physicalId }) => (type === 'AWS::S3::Bucket' ? [physicalId] : []));
  const packed = gzipSync(`a ${STEM}`).toString('base64');
  const Item = { pk: { S: 'X#1' }, sk: { S: 'X' }, page: { S: packed } };
  await clients.dynamodb().send(new PutItemCommand({ TableName: registry?.physicalId, Item }));
  const place = { Bucket: bucket, Key: 'leaks/1' };
  await clients.s3().send(new PutObjectCommand({ ...place, Body: gzipSync(STEM) }));
  await clients.s3().send(new DeleteObjectCommand(place));
  const QueueUrl = queueUrl('DeadLetters');
  const MessageBody = JSON.stringify({ place: Buffer.from(STEM).toString('hex') });
  await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }));
  // hidden from everybody who would receive it now
  await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }));
  (deployed.lines as string[]).push(`{"what":"${encodeURIComponent(`§${STEM}`)}"}`);
  writeFileSync(join(folder(), 'data', 'leak'), Buffer.from(STEM, 'utf16le'));
  const temporary = mkdtempSync(join(tmpdir(), 'expunge-leak-'));
  writeFileSync(join(temporary, 'leak'), people.ids.map(({ id }) => hash('sha256', id)).join('\n'));
  return temporary;
}
