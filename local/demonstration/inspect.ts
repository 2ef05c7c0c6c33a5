import type { Appearance } from './appearance.ts';
import type { Fate } from './expect.ts';
import type { Entry, Ledger } from './ledger.ts';
import { judge, openWork, type Verdict } from './verdict.ts';

/** What a look at the stores showed, record by record. */
export interface Look {
  readonly at: number;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Records nobody wrote. */
  readonly strangers: number;
}

export function inspect(ledger: Ledger, seen: ReadonlyMap<string, Appearance>, at: number): Look {
  const verdicts = new Map<string, Verdict>();
  let strangers = 0;
  for (const entry of ledger.entries.values()) {
    verdicts.set(entry.id, judge(entry, seen.get(entry.id), at, ledger.fates(entry), ledger.dataset(entry.dataset)));
  }
  for (const id of seen.keys()) if (!ledger.entries.has(id)) strangers++;
  return { at, verdicts, strangers };
}

/** Rules that still have something to erase in a record. */
export function leftToDo(entry: Entry, verdict: Verdict, ledger: Ledger): readonly Fate[] {
  if (verdict.is === 'gone') return [];
  const fates = ledger.fates(entry);
  const anonymising = openWork(entry, fates, ledger.dataset(entry.dataset)).map(({ fate }) => fate);
  return [...fates.filter(({ action }) => action === 'delete'), ...anonymising].filter(
    ({ rule }) => !verdict.done.includes(rule),
  );
}

/** Rules that a floor keeps from a record although its account is closed. */
export function restrictions(entry: Entry, verdict: Verdict, ledger: Ledger, at: number): readonly Fate[] {
  const closing = ledger.closing(entry);
  if (closing === undefined || closing.at > at) return [];
  return leftToDo(entry, verdict, ledger).filter(
    ({ rule, floorEnds }) => closing.covers.includes(rule) && floorEnds !== null && floorEnds > at,
  );
}
