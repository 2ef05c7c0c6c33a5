/** The keys under which evidence names subjects: how they begin, follow one another and end. */
export { dynamoEpochs } from './dynamo-store.ts';
export { createEpochKey, type EpochKey } from './epoch-key.ts';
export type { Epoch, EpochStore, StoredEpoch } from './epoch-store.ts';
export { createEvidenceEpochs, type EpochTools, type EvidenceEpochs, SECRET_BYTES } from './epochs.ts';
