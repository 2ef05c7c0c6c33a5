/** Twins of the log's ports, in memory: for tests, simulations and benches. */
export { type MemoryHeads, memoryHeads } from './log-heads.ts';
export { type MemoryStorage, memoryStorage } from './log-storage.ts';
export { memorySigner } from './signer.ts';
