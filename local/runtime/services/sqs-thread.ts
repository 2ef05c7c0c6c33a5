import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { INVALID_MESSAGE_BODY_CHAR } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';
import { restart } from '../../http/index.ts';
import { followClock } from '../thread-clock.ts';

/** What SQS refuses in a message. The stand-in has the same list but for characters beyond the basic plane, which AWS takes. */
const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
Object.assign(INVALID_MESSAGE_BODY_CHAR, { test: (body: string) => REFUSED.test(body) });

/*
 * The queues live in a thread of their own whose clock follows the runtime's: visibility, delays and the five minutes of
 * FIFO deduplication pass when the clock is moved. A restart, asked for by its pause in milliseconds, leaves them as they are.
 */
followClock(workerData.clock as SharedArrayBuffer);
const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
const app = buildApp({ logger: false, defaultRegion: workerData.region as string, stores });
parentPort?.postMessage(await app.listen({ port: 0, host: '127.0.0.1' }));
parentPort?.on('message', async (pause: number) => {
  const back = restart(app.server, pause);
  // Who waited for a message is gone: a message that came now would be handed to nobody.
  stores.sqsStore.shutdown();
  await back;
  parentPort?.postMessage('back');
});
