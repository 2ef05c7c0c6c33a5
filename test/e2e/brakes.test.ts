import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { policyFiles } from '../../infra/expunge-app.ts';
import { inBatches } from '../../lib/concurrency.ts';
import { worldWith } from '../cli/world.ts';
import type { TemplateJson } from '../infra/support.ts';
import { type Deployed, deploy } from '../support/deployed.ts';
import { tellFigures } from '../support/figures.ts';

const MINUTE = 60_000;
const DAY = 24 * 3600 * 1000;
const POLICY = 'wechat-miniprogram';
const RULE = 'fixed-180-days';
const TABLE = 'five-apps-wechat-users';
/** What the inventory names no budget for may take a day, as long as it has taken little before. */
const BUDGET = 100;
const PEOPLE = 260;
/** Kept for 180 days, and none of theirs have passed. */
const AGES = { from: 30, to: 120 };

const folder = mkdtempSync(join(tmpdir(), 'expunge-brakes-'));
let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy({}, { approved: false });
}, 180_000);
afterAll(async () => {
  await deployed?.remove();
  rmSync(folder, { recursive: true });
});

const now = () => deployed.runtime.clock.now();
const database = () => deployed.runtime.clients.dynamodb();

async function store(): Promise<void> {
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    openid: `canary-${n}`,
    created_at: new Date(now() - (AGES.from + (n % (AGES.to - AGES.from))) * DAY).toISOString(),
    phone: '13800000001',
  }));
  for (const batch of inBatches(people, 25)) {
    const requests = batch.map((person) => ({ PutRequest: { Item: marshall(person) } }));
    await database().send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
  }
  await deployed.runtime.settle();
}

async function stored(): Promise<number> {
  return (
    (await database().send(new ScanCommand({ TableName: TABLE, Select: 'COUNT', ConsistentRead: true }))).Count ?? 0
  );
}

/** Somebody writes 18 where 180 was meant, and deploys it. */
async function deployMistake(): Promise<void> {
  const policies = policyFiles().map((path) => {
    if (!path.includes(POLICY)) return path;
    const mistaken = join(folder, `${POLICY}.yaml`);
    const text = readFileSync(path, 'utf8');
    writeFileSync(mistaken, text.replace('    period: 180 days\n', '    period: 18 days\n'));
    return mistaken;
  });
  await deployed.redeploy(policies);
}

/** The command line against the functions, as their bundles run. */
async function cli(...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}

/** What is told of the one rule that people's data go by. */
async function brake() {
  const { brakes } = (await cli('approve', '--all')).data as { brakes: readonly Record<string, never>[] };
  return brakes.find(({ dataset, rule }) => dataset === 'wechat-users' && rule === RULE);
}

/** Long enough for `sweep` to send for everybody, for `find-due`, and for what it finds to be done. */
async function letWork(): Promise<void> {
  for (const minutes of [1, 1, 1, 6, 1]) await deployed.runtime.moveClock(now() + minutes * MINUTE);
}

/** How often the metric that the alarm looks at was written. */
const alarmed = () => deployed.lines.filter((line) => line.includes('"Paused":')).length;

/** The metrics that the alarm of the synthesised template looks at: `<namespace> <name> <service>`. */
function alarmLooksAt(): readonly string[] {
  const { Resources } = JSON.parse(
    readFileSync(join(deployed.assembly, 'Expunge.template.json'), 'utf8'),
  ) as TemplateJson;
  const [alarm] = Object.entries(Resources).filter(([id]) => id.includes('AlarmsErasurePaused'));
  expect(alarm?.[1].Properties).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
  const metrics = alarm?.[1].Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Named } }) =>
    MetricStat === undefined ? [] : [MetricStat.Metric],
  );
  return metrics.map(({ Namespace, MetricName, Dimensions }: Named) =>
    [Namespace, MetricName, Dimensions[0]?.Value].join(' '),
  );
}

interface Named {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Value: string }[];
}

describe('what a deployment erases', () => {
  it('is nothing before somebody approves it; a policy changed by mistake from 180 days to 18 erases at most a day’s budget', {
    timeout: 400_000,
  }, async () => {
    const first = await cli('approve');
    expect([first.status, new Set(first.data.brakes.map(({ state }: { state: string }) => state))]).toEqual([
      1,
      new Set(['observe']),
    ]);
    expect(await cli('approve', POLICY, '--by', 'officer')).toMatchObject({ status: 0 });
    await store();
    await letWork();
    expect(await stored()).toBe(PEOPLE);
    expect(alarmed(), 'nothing was due').toBe(0);

    await deployMistake();
    await letWork();
    expect(await stored(), 'nobody approved it').toBe(PEOPLE);
    expect(alarmed()).toBeGreaterThan(0);
    expect(alarmLooksAt()).toEqual(['Expunge Paused delete', 'Expunge Paused anonymise']);
    expect(await brake()).toMatchObject({
      state: 'observe',
      approved: { by: 'officer' },
      waiting: { records: PEOPLE },
      today: { budget: BUDGET },
    });
    const observed = await stored();

    expect(await cli('approve', POLICY, '--by', 'officer')).toMatchObject({ status: 0 });
    await letWork();
    const gone = PEOPLE - (await stored());
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThanOrEqual(BUDGET);
    expect(await brake()).toMatchObject({ state: 'paused', pausedAt: expect.any(String) });
    await deployed.runtime.moveClock(now() + DAY);
    await letWork();
    expect(PEOPLE - (await stored()), 'another day is another budget, but not without an approval').toBe(gone);
    const waiting = (await brake())?.waiting;
    expect(waiting).toMatchObject({ records: PEOPLE - gone });

    const rest = ['--dataset', 'wechat-users', '--rule', RULE, '--records', String(PEOPLE)];
    expect(await cli('approve', POLICY, ...rest, '--by', 'officer')).toMatchObject({ status: 0 });
    await letWork();
    expect(await stored()).toBe(0);
    expect(await brake()).toMatchObject({ state: 'running' });
    expect((await cli('approve')).data.brakes.filter(({ policy }: { policy: string }) => policy === POLICY)).toEqual(
      [],
    );
    expect(deployed.lines.join('\n')).not.toContain('canary');
    tellFigures('blast-radius', {
      people: PEOPLE,
      dueByMistake: PEOPLE,
      erasedUnapproved: PEOPLE - observed,
      dayBudget: BUDGET,
      erasedInADay: gone,
      alarms: alarmed(),
      erasedOnceApproved: PEOPLE,
    });
  });
});
