import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import type { Plan } from '../policy/plan.ts';
import type { Registry } from '../registry/registry.ts';
import type { Carriers } from './carrier.ts';

/** What recipients are told with. It erases nothing: it reads who a case is about, and tells others. */
export interface RecipientsOffice {
  readonly plan: Plan;
  readonly registry: Pick<
    Registry,
    | 'case'
    | 'cases'
    | 'checkSubject'
    | 'wideHolds'
    | 'confirmRecipient'
    | 'noticesDue'
    | 'noticesWaiting'
    | 'putNotice'
    | 'turnNotice'
    | 'beginTelling'
    | 'noteTold'
    | 'escalateRecipient'
    | 'escalatedRecipients'
  >;
  readonly carriers: Carriers;
  /** Where recipients answer if the inventory does not say: the bus, by its ARN. */
  readonly confirmTo: string;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
  readonly fault: (error: unknown) => void;
}
