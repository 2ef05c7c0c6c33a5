import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { worldWith } from '../cli/world.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const MINUTE = 60_000;
const POLICY = 'wechat-miniprogram';

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const database = () => deployed.runtime.clients.dynamodb();

async function put(openid: string, more: Record<string, unknown> = {}): Promise<void> {
  const Item = marshall({ openid, created_at: new Date(now()).toISOString(), phone: '13800000001', ...more });
  await database().send(new PutItemCommand({ TableName: 'five-apps-wechat-users', Item }));
}

async function isStored(openid: string): Promise<boolean> {
  const Key = marshall({ openid });
  return (await database().send(new GetItemCommand({ TableName: 'five-apps-wechat-users', Key }))).Item !== undefined;
}

/** The command line against the functions, as their bundles run; while it waits, the clock goes on. */
async function cli(input: string, ...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
    now,
    wait: async (milliseconds) => {
      await deployed.runtime.moveClock(now() + Math.max(milliseconds, MINUTE));
    },
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}

describe('the deployed sweep', () => {
  it('audits a store on demand, and tells of what it found without a value of it [B-07, D-39, R-28]', {
    timeout: 120_000,
  }, async () => {
    await put('canary-audited', { shoe_size: 'canary 43' });
    await deployed.runtime.settle();
    const { status, data } = await cli('', 'audit', '--dataset', 'wechat-users');
    expect(status, 'something was found').toBe(1);
    expect(data.audits).toMatchObject([
      {
        store: 'wechat-users',
        records: 1,
        untracked: 0,
        findings: [{ kind: 'undeclared', attribute: 'shoe_size', category: null, count: 1 }],
      },
    ]);
    expect(JSON.stringify(data)).not.toContain('canary');
    expect(deployed.lines.join('\n')).not.toContain('canary');
    expect(deployed.lines.some((line) => /"DriftFound":(1|\[1)/.test(line))).toBe(true);
  });

  it('guards a restored dataset until it is clean [C-20, D-51, R-16]', { timeout: 120_000 }, async () => {
    await put('canary-closed');
    await deployed.runtime.settle();
    const detail = {
      id: 'closure-1',
      policy: POLICY,
      subject: 'canary-closed',
      receivedAt: new Date(now()).toISOString(),
    };
    const Detail = JSON.stringify(detail);
    const entry = { EventBusName: 'expunge', Source: 'app', DetailType: 'AccountClosed', Detail };
    await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries: [entry] }));
    for (const minutes of [1, 6, 1, 16, 2]) await deployed.runtime.moveClock(now() + minutes * MINUTE);
    expect(await isStored('canary-closed')).toBe(false);

    await put('canary-closed');
    const { status, data } = await cli('', 'restore-guard', 'wechat-users');
    expect(status).toBe(0);
    expect(data).toMatchObject({ clean: true, datasets: [{ dataset: 'wechat-users', due: 0 }] });
    expect(await isStored('canary-closed')).toBe(false);
    expect(await isStored('canary-audited')).toBe(true);
    await deployed.runtime.moveClock(now() + 3 * MINUTE);
    const { found } = (await cli('canary-closed\n', 'receipts', 'find', '--policy', POLICY, '-')).data;
    const outcomes = found.map(({ receipt }: { receipt: { outcome: string } }) => receipt.outcome);
    expect(outcomes.filter((outcome: string) => outcome === 'erased').length).toBeGreaterThanOrEqual(2);
  });

  it('takes every dataset in turn, objects too', { timeout: 120_000 }, async () => {
    const { status, data } = await cli('', 'restore-guard', '--all');
    expect(status).toBe(0);
    expect(data.datasets).toHaveLength(18);
  });

  it('notes a refreshed backup, and refuses one that the inventory does not have [R-16]', async () => {
    const at = new Date(now() - MINUTE).toISOString();
    const about = ['--at', at, '--evidence', 'job 1', '--by', 'operations'];
    const told = await cli('', 'backup', 'refreshed', 'weidandan-accounts', 'nightly', ...about);
    expect(told).toMatchObject({ status: 0, data: { refresh: { refreshedAt: at } } });
    const { status, data } = await cli('', 'backup', 'refreshed', 'wechat-users', 'nightly', ...about);
    expect([status, data.error.code]).toEqual([1, 'EVENT_UNKNOWN_COPY']);
  });
});
