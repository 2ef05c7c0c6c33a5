import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { eventBusCarrier, httpsCarrier, kmsNoticeKey, sqsCarrier } from '../../lib/recipients/index.ts';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms, sqs } from '../wiring/clients.ts';
import { optionalSetting, readPlan, setting, shardCount } from '../wiring/environment.ts';
import { observer } from '../wiring/observe.ts';
import { createHandler } from './handler.ts';

const watching = observer('tell');
const key = kmsNoticeKey(kms(), setting('noticeKey'));
const events = eventBridge();

export const handler = middy(
  createHandler({
    key,
    office: {
      plan: readPlan(),
      registry: dynamoRegistry(dynamodb(), setting('registryTable'), shardCount()),
      carriers: {
        https: httpsCarrier({ fetch, key, clock: systemClock, endpoint: optionalSetting('noticeEndpoint') }),
        sqs: sqsCarrier(sqs()),
        eventBus: eventBusCarrier(events),
      },
      confirmTo: setting('confirmTo'),
      clock: systemClock,
      bus: eventBus(events, setting('bus')),
      meter: watching,
      fault: watching.fault,
    },
  }),
).use(watching.middleware);
