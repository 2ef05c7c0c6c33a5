import type { StartingPoint, TriggerKind } from '../../policy/plan.ts';

/** How a request reached the controller. */
export type Channel = 'app' | 'platform' | 'mail' | 'phone' | 'letter';

/** A record's key attributes in DynamoDB's own JSON. */
export type RecordKey = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Gate → where its proof is kept: a ticket, an address. Never personal data. */
export type Preconditions = Readonly<Record<string, string>>;

/**
 * A trigger for one subject. What it is about: at most one of `categories`, `permission`, `plugin`, `dataset` with `key` or
 * `object`; without any, everything that the trigger covers. Instants in milliseconds, here and below.
 */
export interface CaseRequest {
  readonly type: TriggerKind;
  /** The trigger's own id: the same one told twice is one case. */
  readonly id: string;
  readonly policy: string;
  readonly subject: string;
  readonly receivedAt: number;
  readonly categories?: readonly string[] | undefined;
  readonly permission?: string | undefined;
  readonly plugin?: string | undefined;
  readonly dataset?: string | undefined;
  /** The record, in a table. */
  readonly key?: RecordKey | undefined;
  /** The record, in a bucket: its name below the subject's prefix. */
  readonly object?: string | undefined;
  /** `app` where it is not said. */
  readonly channel?: Channel | undefined;
  /** What has been proven already. */
  readonly preconditions?: Preconditions | undefined;
  /** When that was; on receipt where it is not said. Never said on the bus: what comes with a trigger was proven by then. */
  readonly provenAt?: number | undefined;
}

export interface PreconditionsMet {
  readonly type: 'PreconditionsMet';
  readonly id: string;
  readonly case: string;
  readonly preconditions: Preconditions;
  readonly metAt: number;
}

export interface ConsentGiven {
  readonly type: 'ConsentGiven';
  readonly id: string;
  readonly policy: string;
  readonly subject: string;
  /** Absent: everything the policy collects. */
  readonly categories?: readonly string[] | undefined;
  /** The version of the policy that was agreed to. */
  readonly version: string;
  readonly evidence: string;
  readonly givenAt: number;
}

export interface AccountReopened {
  readonly type: 'AccountReopened';
  readonly id: string;
  readonly policy: string;
  readonly subject: string;
  readonly reopenedAt: number;
}

/** The service ends, for all subjects. */
export interface ServiceShutDown {
  readonly type: 'ServiceShutDown';
  readonly id: string;
  readonly policy: string;
  readonly receivedAt: number;
  readonly preconditions?: Preconditions | undefined;
}

/** A copy of a dataset was made anew, without what had been erased by then. */
export interface BackupRefreshed {
  readonly type: 'BackupRefreshed';
  readonly id: string;
  readonly dataset: string;
  readonly copy: string;
  readonly refreshedAt: number;
  readonly evidence: string;
}

export interface RecipientConfirmed {
  readonly type: 'RecipientConfirmed';
  readonly id: string;
  readonly case: string;
  readonly recipient: string;
  readonly confirmedAt: number;
}

export interface PersonalDataStored {
  readonly type: 'PersonalDataStored';
  readonly id: string;
  readonly dataset: string;
  readonly subject: string;
  /** Where the sender gave it. */
  readonly key: RecordKey | null;
  readonly times: Readonly<Partial<Record<StartingPoint, number>>>;
}

export interface ObjectCreated {
  readonly type: 'ObjectCreated';
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly at: number;
}

/** A trigger as it comes over the bus: the end of a service names no subject there. */
export type SubjectTrigger = CaseRequest & { readonly type: Exclude<TriggerKind, 'ServiceShutDown'> };

/** What comes in over the bus. */
export type IncomingEvent =
  | SubjectTrigger
  | ServiceShutDown
  | PreconditionsMet
  | ConsentGiven
  | AccountReopened
  | RecipientConfirmed
  | BackupRefreshed
  | PersonalDataStored
  | ObjectCreated;
