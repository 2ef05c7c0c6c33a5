import { together } from '../../concurrency.ts';
import { ExpungeError } from '../../errors.ts';
import { equalBytes } from './bytes.ts';
import { formatCheckpoint, openCheckpoint } from './checkpoint.ts';
import { type CheckpointPlace, type Deposited, FINAL } from './checkpoint-place.ts';
import { appendEntries, type Edge, EMPTY_EDGE, type LogFile, loadEdge } from './edge.ts';
import type { LogHead, Segment, TreeHead } from './log-heads.ts';
import type { LogStorage } from './log-storage.ts';
import { formatNote } from './note.ts';
import { entriesOf } from './sealed-receipts.ts';
import type { Signer } from './signer.ts';

const PARALLEL = 8;

export interface PublisherDeps {
  /** The public files, each origin in a folder of its name. */
  readonly files: LogStorage;
  /** The private receipts. */
  readonly receipts: LogStorage;
  readonly signer: Signer;
  /** Where checkpoints go: the log itself first, then its witness. */
  readonly places: readonly CheckpointPlace[];
}

/**
 * Makes public what has been committed, and nothing else: every byte but the signature follows from the committed state,
 * so that whoever repeats it writes the same. Remembers the right edge and the entries it has seen.
 */
export interface Publisher {
  /** The edge of a published tree. @throws ExpungeError LOG_BROKEN. */
  edge(origin: string, at: TreeHead): Promise<Edge>;
  /** Saves reading a segment back. */
  remember(segment: Segment, entries: readonly Uint8Array[]): void;
  /**
   * Publishes what is pending: bundles and tiles first, the checkpoint after them, its deposits last. Repeatable.
   * @throws ExpungeError LOG_BROKEN: what is published is not what was committed. LOG_BEHIND, KEY_UNAVAILABLE.
   */
  publish(head: LogHead): Promise<void>;
  /** Publishes the last checkpoint of a log that has ended. `next`: the origin that goes on. */
  close(closed: TreeHead & { readonly origin: string }, next: string): Promise<void>;
}

export function createPublisher({ files, receipts, signer, places }: PublisherDeps): Publisher {
  let edge: { readonly origin: string; readonly edge: Edge; readonly root: Uint8Array } | null = null;
  const known = new Map<string, readonly Uint8Array[]>();

  async function edgeAt(origin: string, { size, root }: TreeHead): Promise<Edge> {
    if (size === 0) return EMPTY_EDGE;
    const isThis = edge !== null && edge.origin === origin && edge.edge.size === size && equalBytes(edge.root, root);
    if (edge !== null && isThis) return edge.edge;
    const read = async (path: string) => (await files.get(`${origin}/${path}`))?.bytes ?? null;
    const loaded = await loadEdge(size, root, read);
    edge = { origin, edge: loaded, root };
    return loaded;
  }

  async function putFile(origin: string, { path, bytes }: LogFile): Promise<void> {
    if ((await files.putOnce(`${origin}/${path}`, bytes)) !== 'different') return;
    throw broken(path, 'is there with other bytes than were committed');
  }

  async function showCheckpoint(origin: string, checkpoint: Deposited, extensions: readonly string[]): Promise<void> {
    const key = await signer.key(origin);
    let note: Promise<string> | null = null;
    const sign = async () => {
      const text = formatCheckpoint({ origin, size: checkpoint.size, root: checkpoint.root, extensions });
      const signed = formatNote(text, [await signer.sign(origin, text)]);
      await openCheckpoint(signed, [key]); // what nobody can verify is not published
      return signed;
    };
    for (const place of places) {
      await place.put(key, checkpoint, () => {
        note ??= sign();
        return note;
      });
    }
  }

  return {
    edge: edgeAt,
    remember: (segment, entries) => void known.set(segment.key, entries),

    async publish({ origin, size, root, published, pending }) {
      const entries: Uint8Array[] = [];
      for (const segment of pending) {
        entries.push(
          ...(known.get(segment.key) ?? entriesOf(segment, (await receipts.get(segment.key))?.bytes ?? null)),
        );
      }
      const grown = appendEntries(await edgeAt(origin, published), entries);
      if (grown.edge.size !== size || !equalBytes(grown.root, root)) {
        throw broken('checkpoint', 'would not have the root that was committed');
      }
      await together(grown.files, PARALLEL, (file) => putFile(origin, file));
      await showCheckpoint(origin, { size, root, final: false }, []);
      edge = { origin, edge: grown.edge, root };
      known.clear();
    },

    close: ({ origin, size, root }, next) => showCheckpoint(origin, { size, root, final: true }, [`${FINAL} ${next}`]),
  };
}

function broken(path: string, what: string): ExpungeError {
  return new ExpungeError('LOG_BROKEN', `${path} ${what}. The log is not advanced over it.`, { place: path });
}
