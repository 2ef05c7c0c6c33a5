import type { Bus } from '../../announcements.ts';
import { together } from '../../concurrency.ts';
import { ExpungeError } from '../../errors.ts';
import { equalBytes, toBase64 } from './bytes.ts';
import { formatCheckpoint, openCheckpoint } from './checkpoint.ts';
import { type CheckpointPlace, type Deposited, FINAL } from './checkpoint-place.ts';
import { appendEntries, type Edge, EMPTY_EDGE, type LogFile, loadEdge } from './edge.ts';
import type { LogHead, LogHeads, Segment, TreeHead } from './log-heads.ts';
import type { LogStorage } from './log-storage.ts';
import { formatNote } from './note.ts';
import { type Committed, readCommitted } from './sealed-receipts.ts';
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
  /** Is told of each checkpoint that is published; null: nobody is. */
  readonly witnessBus: Bus | null;
  /** Where published evidence of cases is filed. */
  readonly heads: Pick<LogHeads, 'file'>;
}

/**
 * Makes public what has been committed, and nothing else: every byte but the signature follows from the committed state,
 * so that whoever repeats it writes the same. Remembers the right edge and the entries it has seen.
 */
export interface Publisher {
  /** The edge of a published tree. @throws ExpungeError LOG_BROKEN. */
  edge(origin: string, at: TreeHead): Promise<Edge>;
  /** Saves reading a segment back. */
  remember(segment: Segment, content: Committed): void;
  /**
   * Publishes what is pending: bundles and tiles first, the checkpoint after them, then its deposits and its
   * announcement; last files what belongs to cases, which is then in the published log. Repeatable.
   * @throws ExpungeError LOG_BROKEN: what is published is not what was committed. LOG_BEHIND, KEY_UNAVAILABLE.
   */
  publish(head: LogHead): Promise<void>;
  /** Publishes the last checkpoint of a log that has ended. `next`: the origin that goes on. */
  close(closed: TreeHead & { readonly origin: string }, next: string): Promise<void>;
}

export function createPublisher(deps: PublisherDeps): Publisher {
  const { files, receipts, signer, places, witnessBus, heads } = deps;
  let edge: { readonly origin: string; readonly edge: Edge; readonly root: Uint8Array } | null = null;
  const known = new Map<string, Committed>();

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
    const signedOnce = () => {
      note ??= sign();
      return note;
    };
    for (const place of places) await place.put(key, checkpoint, signedOnce);
    if (witnessBus === null) return;
    // Where a sealer died before this, the checkpoint lies there already: it is signed again to be told.
    const detail = { origin, size: checkpoint.size, root: toBase64(checkpoint.root), checkpoint: await signedOnce() };
    await witnessBus.announce([{ type: 'CheckpointPublished', detail }]);
  }

  const read = async (origin: string, segment: Segment): Promise<Committed> =>
    known.get(segment.key) ?? readCommitted(origin, segment, (await receipts.get(segment.key))?.bytes ?? null);

  return {
    edge: edgeAt,
    remember: (segment, content) => void known.set(segment.key, content),

    async publish({ origin, size, root, published, pending }) {
      const contents: Committed[] = [];
      for (const segment of pending) contents.push(await read(origin, segment));
      const entries = contents.flatMap((content) => content.entries);
      const grown = appendEntries(await edgeAt(origin, published), entries);
      if (grown.edge.size !== size || !equalBytes(grown.root, root)) {
        throw broken('checkpoint', 'would not have the root that was committed');
      }
      await together(grown.files, PARALLEL, (file) => putFile(origin, file));
      await showCheckpoint(origin, { size, root, final: false }, []);
      await heads.file(contents.flatMap(({ ofCases }) => ofCases));
      edge = { origin, edge: grown.edge, root };
      known.clear();
    },

    close: ({ origin, size, root }, next) => showCheckpoint(origin, { size, root, final: true }, [`${FINAL} ${next}`]),
  };
}

function broken(path: string, what: string): ExpungeError {
  return new ExpungeError('LOG_BROKEN', `${path} ${what}. The log is not advanced over it.`, { place: path });
}
