import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { dynamodb } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { observer } from '../wiring/observe.ts';
import { answeringRefusals } from '../wiring/refusal.ts';
import { createHandler } from './handler.ts';

const watching = observer('approve');

const approve = createHandler({
  plan: readPlan(),
  registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
  clock: systemClock,
  shards: shardCount(),
});

export const handler = middy(answeringRefusals(approve)).use(watching.middleware);
