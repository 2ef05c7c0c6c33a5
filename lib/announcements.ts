/**
 * What Expunge tells the rest of the company, on its own bus. Delivered at least once; each carries the id
 * of its case so that a duplicate can be told. The subject id is in them because whoever acts on them needs it; they are
 * never logged.
 */
export type Announcement =
  | {
      readonly type: 'ErasureScheduled';
      readonly detail: { policy: string; subject: string; case: string; deadline: string; provisional: boolean };
    }
  | {
      readonly type: 'ProcessingRestricted';
      readonly detail: {
        policy: string;
        subject: string;
        case: string;
        /** At the opening of a case, what may not be used from now on; null: all of the account. Absent where a floor keeps a cluster. */
        categories?: readonly string[] | null;
        /** Null at the opening of a case, as are the three below. */
        dataset: string | null;
        rule: string | null;
        /** The law whose floor has not ended. */
        law: string | null;
        /** The day the data goes; null while the floor has not begun to run. */
        until: string | null;
      };
    }
  /** Nothing of it has begun; `gates`: what has to be proven, or decided, before. */
  | { readonly type: 'CaseWaiting'; readonly detail: { policy: string; case: string; gates: readonly string[] } }
  /** A person refused it on a ground of the policy; nothing of it is erased. */
  | { readonly type: 'CaseRefused'; readonly detail: { policy: string; case: string; code: string } }
  /** `dataset`: or a table said to hold nothing personal, of no policy. `count`: of records, by attribute. */
  | {
      readonly type: 'DriftFound';
      readonly detail: { policy: string | null; dataset: string; kind: string; count: number };
    }
  | { readonly type: 'ErasureCompleted'; readonly detail: { policy: string; case: string; completedAt: string } }
  /**
   * A promise is not kept yet, and so much of its time has passed: `half`, `three quarters`, all but `one day`, or all of
   * it. `clock`: `erasure`, or the `reply` to the person. `reasons`: what it waits for.
   */
  | {
      readonly type: 'DeadlineAtRisk';
      readonly detail: {
        policy: string;
        case: string;
        clock: 'erasure' | 'reply';
        deadline: string;
        passed: string;
        reasons: readonly string[];
      };
    }
  /** `stage`: `erased`, `beyond-use` or `final`. `certificate`: its key in the evidence bucket. */
  | {
      readonly type: 'CertificateIssued';
      readonly detail: { policy: string; case: string; stage: string; certificate: string };
    }
  /**
   * All data of a service that was shut down have gone: `erased` but for what floors keep until `restrictedUntil` (null:
   * nobody knows yet), `final` altogether. `record`: its key in the evidence bucket.
   */
  | {
      readonly type: 'ServiceErased';
      readonly detail: {
        policy: string;
        shutDown: string;
        stage: string;
        restrictedUntil: string | null;
        record: string;
      };
    }
  /**
   * A rule erases nothing more in a dataset until somebody approves. `observe`: what decides about its records has changed
   * since somebody did, or nobody ever did; `budget`: as many went on this day as may. `budget`: records, of that day.
   */
  | {
      readonly type: 'ErasurePaused';
      readonly detail: {
        policy: string;
        policyVersion: string;
        dataset: string;
        rule: string;
        reason: 'observe' | 'budget';
        budget: number | null;
        pausedAt: string;
      };
    }
  /** A notice to erase has reached somebody who received the subject's data. */
  | {
      readonly type: 'RecipientNotified';
      readonly detail: { policy: string; case: string; recipient: string; notifiedAt: string };
    }
  /** A letter has to be printed and sent: `expunge recipient letter`. Again as a reminder. */
  | {
      readonly type: 'LetterToSend';
      readonly detail: { policy: string; case: string; recipient: string; confirmBy: string };
    }
  /** A recipient did not confirm in time and is left to a person. `told`: whether a notice ever reached it. */
  | {
      readonly type: 'RecipientEscalated';
      readonly detail: { policy: string; case: string; recipient: string; told: boolean; escalatedAt: string };
    }
  /** To the witness's bus alone. `checkpoint`: the signed note; the others say what is in it. `root`: base64. */
  | {
      readonly type: 'CheckpointPublished';
      readonly detail: { origin: string; size: number; root: string; checkpoint: string };
    };

export interface Bus {
  announce(announcements: readonly Announcement[]): Promise<void>;
}

/** Counts for dashboards and alarms. Names and numbers only. */
export interface Meter {
  count(metric: Metric, value: number): void;
}

export type Metric =
  | 'Tagged'
  | 'Undated'
  | 'Unattributed'
  | 'Erased'
  | 'Held'
  | 'Braked'
  | 'Paused'
  | 'Restricted'
  | 'Late'
  | 'Failed'
  | 'Stuck'
  | 'CasesOpened'
  | 'CasesWaiting'
  | 'Doubts'
  | 'CasesCompleted'
  | 'CasesRefused'
  | 'Parked'
  | 'PlatformTriggers'
  | 'PlatformNoted'
  | 'PlatformKnown'
  | 'DueShards'
  | 'HoldsToReview'
  | 'Sealed'
  | 'AlreadySealed'
  | 'LogBehind'
  | 'CertificatesIssued'
  | 'CertificatesRefused'
  | 'ReceiptMissing'
  | 'RecipientsNotified'
  | 'RecipientsUnreached'
  | 'RecipientsEscalated'
  | 'DeadlineAtRisk'
  | 'Redued'
  | 'DeadlineMissed'
  | 'AfterStop'
  | 'ShutDownsAtRisk'
  | 'OldestWalk'
  | 'DriftFound'
  | 'OldestDueTimer';
