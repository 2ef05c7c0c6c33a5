import type { Bus, Meter } from '../../announcements.ts';
import type { Clock } from '../../clock.ts';
import { ExpungeError } from '../../errors.ts';
import type { ReceiptPage } from '../receipt.ts';
import { equalBytes } from './bytes.ts';
import { behind, checkpointPlace } from './checkpoint-place.ts';
import { SALT_BYTES } from './commitment.ts';
import { appendEntries, type Edge } from './edge.ts';
import { type Commit, emptyHead, type LogHead, type LogHeads } from './log-heads.ts';
import type { LogStorage } from './log-storage.ts';
import { type Chunk, inOrder, nextChunk } from './next-chunk.ts';
import { createPublisher } from './publish.ts';
import type { DayOf } from './rollup.ts';
import { committed, sealed, writeSealed } from './sealed-receipts.ts';
import type { Signer } from './signer.ts';

/** Commits that may wait for one publication: the head names each. */
const MOST_PENDING = 16;
const TRIES = 8;
/** Milliseconds; a little longer with each try. */
const PAUSE = 50;

export interface SealerDeps {
  /** `<log name>/<partition>`; each year's log has the year after it as its origin. */
  readonly log: string;
  readonly heads: LogHeads;
  /** Receipts and salts: private and erasable. */
  readonly receipts: LogStorage;
  /** What anybody may read. */
  readonly files: LogStorage;
  /** Where the operator of this log cannot rewrite what was deposited; null: nowhere. */
  readonly witness: LogStorage | null;
  /** Is told of each checkpoint once it is published: whoever listens keeps it; null: nobody is told. */
  readonly witnessBus: Bus | null;
  readonly signer: Signer;
  readonly clock: Clock;
  /** So many bytes that nobody can guess. */
  readonly random: (bytes: number) => Uint8Array;
  readonly dayOf: DayOf;
  readonly meter: Meter;
}

/** What became of the receipts. */
export interface Sealing {
  readonly sealed: number;
  /** Sealed already, under the same id. */
  readonly dropped: number;
}

export interface Sealer {
  /**
   * Seals these pages: when it returns, every receipt and statement of them is in the log exactly once, published, signed,
   * deposited, announced and filed under its case. May be repeated and interrupted anywhere, and by several sealers at once. What an interrupted one has committed is
   * published first.
   * @throws ExpungeError LOG_BEHIND, LOG_BROKEN: nothing is added until a person has looked. KEY_UNAVAILABLE: committed and
   * not published. ANOTHER_WORKER: other sealers were quicker time and again. Whatever the stores throw. Repeat the pages.
   */
  seal(pages: readonly ReceiptPage[]): Promise<Sealing>;
}

/** The head has moved on since it was read: everything read with it is stale. */
class Overtaken extends Error {}

