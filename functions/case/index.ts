import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { currentEpoch, evidenceEpochs, registryReferences } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { answeringRefusals } from '../wiring/refusal.ts';
import { createHandler } from './handler.ts';

const watching = observer('case');
const database = dynamodb();
const table = setting('registryTable');

const desk = createHandler({
  plan: readPlan(),
  registry: dynamoRegistry(database, table, shardCount()),
  references: registryReferences(kms(), setting('referenceKey')),
  epoch: currentEpoch(evidenceEpochs(kms(), setting('evidenceKey'), database, table)),
  bus: eventBus(eventBridge(), setting('bus')),
  clock: systemClock,
  meter: watching,
});

// Who asks is there to hear what is wrong with a request: nothing of it is parked.
export const handler = middy(answeringRefusals(desk, ['refuse', 'park'])).use(watching.middleware);
