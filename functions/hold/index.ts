import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { dynamodb, kms } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { registryReferences } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { answeringRefusals } from '../wiring/refusal.ts';
import { createHandler } from './handler.ts';

const watching = observer('hold');

const hold = createHandler({
  plan: readPlan(),
  registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
  references: registryReferences(kms(), setting('referenceKey')),
  clock: systemClock,
  shards: shardCount(),
});

export const handler = middy(answeringRefusals(hold)).use(watching.middleware);
