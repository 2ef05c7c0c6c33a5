import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import type { ShutDownProgress } from '../../lib/shutting-down/index.ts';
import { worldWith } from '../cli/world.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const MINUTE = 60_000;
const POLICY = 'weidandan';
const SUBJECTS = ['canary-li', 'canary-wang', 'canary-zhao'];

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const iso = () => new Date(now()).toISOString();
const database = () => deployed.runtime.clients.dynamodb();

const say = async (type: string, detail: object) => {
  await deployed.runtime.clients.eventbridge().send(
    new PutEventsCommand({
      Entries: [{ EventBusName: 'expunge', Source: 'app', DetailType: type, Detail: JSON.stringify(detail) }],
    }),
  );
  await deployed.runtime.settle();
};

async function isStored(table: string, key: Record<string, string>): Promise<boolean> {
  const input = { TableName: `five-apps-${table}`, Key: marshall(key), ConsistentRead: true };
  return (await database().send(new GetItemCommand(input))).Item !== undefined;
}
const stored = async () => {
  const found = await Promise.all(SUBJECTS.map((user_id) => isStored('weidandan-accounts', { user_id })));
  return found.filter(Boolean).length;
};

async function cli(...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}
async function progress(): Promise<ShutDownProgress> {
  const [one] = (await cli('shut-down', 'list')).data.shutDowns as ShutDownProgress[];
  return (await cli('shut-down', 'show', one?.id ?? '')).data.shutDown;
}

const evidence = async (Key: string) => {
  const Bucket = deployed.named('Storage/Evidence', 'AWS::S3::Bucket');
  const { Body } = await deployed.runtime.clients.s3().send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};

async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 16, 2, 2, 2]) await deployed.runtime.moveClock(now() + minutes * MINUTE);
}

describe('a service that is shut down', () => {
  it('erases everybody’s data once both proofs are there, and proves it; other services live on [C-39, R-26]', {
    timeout: 300_000,
  }, async () => {
    for (const user_id of SUBJECTS) {
      const Item = marshall({ user_id, registered_at: iso(), mobile: '13800000001', real_name: '李' });
      await database().send(new PutItemCommand({ TableName: 'five-apps-weidandan-accounts', Item }));
    }
    const developer = marshall({ developer_id: 'canary-dev', registered_at: iso(), phone: '13800000002' });
    await database().send(new PutItemCommand({ TableName: 'five-apps-open-developers', Item: developer }));
    await deployed.runtime.settle();

    await say('ServiceShutDown', { id: 'end-of-service', policy: POLICY, receivedAt: iso() });
    await letWork();
    const waiting = await progress();
    expect(waiting).toMatchObject({ policy: POLICY, state: 'waiting', passes: 0 });
    expect(waiting.proofs.map(({ gate, metAt }) => [gate, metAt])).toEqual([
      ['collection-stopped', null],
      ['notice-posted', null],
    ]);
    expect(await stored()).toBe(3);

    const prove = (gate: string, evidenceOf: string) =>
      say('PreconditionsMet', {
        id: `${gate}-proof`,
        case: waiting.id,
        preconditions: { [gate]: evidenceOf },
        metAt: iso(),
      });
    await prove('collection-stopped', 'OPS-17');
    await letWork();
    expect([await stored(), (await progress()).state]).toEqual([3, 'waiting']);

    await prove('notice-posted', 'https://weidandan.example/notice');
    for (let time = 0; time < 4; time++) await letWork();
    expect(await stored()).toBe(0);
    expect(await isStored('open-developers', { developer_id: 'canary-dev' })).toBe(true);

    const done = await progress();
    expect(done).toMatchObject({ state: 'completed', cases: { found: 3, afterStop: 0, open: 0, completed: 3 } });
    const text = await evidence(`shut-downs/${waiting.id}.json`);
    const record = JSON.parse(text);
    expect(record).toMatchObject({
      stage: 'final',
      proofs: [{ evidence: 'OPS-17' }, { evidence: 'https://weidandan.example/notice' }],
      counts: { cases: 3, completed: 3 },
    });
    for (const { certificates } of record.cases) {
      const certificate = JSON.parse(await evidence(certificates[0]));
      expect(certificate.statement.evidence).toMatchObject({ trigger: 'ServiceShutDown', stage: 'erased' });
      expect(certificate.statement.evidence.deadline, 'counted from the proofs').toBe(record.deadline);
    }
    expect(text + (await evidence(`shut-downs/${waiting.id}.html`))).not.toContain('canary');
    expect(deployed.lines.join('\n')).not.toContain('canary');
  });

  it('is not shut down by another event', { timeout: 60_000 }, async () => {
    await say('ServiceShutDown', { id: 'another-end', policy: POLICY, receivedAt: iso() });
    const QueueUrl = deployed.named('Queues/DeadLetters', 'AWS::SQS::Queue');
    const { Messages = [] } = await deployed.runtime.clients
      .sqs()
      .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body).code)).toEqual(['EVENT_CONTRADICTS']);
    expect((await cli('shut-down', 'list')).data.shutDowns).toHaveLength(1);
    const Bucket = deployed.named('Storage/Evidence', 'AWS::S3::Bucket');
    const { Contents = [] } = await deployed.runtime.clients
      .s3()
      .send(new ListObjectsV2Command({ Bucket, Prefix: 'shut-downs/' }));
    expect(Contents).toHaveLength(2);
  });
});
