/** Walks over the stores themselves: what is untracked, what should be gone, what should not be there. */
export { audited, beginAudit, continueAudits } from './audit.ts';
export { type CursorSeal, createCursorSeal } from './cursor-seal.ts';
export { type GuardPage, guardPage } from './guard.ts';
export type { AuditOffice } from './office.ts';
export type { StoreReader, StoreReaders } from './store-reader.ts';
