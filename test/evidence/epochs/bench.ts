import { createHmac } from 'node:crypto';
import { createEvidenceEpochs, type EpochStore } from '../../../lib/evidence/epochs/index.ts';
import { memoryEpochs } from '../../../lib/evidence/epochs/memory-store.ts';

/** Epochs over a store in memory, with a key that stands for the one in KMS; secrets differ each time. */
export function createEpochBench(store: EpochStore = memoryEpochs()) {
  const macs: string[] = [];
  let secrets = 0;
  const tools = {
    store,
    mac: async (message: string) => {
      macs.push(message);
      return new Uint8Array(createHmac('sha256', 'kept in KMS').update(message).digest());
    },
    secret: () => new Uint8Array(32).fill(++secrets),
  };
  /** As many functions as are wanted, all over the same store. */
  const another = () => createEvidenceEpochs(tools);
  return { store, macs, tools, another, epochs: another() };
}
