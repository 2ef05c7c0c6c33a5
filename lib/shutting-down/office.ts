import type { Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import type { CaseRequest } from '../registry/events.ts';
import type { Case } from '../registry/model.ts';
import type { Referencer } from '../registry/reference.ts';
import type { Registry } from '../registry/registry.ts';

/** What a service is shut down with. It opens cases, as any trigger does, and erases nothing itself. */
export interface ShutDownOffice {
  readonly registry: Pick<
    Registry,
    | 'walk'
    | 'saveWalk'
    | 'subjectsAfter'
    | 'shutDowns'
    | 'saveShutDown'
    | 'listedCases'
    | 'listCases'
    | 'shutDownCases'
    | 'cases'
    | 'tags'
    | 'setDeadline'
  >;
  readonly referencer: Pick<Referencer, 'case'>;
  /** Opens the case of one subject, or finds it open. */
  readonly openCase: (request: CaseRequest) => Promise<Case>;
  /** Keeps a file in the evidence bucket, in place of what was there. */
  readonly keep: (path: string, text: string) => Promise<void>;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
  readonly fault: (error: unknown) => void;
}
