import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../local/demonstration/look.ts';
import { Recipients } from '../../local/demonstration/recipients.ts';
import { sceneOf } from '../../local/demonstration/scene.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { type Deployed, deploy } from '../support/deployed.ts';
import { tellFigures } from '../support/figures.ts';

/*
 * People whose ids look like our own keys, have every separator in them, or are as long as a key may be; each with somebody
 * whose id is nearly the same and who stays. As it is deployed: table, stream or bucket, bus, queues, functions, receipts.
 */
const HOUR = 3_600_000;
const IDS = [
  ...['S#kBIfvPBMgRDS2k4XuP8OCQ', 'SUBJECT', 'TAG#tiktok-players#account', 'P#delete#00', '__proto__', 'a#b|c:d,e;f'],
  ...[
    `quo"te'd\\`,
    '{"subject":"li"}',
    '%2F%00+',
    ' space\t',
    'line\nbreak',
    '王小明 e\u0301',
    '😀 𠮷野家',
    '\u202eidi',
    '$&{subject}',
  ],
];
/** Fit for tables, and not for a prefix: a slash, and more than the key of an object may be long. */
const OF_TABLES = ['../up', 'li/../wang', '/', 'x'.repeat(2040), '王'.repeat(680)];
/** Of whom a bucket may hold something as well. */
const IN_BUCKETS = [...IDS, 'slash/within'];

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 300_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const iso = (at: number) => new Date(at).toISOString();
const put = (table: string, item: Record<string, unknown>) =>
  deployed.runtime.clients
    .dynamodb()
    .send(new PutItemCommand({ TableName: `five-apps-${table}`, Item: marshall(item) }));
async function all(table: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const page of scan(deployed.runtime.clients.dynamodb(), table))
    items.push(...page.map((one) => unmarshall(one)));
  return items;
}
const inApp = (table: string) => all(`five-apps-${table}`);
async function objects(): Promise<string[]> {
  const listed = await deployed.runtime.clients
    .s3()
    .send(new ListObjectVersionsCommand({ Bucket: 'five-apps-uploads', EncodingType: 'url' }));
  return (listed.Versions ?? []).map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
}
const near = (id: string) => `${id.slice(0, 2040)} `;

async function store(): Promise<void> {
  const at = iso(now() - HOUR);
  for (const [nth, id] of [...IDS, ...OF_TABLES].entries()) {
    for (const [twin, owner] of [id, near(id)].entries()) {
      const key = `${nth}-${twin}`;
      await put('tiktok-players', { player_id: owner, created_at: at, nickname: 'n' });
      await put('tiktok-behaviour', {
        event_id: key,
        player_id: owner,
        occurred_at: at,
        city: '深圳',
        session_id: 's',
      });
      await put('tiktok-tickets', { ticket_id: key, player_id: owner, opened_at: at, text: 't' });
    }
  }
  for (const id of IN_BUCKETS) {
    for (const owner of [id, near(id)]) {
      await put('wechat-users', { openid: owner, created_at: at, nickname: 'n' });
      for (const name of ['1.png', 'a b+%/😀.png', '../x']) {
        const Key = `wechat/${owner}/${name}`;
        await deployed.runtime.clients.s3().send(new PutObjectCommand({ Bucket: 'five-apps-uploads', Key, Body: 'x' }));
      }
    }
  }
  await deployed.runtime.settle();
}

async function close(policy: string, ids: readonly string[]): Promise<void> {
  for (const [nth, subject] of ids.entries()) {
    const Detail = JSON.stringify({ id: `closure ${policy} ${nth}`, policy, subject, receivedAt: iso(now()) });
    const Entries = [{ EventBusName: 'expunge', Source: 'app', DetailType: 'AccountClosed', Detail }];
    const { FailedEntryCount } = await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
    expect(FailedEntryCount).toBe(0);
  }
}

const twins = (ids: readonly string[]) => ids.map(near).sort();
const namesIn = (items: readonly Record<string, unknown>[], member: string) =>
  items.flatMap((item) => (typeof item[member] === 'string' ? [item[member] as string] : [])).sort();

describe('an id of any kind, as it is deployed', () => {
  it('is somebody of their own, from the record to the receipt', { timeout: 600_000 }, async () => {
    await store();
    await close('tiktok-miniprogram', [...IDS, ...OF_TABLES]);
    await close('wechat-miniprogram', IN_BUCKETS);
    for (const minutes of [1, 6, 17, 6, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);

    const people = [...IDS, ...OF_TABLES];
    expect(namesIn(await inApp('tiktok-players'), 'player_id')).toEqual(twins(people));
    expect(namesIn(await inApp('tiktok-behaviour'), 'player_id')).toEqual(twins(people));
    expect((await inApp('tiktok-behaviour')).length, 'what was played stays').toBe(2 * people.length);
    expect(namesIn(await inApp('tiktok-tickets'), 'player_id')).toEqual(twins(people));
    expect(namesIn(await inApp('wechat-users'), 'openid')).toEqual(twins(IN_BUCKETS));

    const owners = new Set(
      (await objects())
        .map((key) => key.slice('wechat/'.length))
        .map((rest) => IN_BUCKETS.flatMap((id) => [near(id), id]).find((id) => rest.startsWith(`${id}/`))),
    );
    // A slash in an id owns no prefix: its objects stay, its cluster is stuck, and its id is kept to be able to say so.
    expect([...owners].sort()).toEqual([...twins(IN_BUCKETS), 'slash/within'].sort());
    expect(deployed.lines.some((line) => line.includes('SUBJECT_UNKNOWN'))).toBe(true);

    // Who received data of them is told whom it is about, and until all have confirmed the id is kept.
    const recipients = new Recipients(sceneOf(deployed.runtime, fiveAppsPlan(), deployed.lines));
    for (let times = 0; times < 4; times++) {
      await recipients.answer();
      for (const minutes of [2, 24 * 60, 1]) await deployed.runtime.moveClock(now() + minutes * 60_000);
    }
    expect(new Set(recipients.notices.map(({ subject }) => subject))).toEqual(new Set([...people, ...IN_BUCKETS]));
    const registry = deployed.runtime.resources.find(
      ({ type, path }) => type === 'AWS::DynamoDB::Table' && path.includes('Registry'),
    );
    const subjects = (await all(registry?.physicalId ?? '')).filter(({ sk }) => sk === 'SUBJECT');
    const kept = subjects.map(({ id }) => id);
    expect(
      people.filter((id) => kept.includes(id)),
      'nothing names who has gone',
    ).toEqual([]);
    expect(kept).toContain('slash/within');
    tellFigures('hostile-ids-as-deployed', { kind: 'ids, as deployed', inputs: people.length + IN_BUCKETS.length });
  });
});
