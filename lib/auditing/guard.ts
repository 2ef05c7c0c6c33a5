import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import { own } from '../policy/plan-index.ts';
import { type LookedThrough, lookThrough } from './look-through.ts';
import type { AuditOffice } from './office.ts';

/** What one stretch of a pass over a restored dataset came to. */
export interface GuardPage extends LookedThrough {
  readonly records: number;
  /** Sealed; null: the pass is over. */
  readonly next: string | null;
}

const NOTHING: LookedThrough = { untracked: 0, due: 0, held: 0, undated: 0, ownerless: 0 };

/**
 * Walks a dataset from `after` (sealed; null: the beginning) until there is nothing more or it is `until` (milliseconds), at
 * least one page: whatever is covered by a tombstone, a closure or a withdrawal, or is past its time, gets a worker at
 * once. A pass in which nothing is due has found the dataset clean. Repeatable, and safe beside anything else at work.
 * @throws ExpungeError USAGE: no such dataset, or no such place in it.
 */
export async function guardPage(
  name: string,
  after: string | null,
  until: number,
  office: Omit<AuditOffice, 'bus' | 'fault'> & { readonly clock: Clock },
): Promise<GuardPage> {
  const dataset = own(office.plan.datasets, name);
  if (dataset === undefined)
    throw new ExpungeError('USAGE', 'The inventory has no dataset of that id.', { place: name });
  const seal = office.sealOf(name);
  const read = office.readers(dataset);
  let cursor = after === null ? null : seal.open(after);
  let [records, sum] = [0, NOTHING];
  do {
    const page = await read(cursor);
    sum = plus(sum, await lookThrough(page.records, dataset, `restore guard of ${name}`, office));
    records += page.records.length;
    cursor = page.next;
  } while (cursor !== null && office.clock.now() < until);
  return { ...sum, records, next: cursor === null ? null : seal.seal(cursor) };
}

function plus(a: LookedThrough, b: LookedThrough): LookedThrough {
  return {
    untracked: a.untracked + b.untracked,
    due: a.due + b.due,
    held: a.held + b.held,
    undated: a.undated + b.undated,
    ownerless: a.ownerless + b.ownerless,
  };
}