export function createSealer(deps: SealerDeps): Sealer {
  const { heads, receipts, files, witness, witnessBus, signer, clock, random, dayOf, meter } = deps;
  const published = checkpointPlace(files, 'published checkpoint');
  const places = [published, ...(witness === null ? [] : [checkpointPlace(witness, 'checkpoint at the witness')])];
  const publisher = createPublisher({ files, receipts, signer, places, witnessBus, heads });

  async function commit(before: LogHead, next: Partial<LogHead>, rest?: Omit<Commit, 'head'>): Promise<LogHead> {
    const head = { ...before, ...next, version: before.version + 1 };
    if (!(await heads.commit({ families: [], days: [], ...rest, head }))) throw new Overtaken();
    return head;
  }

  const read = async (): Promise<LogHead> => (await heads.read()) ?? emptyHead(originAt(clock.now()));

  const originAt = (now: number): string => `${deps.log}/${new Date(now).getUTCFullYear()}`;

  /** The head with nothing left to publish, of the year that it is. */
  async function ready(): Promise<LogHead> {
    let head = await read();
    await refuseBehind(head);
    head = await publish(head);
    if (yearOf(head.origin) >= yearOf(originAt(clock.now()))) return head;
    const { origin, size, root } = head;
    head = await commit(head, {
      ...emptyHead(originAt(clock.now())),
      closing: size === 0 ? null : { origin, size, root },
    });
    await refuseBehind(head);
    return publish(head);
  }

  async function publish(head: LogHead): Promise<LogHead> {
    if (head.pending.length > 0) {
      await publisher.publish(head);
      return publish(await commit(head, { published: { size: head.size, root: head.root }, pending: [] }));
    }
    if (head.closing !== null) {
      await publisher.close(head.closing, head.origin);
      return commit(head, { closing: null });
    }
    return head;
  }

  /** What has been shown to others must be the beginning of what is committed, or all of it. */
  async function refuseBehind(head: LogHead): Promise<void> {
    const key = await signer.key(head.origin);
    for (const place of places) {
      const shown = await place.known(key);
      if (shown === null) {
        if (place !== published || head.published.size === 0) continue;
        throw new ExpungeError('LOG_BROKEN', 'The published checkpoint is missing. The log is not advanced.', {
          place: 'checkpoint',
        });
      }
      const why = contradiction(head, shown);
      if (why === null) continue;
      // Another sealer may have gone on between the two reads; a restored head stays where it is.
      if ((await read()).version !== head.version) throw new Overtaken();
      throw behind(place === published ? 'published checkpoint' : 'checkpoint at the witness', why);
    }
  }

  /** Commits all that waits, as far as one publication may wait for; takes off the list what is done. */
  async function attempt(waiting: ReceiptPage[], count: { sealed: number; dropped: number }): Promise<void> {
    let head = await ready();
    while (waiting.length > 0) {
      const known = await heads.families(waiting.map(({ family }) => family));
      let edge = await publisher.edge(head.origin, head);
      const sealedHere = new Map(known);
      while (waiting.length > 0 && head.pending.length < MOST_PENDING) {
        const chunk = nextChunk(waiting, sealedHere, head, dayOf);
        if (chunk.receipts.length > 0) ({ head, edge } = await add(head, edge, chunk));
        for (const family of chunk.families) sealedHere.set(family.name, family);
        waiting.splice(0, chunk.pages.length);
        count.sealed += chunk.receipts.length;
        count.dropped += chunk.dropped;
      }
      head = await publish(head);
    }
  }

  /** One commit: the receipts' object first, to which nothing refers before the commit itself. */
  async function add(before: LogHead, edge: Edge, chunk: Chunk): Promise<{ head: LogHead; edge: Edge }> {
    const withSalts = chunk.receipts.map(({ page, receipt }) => sealed(page, receipt, random(SALT_BYTES)));
    const { segment, bytes } = writeSealed(before.origin, before.size, withSalts);
    const content = committed(before.origin, segment, withSalts);
    if ((await receipts.putOnce(segment.key, bytes)) === 'different') {
      throw new ExpungeError('LOG_BROKEN', 'Other receipts lie at a key made from their own digest.', {
        place: segment.key,
      });
    }
    const grown = appendEntries(edge, content.entries);
    const next = { size: grown.edge.size, root: grown.root, pending: [...before.pending, segment] };
    const { families, days } = chunk;
    const head = await commit(before, next, { families, days });
    publisher.remember(segment, content);
    return { head, edge: grown.edge };
  }

  return {
    async seal(pages) {
      const waiting = inOrder(pages);
      const count = { sealed: 0, dropped: 0 };
      try {
        for (let tries = 1; ; tries++) {
          try {
            await attempt(waiting, count);
            return { ...count };
          } catch (error) {
            if (!(error instanceof Overtaken)) throw error;
            if (tries === TRIES) {
              throw new ExpungeError(
                'ANOTHER_WORKER',
                `Other sealers were quicker ${TRIES} times; it is tried again.`,
                {
                  place: 'log head',
                },
              );
            }
          }
          await clock.sleep(PAUSE * tries);
        }
      } catch (error) {
        if (error instanceof ExpungeError && error.code === 'LOG_BEHIND') meter.count('LogBehind', 1);
        throw error;
      } finally {
        meter.count('Sealed', count.sealed);
        meter.count('AlreadySealed', count.dropped);
      }
    },
  };
}

const yearOf = (origin: string): number => Number(origin.split('/').at(-1));

/** Why this head cannot have led to what was shown; null where it can. */
function contradiction(
  { size, root, published }: LogHead,
  shown: { size: number; root: Uint8Array; final: boolean },
): string | null {
  if (shown.final) return 'says that this log has ended';
  if (shown.size > size) return `is of size ${shown.size}, what is committed only of ${size}`;
  const same = [{ size, root }, published].find((head) => head.size === shown.size);
  return same !== undefined && !equalBytes(same.root, shown.root) ? `has another root for size ${shown.size}` : null;
}
