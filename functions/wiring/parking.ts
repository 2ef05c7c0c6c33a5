import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Meter } from '../../lib/announcements.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Parking } from '../../lib/registry/park.ts';
import { s3, sqs } from './clients.ts';
import { setting } from './environment.ts';
import { sender } from './queue.ts';

/** Parks into the bucket and the dead-letter queue that the deployment named. */
export function parking(meter: Meter): Parking {
  const bucket = setting('parkedBucket');
  const objects = s3();
  return {
    clock: systemClock,
    meter,
    async keep(key, body) {
      await objects.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    tell: sender(sqs(), setting('deadLetterQueue')),
  };
}
