import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpungeError } from '../../../lib/errors.ts';
import { type Child, startChild } from './child.ts';
import { restartElsewhere } from './elsewhere.ts';

export interface DynamoDbServer {
  readonly endpoint: string;
  /** The SQLite file it keeps everything in; null where the server is not ours. */
  readonly file: string | null;
  stop(): Promise<void>;
  /** Kills it and starts it again, so many milliseconds later, on the same port and file. Resolves when it listens. */
  restart(pause: number): Promise<void>;
}

const BINARY = fileURLToPath(new URL('../../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));
/** For platforms whose binary is not among the optional dependencies. */
const PACKAGE = 'dynoxide@1.2.1';
/** Downloading the package counts too. */
const READY_WITHIN = 60_000;

/** Linux keeps this directory in memory. */
const IN_MEMORY = '/dev/shm';
/** Bytes that must be free there, or a larger population would fill it. */
const ROOM = 1024 ** 3;

/**
 * Starts DynamoDB, empty, or uses the server that `DYNAMODB_ENDPOINT` names. The server waits for the disk after every
 * item it writes; so its file lies in memory where there is room, otherwise in `dataDir`.
 */
export async function startDynamoDb(dataDir: string, elsewhere: string | undefined): Promise<DynamoDbServer> {
  if (elsewhere !== undefined) {
    return { endpoint: elsewhere, file: null, stop: async () => {}, restart: restartElsewhere };
  }
  const scratch = hasRoom() ? mkdtempSync(join(IN_MEMORY, 'expunge-')) : null;
  const file = join(scratch ?? dataDir, 'dynamodb.sqlite');
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const port = await freePort();
  const serve = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const bundled = existsSync(BINARY);
  const child = bundled ? startChild(BINARY, serve, scratch) : startChild('npx', ['--yes', PACKAGE, ...serve], scratch);
  await listening(child);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    file,
    stop: () => child.stop(),
    restart: async (pause) => {
      if (!bundled) await restartElsewhere();
      const back = listening(child);
      await child.restart(pause);
      await back;
    },
  };
}

function hasRoom(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

/** The server cannot choose a port itself: `--port 0` does not say which one it took. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function listening(child: Child): Promise<void> {
  const { stdout, stderr } = child.process;
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (what: string) => {
      forget();
      void child.stop();
      reject(new ExpungeError('CONFIGURATION', `The embedded DynamoDB ${what}: ${said.trim() || 'it said nothing'}.`));
    };
    const hear = (chunk: Buffer) => {
      if (said.length < 2_000) said += chunk.toString();
      if (!said.includes('listening on')) return;
      forget();
      resolve();
    };
    const ended = () => fail('ended');
    const broken = (error: Error) => fail(`could not be started (${error.message})`);
    const forget = () => {
      clearTimeout(timer);
      for (const stream of [stdout, stderr]) stream?.off('data', hear).off('end', ended).resume();
      child.process.off('error', broken);
    };
    const timer = setTimeout(() => fail('did not start in time'), READY_WITHIN);
    stdout?.on('data', hear);
    stderr?.on('data', hear);
    stdout?.once('end', ended);
    child.process.once('error', broken);
  });
}
