import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import type { EvidenceEpochs } from '../evidence/epochs/index.ts';
import type { ReceiptPage } from '../evidence/index.ts';
import type { LogHeads } from '../evidence/log/log-heads.ts';
import type { LogStorage } from '../evidence/log/log-storage.ts';
import type { Signer } from '../evidence/log/signer.ts';
import type { Plan } from '../policy/plan.ts';
import type { Registry } from '../registry/registry.ts';

/** What certifying is done with. It erases nothing and seals nothing: it reads, asks for a statement to be sealed, and writes certificates. */
export interface CertifyingOffice {
  readonly plan: Plan;
  readonly registry: Pick<
    Registry,
    'case' | 'checkSubject' | 'tags' | 'wideHolds' | 'certificatesDue' | 'certified' | 'refused' | 'refreshes'
  >;
  readonly heads: Pick<LogHeads, 'read' | 'ofCase'>;
  /** The private objects: `receipts/` is read, `certificates/` is written. */
  readonly evidence: Pick<LogStorage, 'get' | 'putOnce'>;
  /** The published log. */
  readonly files: Pick<LogStorage, 'get'>;
  /** The log's own key, under which every certificate is verified before it is issued. */
  readonly signer: Pick<Signer, 'key'>;
  readonly epochs: Pick<EvidenceEpochs, 'key'>;
  /** Puts a page on its way to the log; durable when it returns. */
  send(page: ReceiptPage): Promise<void>;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
  readonly fault: (error: unknown) => void;
}
