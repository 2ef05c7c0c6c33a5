import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { shardKey } from '../../lib/registry/keys.ts';
import { IDLE, type ShardState } from '../../lib/registry/model.ts';
import { worldWith } from '../cli/world.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
const POLICY = 'wechat-miniprogram';

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const dayIn = (days: number) => new Date(now() + days * DAY).toISOString().slice(0, 10);
const database = () => deployed.runtime.clients.dynamodb();

/** Kept for 180 days, with a window of one: in half a day at the earliest, in a day at the latest, work begins. */
async function store(...subjects: readonly string[]): Promise<void> {
  const created_at = new Date(now() - 178.5 * DAY).toISOString();
  for (const openid of subjects) {
    const Item = marshall({ openid, created_at, phone: '13800000001' });
    await database().send(new PutItemCommand({ TableName: 'five-apps-wechat-users', Item }));
  }
  await deployed.runtime.settle();
}

async function isStored(openid: string): Promise<boolean> {
  const Key = marshall({ openid });
  const { Item } = await database().send(
    new GetItemCommand({ TableName: 'five-apps-wechat-users', Key, ConsistentRead: true }),
  );
  return Item !== undefined && unmarshall(Item).phone !== undefined;
}

/** The command line against the function, as its bundle runs. */
async function cli(input: string, ...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}

const about = (days = 90) => [
  ...['--ground', 'law', '--authority', 'Court, case 1', '--by', 'legal'],
  ...['--review', dayIn(days)],
];
const place = (id: string, subject: string, days?: number) =>
  cli(`${subject}\n`, 'hold', 'place', id, '--policy', POLICY, '-', ...about(days));
const release = (id: string) => cli('', 'hold', 'release', id, '--by', 'officer');
const receiptsOf = async (subject: string) =>
  (await cli(`${subject}\n`, 'receipts', 'find', '--policy', POLICY, '-')).data.found.map(
    ({ receipt }: { receipt: { outcome: string; records: number } }) => [receipt.outcome, receipt.records],
  );

/** Long enough for `find-due`, and for what it finds to be done and sealed. */
async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}
const letBecomeDue = async () => {
  await deployed.runtime.moveClock(now() + 24 * HOUR);
  await letWork();
};

describe('a hold', () => {
  it('keeps a subject’s data beyond its day and no other’s; released, they go, with a receipt', {
    timeout: 120_000,
  }, async () => {
    await store('canary-held', 'canary-free');
    expect(await place('court-1', 'canary-held', 3)).toMatchObject({
      status: 0,
      data: { hold: { id: 'court-1', on: { policy: POLICY, subject: true }, released: null } },
    });
    await letBecomeDue();
    expect([await isStored('canary-held'), await isStored('canary-free')]).toEqual([true, false]);

    await deployed.runtime.moveClock(now() + 4 * DAY);
    await letWork();
    expect(await isStored('canary-held')).toBe(true);
    expect(await receiptsOf('canary-held')).toEqual([]);
    const { holds } = (await cli('', 'hold', 'list')).data;
    expect(holds).toMatchObject([{ id: 'court-1', reviewDue: true }]);
    expect(deployed.lines.some((line) => /"HoldsToReview":(1|\[1)/.test(line))).toBe(true);

    expect(await release('court-1')).toMatchObject({ status: 0, data: { hold: { released: { by: 'officer' } } } });
    await letWork();
    expect(await isStored('canary-held')).toBe(false);
    expect(await receiptsOf('canary-held')).toEqual([['erased', 1]]);
    expect((await cli('', 'hold', 'list')).data.holds).toEqual([]);
    expect((await cli('', 'hold', 'list', '--all')).data.holds).toHaveLength(1);
    const told = (await place('court-1', 'canary-held')).data;
    expect(told.error).toMatchObject({ code: 'HOLD_INVALID', place: 'expunge-hold' });
    expect(deployed.lines.join('\n')).not.toContain('canary');
  });

  it.each([
    ['a dataset', ['--dataset', 'wechat-users']],
    ['everyone under a policy', ['--policy', POLICY, '--everyone']],
  ])('on %s keeps everybody’s', { timeout: 120_000 }, async (name, on) => {
    const [id, subject] = [name.replaceAll(' ', '-'), `canary in ${name}`];
    await store(subject);
    expect(await cli('', 'hold', 'place', id, ...on, ...about())).toMatchObject({ status: 0 });
    await letBecomeDue();
    expect(await isStored(subject)).toBe(true);
    await release(id);
    await letWork();
    expect(await isStored(subject)).toBe(false);
    expect(await receiptsOf(subject)).toEqual([['erased', 1]]);
  });

  it('waits for the page under way', { timeout: 60_000 }, async () => {
    const TableName = deployed.named('Registry/Table', 'AWS::DynamoDB::Table');
    const Key = shardKey({ action: 'anonymise', shard: 63 });
    const underWay: ShardState = { ...IDLE, owner: 'w', page: 1e6, announced: ['somebody'], leaseEnds: now() + 1500 };
    await database().send(new PutItemCommand({ TableName, Item: marshall({ ...Key, ...underWay }) }));
    expect(await cli('', 'hold', 'place', 'waits', '--dataset', 'wechat-users', ...about())).toMatchObject({
      status: 0,
    });
    expect(now()).toBeGreaterThanOrEqual(underWay.leaseEnds);
    await database().send(new DeleteItemCommand({ TableName, Key: marshall(Key) }));
    await release('waits');
  });

  it('is refused on no ground of the policy', async () => {
    const argv = ['--policy', POLICY, '--everyone', ...about(), '--ground', 'because'];
    const { status, data } = await cli('', 'hold', 'place', 'no-ground', ...argv);
    expect([status, data.error.code]).toEqual([1, 'HOLD_INVALID']);
    expect((await cli('', 'hold', 'list', '--all')).data.holds.map(({ id }: { id: string }) => id)).not.toContain(
      'no-ground',
    );
  });
});
