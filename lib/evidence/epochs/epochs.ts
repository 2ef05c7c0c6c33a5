import { ExpungeError } from '../../errors.ts';
import { toBase64 } from '../log/bytes.ts';
import { createEpochKey, type EpochKey } from './epoch-key.ts';
import { type Epoch, type EpochStore, partsOf, type StoredEpoch } from './epoch-store.ts';

/** Longer than any function keeps the key of the current epoch: see functions/wiring/keys.ts. */
const STILL_IN_USE = 3_600_000;

export const SECRET_BYTES = 32;

/**
 * The keys under which evidence names subjects, one after the other. With each UTC year a new one begins by itself.
 * Instants are milliseconds since 1970.
 */
export interface EvidenceEpochs {
  /** The key for what is written now. Begins the year's epoch where nobody has; who begins it at once gets the same. */
  current(now: number): Promise<EpochKey>;
  /** The key of an epoch, to find what was written in it. Null: destroyed, or never begun. */
  key(id: string): Promise<EpochKey | null>;
  /** All there were, the oldest first, without their secrets. */
  list(): Promise<readonly Epoch[]>;
  /** Begins a new epoch: what is written from now on cannot be linked with what was written before without both keys. */
  rotate(now: number): Promise<Epoch>;
  /**
   * Removes an epoch's secret: from then on nobody, the operator included, can make or recognise a reference of it.
   * @throws ExpungeError EPOCH_IN_USE: it is the current one, or was less than an hour ago. EPOCH_DESTROYED: it was
   * destroyed before. USAGE: there is no such epoch.
   */
  destroy(id: string, now: number): Promise<Epoch>;
}

export interface EpochTools {
  readonly store: EpochStore;
  /** HMAC-SHA-256 of a message under the KMS evidence key, which KMS never gives away: 32 bytes. */
  mac(message: string): Promise<Uint8Array>;
  /** 32 random bytes, others each time. */
  secret(): Uint8Array;
}

export function createEvidenceEpochs({ store, mac, secret }: EpochTools): EvidenceEpochs {
  const begin = async (id: string, now: number): Promise<StoredEpoch> => {
    await store.begin({ id, begunAt: now, secret: secret() });
    // read back whoever began it: the secret of whoever was quicker counts
    const begun = find(await store.list(), id);
    if (begun !== undefined) return begun;
    throw new ExpungeError('STORE_UNAVAILABLE', `The evidence epoch ${id} was begun and is not there.`, {
      place: 'registry',
    });
  };

  const currentEpoch = async (now: number): Promise<StoredEpoch> => {
    const newest = (await store.list()).at(-1);
    // a clock that is behind at New Year takes the epoch that others have begun
    if (newest !== undefined && newest.secret !== null && partsOf(newest.id).year >= yearOf(now)) return newest;
    return begin(idAfter(newest, now), now);
  };

  const keyOf = async (id: string, hidden: Uint8Array): Promise<EpochKey> =>
    createEpochKey(id, await mac(`expunge evidence ${id} ${toBase64(hidden)}`));

  return {
    async current(now) {
      const epoch = await currentEpoch(now);
      if (epoch.secret === null) throw destroyed(epoch.id);
      return keyOf(epoch.id, epoch.secret);
    },

    async key(id) {
      const hidden = find(await store.list(), id)?.secret ?? null;
      return hidden === null ? null : keyOf(id, hidden);
    },

    async list() {
      return (await store.list()).map(withoutSecret);
    },

    async rotate(now) {
      const newest = (await store.list()).at(-1);
      return withoutSecret(await begin(idAfter(newest, now), now));
    },

    async destroy(id, now) {
      await currentEpoch(now);
      const epochs = await store.list();
      const place = epochs.findIndex((epoch) => epoch.id === id);
      const epoch = epochs[place];
      if (epoch === undefined) throw unknown();
      const next = epochs[place + 1];
      if (next === undefined || next.begunAt + STILL_IN_USE > now) throw inUse(id, next);
      if (epoch.secret === null || !(await store.destroy(id, now))) throw destroyed(id);
      return { ...withoutSecret(epoch), destroyedAt: now };
    },
  };
}

const find = (epochs: readonly StoredEpoch[], id: string) => epochs.find((epoch) => epoch.id === id);

const yearOf = (now: number): number => new Date(now).getUTCFullYear();

/** What begins after the newest: the year's first, or one more in the same year. */
function idAfter(newest: Epoch | undefined, now: number): string {
  const year = yearOf(now);
  if (newest === undefined) return String(year);
  const last = partsOf(newest.id);
  return last.year < year ? String(year) : `${last.year}.${last.turn + 1}`;
}

function withoutSecret({ id, begunAt, destroyedAt }: StoredEpoch): Epoch {
  return { id, begunAt, destroyedAt };
}

function unknown(): ExpungeError {
  return new ExpungeError('USAGE', `There is no evidence epoch of that id: "expunge epoch list" names them all.`);
}

function destroyed(id: string): ExpungeError {
  return new ExpungeError('EPOCH_DESTROYED', `The evidence epoch ${id} was destroyed before; nothing was changed.`);
}

function inUse(id: string, next: Epoch | undefined): ExpungeError {
  const why =
    next === undefined
      ? 'is the current one: begin another with "expunge epoch rotate", and destroy this one an hour later'
      : `was the current one until ${new Date(next.begunAt).toISOString()}, and may be in use for an hour after that: try again then`;
  return new ExpungeError('EPOCH_IN_USE', `The evidence epoch ${id} ${why}. Nothing was changed.`);
}
