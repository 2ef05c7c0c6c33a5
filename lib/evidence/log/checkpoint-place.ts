import { ExpungeError } from '../../errors.ts';
import { equalBytes, fromUtf8, toUtf8 } from './bytes.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { TreeHead } from './log-heads.ts';
import type { LogStorage } from './log-storage.ts';
import type { NoteKey } from './note-key.ts';

/** A checkpoint as it is published or deposited. */
export interface Deposited extends TreeHead {
  /** The log's last one. */
  readonly final: boolean;
}

/** One place where checkpoints of a log are kept: the newest of each origin, which never goes back. */
export interface CheckpointPlace {
  /** What lies there as far as it is known; asks only where nothing is. @throws ExpungeError LOG_BEHIND: it is not ours. */
  known(key: NoteKey): Promise<Deposited | null>;
  /**
   * Writes a checkpoint unless a newer one is there.
   * @param sign called once, when it is needed.
   * @throws ExpungeError LOG_BEHIND: another history is there.
   */
  put(key: NoteKey, checkpoint: Deposited, sign: () => Promise<string>): Promise<void>;
}

const TRIES = 5;

/** The first words of the line by which a log says that it has ended; the next log's origin follows. */
export const FINAL = 'expunge-final';

/** @param name what a person calls the place: `published checkpoint`. */
export function checkpointPlace(storage: LogStorage, name: string): CheckpointPlace {
  const kept = new Map<string, { deposited: Deposited | null; version: string | null }>();

  async function look(key: NoteKey) {
    const file = await storage.get(pathOf(key.name));
    const found = { deposited: file && (await open(file.bytes, key, name)), version: file?.version ?? null };
    kept.set(key.name, found);
    return found;
  }

  return {
    // That nothing was there is not remembered: another sealer may have written meanwhile.
    known: async (key) => kept.get(key.name)?.deposited ?? (await look(key)).deposited,
    async put(key, checkpoint, sign) {
      for (let tries = 0; tries < TRIES; tries++) {
        const { deposited, version } = kept.get(key.name) ?? (await look(key));
        if (deposited !== null && !isNews(checkpoint, deposited, name)) return;
        const written = await storage.replace(pathOf(key.name), toUtf8(await sign()), version);
        if (written !== null) {
          kept.set(key.name, { deposited: checkpoint, version: written });
          return;
        }
        await look(key); // somebody else wrote: perhaps something newer
      }
      throw new ExpungeError('ANOTHER_WORKER', `The ${name} keeps changing while it is written; it is tried again.`);
    },
  };
}

const pathOf = (origin: string): string => `${origin}/checkpoint`;

function isNews(checkpoint: Deposited, there: Deposited, name: string): boolean {
  if (there.size === checkpoint.size && !equalBytes(there.root, checkpoint.root)) {
    throw behind(name, `has another root for size ${there.size}`);
  }
  if (there.final && checkpoint.size > there.size) throw behind(name, 'says that this log has ended');
  return checkpoint.size > there.size || (checkpoint.size === there.size && checkpoint.final && !there.final);
}

async function open(bytes: Uint8Array, key: NoteKey, name: string): Promise<Deposited> {
  try {
    const { size, root, extensions } = await openCheckpoint(fromUtf8(bytes) ?? '', [key]);
    return { size, root, final: extensions.some((line) => line.startsWith(`${FINAL} `)) };
  } catch (cause) {
    if (!(cause instanceof ExpungeError)) throw cause;
    throw behind(name, `is not signed by the log key (${cause.code})`, cause);
  }
}

/** What is committed is not what was shown to others: a restored backup, or another log under this name. */
export function behind(name: string, why: string, cause?: unknown): ExpungeError {
  return new ExpungeError(
    'LOG_BEHIND',
    `The ${name} ${why}. Nothing is sealed, so that no second history is ever signed: see LogBehind in the runbook.`,
    { place: name, ...(cause !== undefined && { cause }) },
  );
}
