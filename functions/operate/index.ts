import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { dynamodb, kms, s3 } from '../wiring/clients.ts';
import { setting } from '../wiring/environment.ts';
import { evidenceEpochs } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { answeringRefusals } from '../wiring/refusal.ts';
import { createHandler } from './handler.ts';
import { s3Shelf } from './shelf.ts';

const watching = observer('operate');

const operate = createHandler({
  epochs: evidenceEpochs(kms(), setting('evidenceKey'), dynamodb(), setting('registryTable')),
  receipts: s3Shelf(s3(), setting('evidenceBucket')),
  clock: systemClock,
});

export const handler = middy(answeringRefusals(operate)).use(watching.middleware);
