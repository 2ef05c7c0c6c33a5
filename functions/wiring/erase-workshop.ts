import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../lib/clock.ts';
import type { Targets } from '../../lib/erasure/target.ts';
import { packPage } from '../../lib/evidence/index.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { eventBus } from './bus.ts';
import { eventBridge, kms, sqs } from './clients.ts';
import { readPlan, setting, shardCount } from './environment.ts';
import type { EraseDeps } from './erase-handler.ts';
import { currentEpoch, evidenceEpochs } from './keys.ts';
import type { Observer } from './observe.ts';
import { sender } from './queue.ts';

/** What both erasing functions work with, from their environment. */
export function eraseWorkshop(
  database: DynamoDBClient,
  targets: Targets,
  watching: Observer,
): Omit<EraseDeps, 'action'> {
  const table = setting('registryTable');
  const prove = sender(sqs(), setting('logQueue'));
  return {
    plan: readPlan(),
    registry: dynamoRegistry(database, table, shardCount()),
    targets,
    clock: systemClock,
    prove: (page) => prove(packPage(page)),
    epoch: currentEpoch(evidenceEpochs(kms(), setting('evidenceKey'), database, table)),
    bus: eventBus(eventBridge(), setting('bus')),
    meter: watching,
    fault: watching.fault,
  };
}
