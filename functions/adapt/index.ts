import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { dynamodb, eventBridge, kms } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { registryReferences } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { parking } from '../wiring/parking.ts';
import { answeringRefusals } from '../wiring/refusal.ts';
import { createHandler } from './handler.ts';
import { platformSecrets } from './platform-secrets.ts';
import { triggerBus } from './trigger-bus.ts';

const watching = observer('adapt');
const keys = kms();

const adapt = createHandler({
  plan: readPlan(),
  registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
  references: registryReferences(keys, setting('referenceKey')),
  secretsOf: platformSecrets(keys, setting('platformKey')),
  tell: triggerBus(eventBridge(), setting('bus')),
  clock: systemClock,
  meter: watching,
  parking: parking(watching),
  fault: watching.fault,
});

export const handler = middy(answeringRefusals(adapt)).use(watching.middleware);
