import { parentPort } from 'node:worker_threads';
import { doJob, type Job } from './jobs.ts';

/* One of the threads of `simulate.ts`: does what it is given, job by job. */
parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await doJob(job)));
