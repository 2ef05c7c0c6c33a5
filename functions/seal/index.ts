import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamoHeads, kmsSigner, s3Storage } from '../../lib/evidence/log/aws/index.ts';
import { createSealer } from '../../lib/evidence/log/seal.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms, s3 } from '../wiring/clients.ts';
import { optionalSetting, readPlan, setting } from '../wiring/environment.ts';
import { observer } from '../wiring/observe.ts';
import { civilDays } from './civil-days.ts';
import { createHandler } from './handler.ts';

const watching = observer('seal');
const objects = s3();
const witness = optionalSetting('witnessBucket');
const witnessBus = optionalSetting('witnessBus');

const sealer = createSealer({
  log: setting('logName'),
  heads: dynamoHeads(dynamodb(), setting('registryTable'), setting('logName')),
  receipts: s3Storage(objects, setting('evidenceBucket')),
  files: s3Storage(objects, setting('logBucket')),
  witness: witness === null ? null : s3Storage(objects, witness),
  witnessBus: witnessBus === null ? null : eventBus(eventBridge(), witnessBus),
  signer: kmsSigner(kms(), setting('logKey')),
  clock: systemClock,
  random: (bytes) => randomBytes(bytes),
  dayOf: civilDays(readPlan()),
  meter: watching,
});

export const handler = middy(createHandler({ sealer, fault: watching.fault })).use(watching.middleware);
