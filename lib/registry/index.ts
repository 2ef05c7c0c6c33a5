/** The registry: tags say what there is, timers when to look, cases what was asked for, holds what must wait. */
export { type ApprovalOffice, type ApprovalOrder, approve, type BrakeStanding, brakesOf } from './approve.ts';
export { type Armed, type Arming, arm } from './arm.ts';
export type { Audit, AuditFinding } from './audits.ts';
export type { BrakeRegistry } from './brakes.ts';
export { caseRecipients, isSettled } from './case-recipients.ts';
export { confirmRecipient } from './confirm-recipient.ts';
export { dynamoRegistry } from './dynamo/index.ts';
export {
  type CaseRequest,
  type IncomingEvent,
  isSubjectTrigger,
  parseEvent,
  type RecordKey,
  readTrigger,
  type SubjectTrigger,
} from './events.ts';
export { findDue, type Watch } from './find-due.ts';
export { contradict, giveConsent } from './give-consent.ts';
export { type HoldOffice, type HoldOrder, placeHold, releaseHold } from './hold.ts';
export { meetPreconditions } from './meet-preconditions.ts';
export type * from './model.ts';
export { type CaseOffice, openCase } from './open-case.ts';
export { type DeadLetter, type Parking, park } from './park.ts';
export { RECOUNT, recountDeadlines } from './recount.ts';
export { redue } from './redue.ts';
export { createReferencer, type Referencer, shardOf } from './reference.ts';
export { type BackupRefreshed, type RefreshOffice, refreshBackup } from './refresh-backup.ts';
export type { Docket, Registry, TimerRange } from './registry.ts';
export {
  type ListedCase,
  meetShutDown,
  openShutDown,
  type ShutDown,
  type ShutDownGate,
  type ShutDownRegistry,
  type ShutDownStage,
} from './shut-down.ts';
export type { Sighting } from './sighting.ts';
export {
  beginPass,
  type Walk,
  type WalkCounts,
  type WalkOffice,
  type WalkPage,
  type WalkRegistry,
  walkOn,
} from './walk.ts';
export { type Warning, watchDeadlines } from './warnings.ts';
