import middy from '@middy/core';
import { createCertifier } from '../../lib/certifying/index.ts';
import { systemClock } from '../../lib/clock.ts';
import { packPage } from '../../lib/evidence/index.ts';
import { dynamoHeads, kmsSigner, s3Storage } from '../../lib/evidence/log/aws/index.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms, s3, sqs } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { evidenceEpochs } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { sender } from '../wiring/queue.ts';
import { createHandler } from './handler.ts';

const watching = observer('certify');
const [database, keys, objects] = [dynamodb(), kms(), s3()];
const table = setting('registryTable');
const send = sender(sqs(), setting('logQueue'));

const certifier = createCertifier({
  plan: readPlan(),
  registry: dynamoRegistry(database, table, shardCount()),
  heads: dynamoHeads(database, table, setting('logName')),
  evidence: s3Storage(objects, setting('evidenceBucket')),
  files: s3Storage(objects, setting('logBucket')),
  signer: kmsSigner(keys, setting('logKey')),
  epochs: evidenceEpochs(keys, setting('evidenceKey'), database, table),
  send: (page) => send(packPage(page)),
  clock: systemClock,
  bus: eventBus(eventBridge(), setting('bus')),
  meter: watching,
  fault: watching.fault,
});

export const handler = middy(createHandler({ certifier })).use(watching.middleware);
