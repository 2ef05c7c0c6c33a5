import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordKey } from '../functions/wiring/record-key.ts';
import { inBatches } from '../lib/concurrency.ts';
import { type StoredRecord, sightingsIn } from '../lib/erasure/sightings.ts';
import { dynamoTarget } from '../lib/erasure/targets/dynamodb.ts';
import { workShard } from '../lib/erasure/worker.ts';
import type { Workshop } from '../lib/erasure/workshop.ts';
import { caseEvidence } from '../lib/evidence/case-evidence.ts';
import { createEpochKey } from '../lib/evidence/epochs/index.ts';
import type { Plan, PlanDataset } from '../lib/policy/plan.ts';
import { approve, arm, createReferencer, dynamoRegistry, openCase } from '../lib/registry/index.ts';
import { startDynamoDb } from '../local/runtime/services/dynamodb.ts';

/*
 * What it costs to track and to prove, in units that DynamoDB bills: the embedded service counts them as AWS does, by item
 * size. `npm run bench`. Time plays no part, so the figures are the same on every machine.
 */
const DAY = 24 * 3600 * 1000;
/** A busy shard: its pages are full. */
const SHARDS = 1;
const SUBJECTS = 50;
const TIMERS = 4;
const SHARD = { action: 'delete', shard: 0 } as const;
const NOW = Date.parse('2026-03-02T00:00:00Z');
const TABLES = { registry: 'registry', data: 'data' };

const dataset: PlanDataset = {
  id: 'behaviour',
  policy: 'app',
  store: { kind: 'dynamodb', table: TABLES.data, partitionKey: 'pk', sortKey: 'sk', subject: { by: 'partition' } },
  times: { collected: { field: 'at', as: 'epoch-milliseconds' } },
  clusters: [{ rule: 'fixed-180-days', action: 'delete', categories: [], fields: {} }],
  dayBudget: 1_000_000,
  copiesGoneAfterDays: 35,
  recipients: [],
};
const rule = {
  id: 'fixed-180-days',
  clause: '1',
  start: 'collected',
  period: 'P180D',
  window: 86_400,
  floor: null,
} as const;
const plan: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {
    app: {
      id: 'app',
      version: '1',
      digest: '',
      controller: '',
      zone: 'Asia/Shanghai',
      residency: null,
      categories: {},
      rules: { [rule.id]: rule },
      grounds: {},
      extensions: {},
      refusals: {},
      permissions: {},
      plugins: {},
      revokeCodes: {},
      answers: { complaint: null },
      minors: null,
      prohibited: [],
      triggers: {
        AccountClosed: {
          clause: '1',
          scopes: ['account'],
          deadline: 'P15WD',
          deadlineFrom: 'receipt',
          reply: null,
          gates: [],
          covers: [rule.id],
          action: null,
        },
      },
    },
  },
  datasets: { [dataset.id]: dataset },
};

interface Units {
  write: number;
  read: number;
}

