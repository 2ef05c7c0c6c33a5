export type { Fate, Faults, FaultyService, Handed, Repetition, SentRequest } from './faults.ts';
export { startGate } from './gate.ts';
