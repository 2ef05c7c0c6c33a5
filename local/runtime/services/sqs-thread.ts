import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
import { followClock } from '../thread-clock.ts';

/*
 * The queues live in a thread of their own whose clock follows the runtime's: visibility, delays and the five minutes of
 * FIFO deduplication pass when the clock is moved.
 */
followClock(workerData.clock as SharedArrayBuffer);
const app = buildApp({ logger: false, defaultRegion: workerData.region as string });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
parentPort?.postMessage(address);
