import { type Receipt, receiptId } from '../evidence/index.ts';
import type { Action } from '../policy/plan.ts';
import type { Coverage } from './erase-cluster.ts';
import type { Place } from './place.ts';
import type { Unit } from './unit.ts';
import type { Workshop } from './workshop.ts';

const DAY = 24 * 3600 * 1000;

/** What there is to prove of one unit. Instants in milliseconds. */
export interface Deed {
  readonly place: Place;
  readonly unit: Unit;
  readonly action: Action;
  readonly subjectId: string;
  readonly coverage: Coverage | null;
  readonly startedAt: number;
  readonly outcome: Receipt['outcome'];
  readonly records: number;
  readonly due: number | null;
}

/** The receipt of a deed, verified just now. */
export function receiptOf(deed: Deed, shop: Workshop): Receipt {
  const { place, unit, action, coverage } = deed;
  const verifiedAt = shop.clock.now();
  const copies = place.dataset.copiesGoneAfterDays;
  return {
    format: 'expunge-receipt/1',
    id: receiptId(action, unit.timer),
    trigger: coverage ? { kind: 'AccountClosed', case: coverage.case } : { kind: 'period' },
    policy: { id: place.policy.id, version: place.policy.version, digest: place.policy.digest },
    rule: { id: place.rule.id, clause: place.rule.clause },
    subject: shop.evidenceReference(place.policy.id, deed.subjectId),
    dataset: place.dataset.id,
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
  };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
