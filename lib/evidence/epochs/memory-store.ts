import { type EpochStore, inOrder, type StoredEpoch } from './epoch-store.ts';

/** Epochs in memory. Strict: refuses ids and secrets that no epoch has. */
export function memoryEpochs(): EpochStore {
  const epochs = new Map<string, StoredEpoch>();
  return {
    async list() {
      return inOrder(structuredClone([...epochs.values()]));
    },
    async begin({ id, begunAt, secret }) {
      if (!/^\d{4}(\.([2-9]|[1-9]\d+))?$/.test(id)) throw new Error(`${id} is no epoch's id.`);
      if (secret.length !== 32) throw new Error('A secret has 32 bytes.');
      if (epochs.has(id)) return false;
      epochs.set(id, { id, begunAt, destroyedAt: null, secret: Uint8Array.from(secret) });
      return true;
    },
    async destroy(id, at) {
      const epoch = epochs.get(id);
      if (epoch === undefined || epoch.secret === null) return false;
      epochs.set(id, { ...epoch, secret: null, destroyedAt: at });
      return true;
    },
  };
}
