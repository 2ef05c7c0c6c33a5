import { type Receipt, receiptId } from '../evidence/index.ts';
import type { Action, PlanDataset } from '../policy/plan.ts';
import { categoriesTouched, PITR } from '../policy/plan-index.ts';
import type { Coverage } from '../registry/coverage.ts';
import type { PageName } from './page-name.ts';
import type { Place } from './place.ts';
import type { Unit } from './unit.ts';
import type { Workshop } from './workshop.ts';

const DAY = 24 * 3600 * 1000;

/** What there is to prove of one unit. Instants in milliseconds. */
export interface Deed {
  readonly place: Place;
  readonly unit: Unit;
  readonly name: PageName;
  readonly action: Action;
  readonly subjectId: string;
  /** The case that made it go; null: its age. */
  readonly coverage: Coverage | null;
  readonly startedAt: number;
  readonly outcome: Receipt['outcome'];
  readonly records: number;
  readonly due: number | null;
}

/** The receipt of a deed, verified just now. */
export function receiptOf(deed: Deed, shop: Workshop): Receipt {
  const { place, unit, name, action, coverage } = deed;
  const verifiedAt = shop.clock.now();
  const copies = place.dataset.copiesGoneAfterDays;
  return {
    format: 'expunge-receipt/1',
    // What was erased now was there after whatever an attempt before had proved. That nothing was left speaks of the attempt
    // before: if that one came to prove what it erased, the log has it under this id and takes no other.
    id: receiptId(deed.records > 0 ? name.page : name.before, unit, coverage?.case),
    trigger: coverage ? { kind: coverage.trigger, case: coverage.case } : { kind: 'period' },
    policy: { id: place.policy.id, version: place.policy.version, digest: place.policy.digest },
    rule: { id: place.rule.id, clause: place.rule.clause },
    subject: shop.evidenceReference(place.policy.id, deed.subjectId),
    dataset: place.dataset.id,
    categories: categoriesTouched(place.dataset, place.cluster),
    action,
    records: deed.records,
    outcome: deed.outcome,
    due: deed.due === null ? null : iso(deed.due),
    startedAt: iso(deed.startedAt),
    verifiedAt: iso(verifiedAt),
    verification: {
      method: shop.targets(place.dataset).verification,
      result: deed.outcome === 'held' ? 'not erased' : action === 'delete' ? 'absent' : 'anonymous',
    },
    copiesGoneBy: copies === 0 ? null : iso(verifiedAt + copies * DAY),
    ...eachCopy(place.dataset, verifiedAt),
  };
}

/** Where there is a backup that may be refreshed before its days are over, each copy is named. */
function eachCopy({ copies = [] }: PlanDataset, verifiedAt: number): Pick<Receipt, 'copies'> {
  if (copies.every(({ name }) => name === PITR)) return {};
  return { copies: copies.map(({ name, days }) => ({ name, goneBy: iso(verifiedAt + days * DAY) })) };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
