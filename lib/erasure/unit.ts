import { plannedSortKey, urgentSortKey } from '../registry/keys.ts';
import type { Cluster, PlannedTimer, UrgentTimer } from '../registry/model.ts';

/** The timers of one page that ask for the same cluster: it is looked at once, and gets one receipt. */
export interface Unit extends Cluster {
  /** The sort key of the first of them: names it among those that may have killed a worker. */
  readonly timer: string;
  readonly urgent: readonly UrgentTimer[];
  /** Only these records, or all of the cluster. */
  readonly records: ReadonlySet<string> | 'all';
  /** A look before the subject is forgotten, which erases nothing. */
  readonly forget: boolean;
}

/** Groups a page's timers by cluster. Planned ones come first: unlike urgent ones they are still there at a repeat. */
export function unitsOf(planned: readonly PlannedTimer[], urgent: readonly UrgentTimer[]): readonly Unit[] {
  const units = new Map<string, Draft>();
  const draftFor = (timer: PlannedTimer, sortKey: string, forget: boolean): Draft => {
    const name = `${timer.ref}#${timer.dataset}#${timer.rule}#${forget}`;
    const records = timer.record === undefined ? 'all' : new Set([timer.record]);
    const known = units.get(name);
    if (known) {
      known.records = known.records === 'all' || records === 'all' ? 'all' : new Set([...known.records, ...records]);
      return known;
    }
    const { ref, dataset, rule } = timer;
    const draft: Draft = { ref, dataset, rule, timer: sortKey, urgent: [], records, forget };
    units.set(name, draft);
    return draft;
  };
  for (const timer of planned) draftFor(timer, plannedSortKey(timer), false);
  for (const timer of urgent) draftFor(timer, urgentSortKey(timer), timer.again === 'forget').urgent.push(timer);
  return [...units.values()];
}

type Draft = Omit<Unit, 'urgent' | 'records'> & { urgent: UrgentTimer[]; records: Unit['records'] };
