import { PutObjectCommand } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoHeads, s3Storage } from '../../lib/evidence/log/aws/index.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { dynamodb, s3 } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { observer } from '../wiring/observe.ts';
import { createHandler } from './handler.ts';

const watching = observer('report');
const [database, objects] = [dynamodb(), s3()];
const [table, evidence] = [setting('registryTable'), setting('evidenceBucket')];

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
};

async function keep(path: string, text: string): Promise<void> {
  const ContentType = TYPES[path.split('.').at(-1) ?? ''];
  await objects.send(new PutObjectCommand({ Bucket: evidence, Key: path, Body: text, ContentType }));
}

export const handler = middy(
  createHandler({
    heads: dynamoHeads(database, table, setting('logName')),
    files: s3Storage(objects, setting('logBucket')),
    registry: dynamoRegistry(database, table, shardCount()),
    shards: shardCount(),
    plan: readPlan(),
    keep,
    clock: systemClock,
  }),
).use(watching.middleware);
