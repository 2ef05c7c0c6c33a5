import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
import { INVALID_MESSAGE_BODY_CHAR } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';
import { followClock } from '../thread-clock.ts';

/** What SQS refuses in a message. The stand-in has the same list but for characters beyond the basic plane, which AWS takes. */
const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
Object.assign(INVALID_MESSAGE_BODY_CHAR, { test: (body: string) => REFUSED.test(body) });

/*
 * The queues live in a thread of their own whose clock follows the runtime's: visibility, delays and the five minutes of
 * FIFO deduplication pass when the clock is moved.
 */
followClock(workerData.clock as SharedArrayBuffer);
const app = buildApp({ logger: false, defaultRegion: workerData.region as string });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
parentPort?.postMessage(address);
