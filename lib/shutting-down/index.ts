/** The end of a service: everybody's cases, how far they have come, and the record of it. */
export { continueShutDowns } from './continue.ts';
export type { ShutDownOffice } from './office.ts';
export { progressOf, type ShutDownProgress } from './progress.ts';
export { recordKeys, type ShutDownRecord } from './record.ts';
