import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import type { EvidenceReference, ReceiptPage } from '../evidence/index.ts';
import type { Plan } from '../policy/plan.ts';
import type { Registry } from '../registry/registry.ts';
import type { Targets } from './target.ts';

/** Everything a worker works with. */
export interface Workshop {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly targets: Targets;
  readonly clock: Clock;
  /** Durable when it returns: receipts are on their way to the log. */
  readonly prove: (page: ReceiptPage) => Promise<void>;
  readonly evidenceReference: (policy: string, subject: string) => EvidenceReference;
  readonly bus: Bus;
  readonly meter: Meter;
  /** Told what failed, so that a person can read why; it writes codes, never data. */
  readonly fault: (error: unknown) => void;
}
