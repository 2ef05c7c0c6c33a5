import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry, type ShardName } from '../../lib/registry/index.ts';
import { dynamodb, sqs } from '../wiring/clients.ts';
import { setting, shardCount } from '../wiring/environment.ts';
import { observer } from '../wiring/observe.ts';
import { sender } from '../wiring/queue.ts';
import { createHandler } from './handler.ts';

const watching = observer('find-due');
const queues = { delete: sender(sqs(), setting('deleteQueue')), anonymise: sender(sqs(), setting('anonymiseQueue')) };
const MINUTE = 60_000;

/** One message a shard and minute: its group keeps the workers of a shard behind one another. */
async function send(name: ShardName): Promise<void> {
  const group = String(name.shard);
  const minute = Math.floor(systemClock.now() / MINUTE);
  await queues[name.action](name, { group, deduplicationId: `${group}-${minute}` });
}

export const handler = middy(
  createHandler({
    registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
    shards: shardCount(),
    clock: systemClock,
    meter: watching,
    send,
  }),
).use(watching.middleware);
