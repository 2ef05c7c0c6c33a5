import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Receipt } from '../lib/evidence/index.ts';
import { dynamoHeads } from '../lib/evidence/log/aws/index.ts';
import { emptyHead } from '../lib/evidence/log/log-heads.ts';
import { rollUp } from '../lib/evidence/log/rollup.ts';
import { dynamoRegistry } from '../lib/registry/index.ts';
import { writeReport } from '../lib/report/index.ts';
import { testDynamoDb } from '../test/support/dynamodb.ts';

/*
 * What the report of a year costs: requests, counted at the client, against the embedded DynamoDB. `node
 * bench/reporting.ts`. It goes by days and by what is open, never by receipts. A day with few receipts has fewer kinds of
 * them, which may save one of the pages of a megabyte in which the counts are read; from there on it is the same number.
 */
const YEAR = { from: '2026-01-01', to: '2026-12-31' };
const FIRST = Date.parse(YEAR.from);
const NOW = Date.parse('2027-01-01T13:00:00Z');
const DAY = 86_400_000;
const SHARDS = 64;
const RULES = 6;
/** Of counts, for a year with these rules. */
const PAGES = 2;
const LOG = 'expunge.example/aws-cn';

function receipt(n: number, of: number): Receipt {
  const verified = FIRST + Math.floor((n / of) * 365 * DAY);
  const iso = (instant: number) => new Date(instant).toISOString();
  return {
    format: 'expunge-receipt/1',
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    trigger: { kind: 'period' },
    policy: { id: 'weidandan', version: '2024-11-26', digest: 'd'.repeat(64) },
    rule: { id: `rule-${n % RULES}`, clause: '8.2' },
    subject: { epoch: '2026', ref: 'BBBBBBBBBBBBBBBBBBBBBA' },
    dataset: `weidandan-logs-${n % RULES}`,
    categories: ['service-logs'],
    action: 'delete',
    records: 1 + (n % 7),
    outcome: 'erased',
    due: iso(verified + (2 + (n % 5) * 5) * 3_600_000),
    startedAt: iso(verified - 300),
    verifiedAt: iso(verified),
    verification: { method: 'strong read by key', result: 'absent' },
    copiesGoneBy: null,
  };
}

const dynamodb = await testDynamoDb();

/** Seals so many receipts over the year, a commit a day, and counts the requests of the year's report. */
async function report(receipts: number) {
  const table = await dynamodb.table('pk', 'sk');
  const heads = dynamoHeads(dynamodb.client, table, LOG);
  const all = Array.from({ length: receipts }, (_, n) => receipt(n, receipts));
  const dayOf = (_policy: string, instant: string) => instant.slice(0, 10);
  let head = emptyHead(`${LOG}/2026`);
  for (const [, some] of Map.groupBy(all, ({ verifiedAt }) => verifiedAt.slice(0, 10))) {
    const days = rollUp(some, { origin: head.origin, first: head.size }, dayOf);
    head = { ...head, version: head.version + 1, size: head.size + some.length };
    if (!(await heads.commit({ head, families: [], days }))) throw new Error('a commit was overtaken');
  }
  let [requests, objects] = [0, 0];
  const client = counting(dynamodb.client, () => requests++);
  const started = performance.now();
  const made = await writeReport(
    {
      heads: dynamoHeads(client, table, LOG),
      files: {
        get: async () => {
          objects++;
          return null;
        },
      },
      registry: dynamoRegistry(client, table, SHARDS),
      shards: SHARDS,
      plan: { format: 'expunge-plan/1', policies: {}, datasets: {}, recipients: {} },
      keep: async () => {
        objects++;
      },
    },
    YEAR,
    NOW,
  );
  const { totals } = made.report;
  if (totals.receipts !== receipts) throw new Error(`${totals.receipts} of ${receipts} receipts are in the report`);
  const kilobytes = Math.round(Object.values(made.files).join('').length / 1000);
  return { receipts, requests, objects, kilobytes, milliseconds: Math.round(performance.now() - started) };
}

function counting(client: DynamoDBClient, count: () => void): DynamoDBClient {
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'send') return value;
      return (command: Parameters<DynamoDBClient['send']>[0]) => {
        count();
        return target.send(command);
      };
    },
  });
}

try {
  const [few, many, more] = [await report(1_000), await report(100_000), await report(300_000)];
  console.log(`The report of a year with ${RULES} rules, ${SHARDS} shards and nothing open:\n`);
  for (const { receipts, requests, objects, kilobytes, milliseconds } of [few, many, more]) {
    console.log(
      `  ${String(receipts).padStart(7)} receipts: ${requests} DynamoDB and ${objects} S3 requests, ${kilobytes} KB, ${milliseconds} ms`,
    );
  }
  if (many.requests - few.requests > PAGES || more.requests !== many.requests || few.objects !== more.objects) {
    console.error('More receipts cost more requests.');
    process.exitCode = 1;
  }
} finally {
  await dynamodb.stop();
}
