import middy from '@middy/core';
import { s3 } from '../wiring/clients.ts';
import { setting } from '../wiring/environment.ts';
import { evidenceBucket } from '../wiring/evidence-bucket.ts';
import { observer } from '../wiring/observe.ts';
import { createHandler } from './handler.ts';

const watching = observer('seal');

export const handler = middy(
  createHandler({ storage: evidenceBucket(s3(), setting('evidenceBucket')), fault: watching.fault }),
).use(watching.middleware);