const folder = mkdtempSync(join(tmpdir(), 'expunge-bench-'));
const server = await startDynamoDb(folder, process.env.DYNAMODB_ENDPOINT);
const units: Record<string, Units> = {};
const client = new DynamoDBClient({
  endpoint: server.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
countUnits(client);

let time = NOW;
const clock = { now: () => time, sleep: async () => {} };
const meter = { count: () => {} };
const registry = dynamoRegistry(client, TABLES.registry, SHARDS);
const referencer = createReferencer(new Uint8Array(32));
const epoch = createEpochKey('2026', new Uint8Array(32));
const shop: Workshop = {
  plan,
  registry,
  targets: () => dynamoTarget(client),
  clock,
  prove: async () => {},
  evidenceReference: () => ({ epoch: '2026', ref: '' }),
  bus: { announce: async () => {} },
  meter,
  fault: (error) => console.error(error),
};

try {
  await createTables();
  await approve({ policy: 'app', by: 'bench' }, { plan, registry, clock, shards: SHARDS });
  console.log('Registry write units a record, beside its delete (read units in brackets)\n');
  console.log(
    'records a timer   tagged            worked off        together   budget   once a subject, its first timer included',
  );
  for (const [perTimer, budget] of [
    [1, '—'],
    [10, '0.11'],
    [100, '0.02'],
  ] as const) {
    const { tagging, working, once, records } = await track(perTimer);
    const figure = ({ write, read }: Units) =>
      `${(write / records).toFixed(4)} (${(read / records).toFixed(3)})`.padEnd(17);
    const together = ((tagging.write + working.write) / records).toFixed(4).padEnd(10);
    const each = (once.write / SUBJECTS).toFixed(2);
    console.log(
      `${String(perTimer).padEnd(17)} ${figure(tagging)} ${figure(working)} ${together} ${budget.padEnd(8)} ${each}`,
    );
  }
  const closing = await spent(() =>
    openCase(
      { type: 'AccountClosed', id: 'c', policy: 'app', subject: 'subject-0', receivedAt: time },
      { ...shop, referencer, keyOf: recordKey, evidenceOf: (...of) => caseEvidence(epoch, ...of) },
    ),
  );
  console.log(
    `\nscheduling a closure, ${dataset.clusters.length} cluster: ${closing.write} write units, however many records`,
  );
} finally {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The same timers for each subject, a fortnight apart; stored in order of time, as data comes in. What comes once in a
 * subject's life, meeting it with its first record and forgetting it after its last, is counted apart.
 */
async function track(perTimer: number) {
  const begun = time;
  let once: Units = { write: 0, read: 0 };
  let tagging: Units = { write: 0, read: 0 };
  for (let timer = 0; timer < TIMERS; timer++) {
    time = begun + timer * 14 * DAY;
    for (const batch of inBatches(recordsOf(perTimer, timer), 100)) {
      const cost = await spent(() => store(batch));
      if (timer === 0) once = sum(once, cost);
      else tagging = sum(tagging, cost);
    }
  }
  let working: Units = { write: 0, read: 0 };
  const lastTimer = begun + (180 + (TIMERS - 1) * 14 - 2) * DAY;
  while (time < lastTimer + 5 * DAY) {
    time += DAY / 2;
    const cost = await spent(() =>
      workShard({ name: SHARD, worker: 'bench', cutOff: time + DAY, careful: false }, shop),
    );
    if (time >= lastTimer) once = sum(once, cost);
    else working = sum(working, cost);
  }
  return { tagging, working, once, records: SUBJECTS * (TIMERS - 1) * perTimer };
}

interface Stored extends StoredRecord {
  readonly item: Record<string, unknown>;
}

function recordsOf(perTimer: number, timer: number): readonly Stored[] {
  return Array.from({ length: SUBJECTS * perTimer }, (_, n) => {
    const item = { pk: `subject-${perTimer}-${n % SUBJECTS}`, sk: `${timer}-${n}`, at: time };
    return { dataset, fields: item, key: '', event: `${timer}-${n}`, item };
  });
}

async function store(batch: readonly Stored[]): Promise<void> {
  for (const part of inBatches(batch, 25)) {
    const puts = part.map(({ item }) => ({ PutRequest: { Item: marshall(item) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLES.data]: puts } }));
  }
  const sightings = batch.flatMap((record) => sightingsIn(record, plan, time) ?? []);
  await arm(sightings, { registry, referencer, clock, meter });
}

/** Units spent on the registry meanwhile. */
async function spent(work: () => Promise<unknown>): Promise<Units> {
  const before = { write: 0, read: 0, ...units[TABLES.registry] };
  await work();
  const after = { write: 0, read: 0, ...units[TABLES.registry] };
  return { write: after.write - before.write, read: after.read - before.read };
}

function sum(a: Units, b: Units): Units {
  return { write: a.write + b.write, read: a.read + b.read };
}

/** Asks for the consumed capacity of every request, and adds it up by table. */
function countUnits(counted: DynamoDBClient): void {
  counted.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const consumed = (result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity;
      const isWrite = /Put|Write|Update|Delete/.test(context.commandName ?? '');
      for (const one of [consumed].flat() as ({ TableName?: string; CapacityUnits?: number } | undefined)[]) {
        if (!one?.TableName) continue;
        const table = units[one.TableName] ?? { write: 0, read: 0 };
        units[one.TableName] = table;
        table[isWrite ? 'write' : 'read'] += one.CapacityUnits ?? 0;
      }
      return result;
    },
    { step: 'initialize' },
  );
}

async function createTables(): Promise<void> {
  for (const TableName of Object.values(TABLES)) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  }
}
