import type { Clock } from '../../lib/clock.ts';
import { listen } from '../http/index.ts';
import { openBuckets } from './buckets.ts';
import type { Context } from './context.ts';
import { openDatabase } from './database.ts';
import { eventOf, type S3Event } from './events.ts';
import { answer } from './server.ts';
import { openVersions } from './versions.ts';

export type { S3Event, S3EventDetail } from './events.ts';

export interface S3Options {
  /** Gives LastModified, and decides when a retention has ended. It may jump, also backwards: versions stay in the order written. */
  readonly clock: Clock;
  /**
   * Path of the SQLite file that holds everything, bodies too.
   * @default ':memory:'
   */
  readonly dataFile?: string;
  /**
   * The account that owns everything, 12 digits.
   * @default '000000000000'
   */
  readonly account?: string;
  /**
   * Told of every object created or deleted in a bucket whose notification configuration has EventBridge on: once each,
   * in the order of the changes, after the change and before its answer. Must not throw.
   */
  readonly onEvent?: (event: S3Event) => void;
}

export interface S3Server {
  /** `http://127.0.0.1:<port>`; give it to a client with `forcePathStyle`. */
  readonly endpoint: string;
  readonly port: number;
  /** Ends open connections and closes the file. */
  stop(): Promise<void>;
  /** Does so, and so many milliseconds later is there again, on the same port and with what the file holds. */
  restart(pause: number): Promise<void>;
}

/**
 * A small S3 on loopback, for development and tests: versions, delete markers, Object Lock, conditional writes, tagging and
 * listings as S3 has them. What it does not implement it refuses with 501 instead of ignoring it. Signatures must be
 * there and are not verified; bucket policies, lifecycle and encryption settings are kept and have no effect.
 */
export async function startS3({
  clock,
  dataFile = ':memory:',
  account = '000000000000',
  onEvent,
}: S3Options): Promise<S3Server> {
  const open = () => {
    const database = openDatabase(dataFile);
    const context: Context = {
      clock,
      account,
      buckets: openBuckets(database),
      versions: openVersions(database),
      announce(bucket, request, happening) {
        if (onEvent === undefined || !bucket.announces) return;
        // A created version's own number orders it; a removal takes the next one.
        const removed = happening.deletion === 'Permanently Deleted';
        const number = removed ? database.nextNumber() : happening.version.number;
        onEvent(eventOf(bucket, request, { ...happening, number, time: clock.now(), requester: account }));
      },
    };
    return { context, close: () => database.close() };
  };
  let state = open();
  const server = await listen((message, response) => void answer(state.context, message, response));
  return {
    endpoint: server.endpoint,
    port: Number(new URL(server.endpoint).port),
    async stop() {
      await server.stop();
      state.close();
    },
    async restart(pause) {
      const back = server.restart(pause);
      state.close();
      state = open();
      await back;
    },
  };
}
