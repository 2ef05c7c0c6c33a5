import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { registryReferences } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { parking } from '../wiring/parking.ts';
import { createHandler } from './handler.ts';

const watching = observer('open-case');

export const handler = middy(
  createHandler({
    plan: readPlan(),
    registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
    references: registryReferences(kms(), setting('referenceKey')),
    bus: eventBus(eventBridge(), setting('bus')),
    clock: systemClock,
    meter: watching,
    parking: parking(watching),
    fault: watching.fault,
  }),
).use(watching.middleware);
