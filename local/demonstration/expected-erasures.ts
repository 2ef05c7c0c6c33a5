import type { Look } from './inspect.ts';
import type { Entry, Ledger } from './ledger.ts';
import { openWork, type Verdict } from './verdict.ts';

/**
 * How many erasures the stores show, by dataset, rule and subject. Where two rules may take the same field or record at
 * the same moment, the stores cannot tell which came first: then `most` is greater than `least`.
 */
export interface Erasures {
  readonly dataset: string;
  readonly rule: string;
  readonly bySubject: ReadonlyMap<string, { least: number; most: number }>;
}

export function erasuresShown(ledger: Ledger, look: Look): readonly Erasures[] {
  const found = new Map<
    string,
    { dataset: string; rule: string; bySubject: Map<string, { least: number; most: number }> }
  >();
  for (const entry of ledger.entries.values()) {
    const verdict = look.verdicts.get(entry.id);
    if (verdict === undefined) continue;
    for (const { rule, surely } of erasuresOf(entry, verdict, ledger, look.at)) {
      const name = `${entry.dataset} ${rule}`;
      const group = found.get(name) ?? { dataset: entry.dataset, rule, bySubject: new Map() };
      const count = group.bySubject.get(entry.subject) ?? { least: 0, most: 0 };
      group.bySubject.set(entry.subject, { least: count.least + (surely ? 1 : 0), most: count.most + 1 });
      found.set(name, group);
    }
  }
  return [...found.values()].sort((a, b) => (a.dataset + a.rule < b.dataset + b.rule ? -1 : 1));
}

function erasuresOf(entry: Entry, verdict: Verdict, ledger: Ledger, now: number): { rule: string; surely: boolean }[] {
  const fates = ledger.fates(entry);
  const work = openWork(entry, fates, ledger.dataset(entry.dataset));
  const deletion = verdict.is === 'gone' ? fates.find(({ action }) => action === 'delete') : undefined;
  const shown = deletion === undefined ? [] : [{ rule: deletion.rule, surely: true }];
  for (const { fate, fields } of work) {
    if (deletion === undefined && !verdict.done.includes(fate.rule)) continue;
    // Who else may have taken the fields: the deletion of the record, or a rule that has these fields and more.
    const rivals = work
      .filter((other) => other.fate !== fate && verdict.done.includes(other.fate.rule))
      .filter((other) => isPartOf(fields, other.fields))
      .map((other) => other.fate);
    if (deletion !== undefined) rivals.push(deletion);
    if (fate.from > now || rivals.some((rival) => rival.latest <= fate.from)) continue;
    shown.push({ rule: fate.rule, surely: rivals.every((rival) => fate.latest <= rival.from) });
  }
  return shown;
}

function isPartOf(part: object, whole: object): boolean {
  const names = Object.keys(part);
  return names.length < Object.keys(whole).length && names.every((name) => name in whole);
}
