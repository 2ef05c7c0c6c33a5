import { addUp, type Count, inOrder } from '../counts.ts';
import {
  type CaseEntry,
  type Commit,
  dayParts,
  type Family,
  type LogHead,
  type LogHeads,
  MOST_ITEMS,
} from '../log-heads.ts';

export interface MemoryHeads extends LogHeads {
  /** All of it, to be put back later as a backup would be. */
  backup(): () => void;
}

/** Heads in memory. Strict: refuses a commit that no transaction could hold or that contradicts itself. */
export function memoryHeads(before: (method: string) => Promise<void> = async () => {}): MemoryHeads {
  let head: LogHead | null = null;
  let families = new Map<string, Family>();
  let days = new Map<string, ReadonlyMap<string, Count>>();
  let filed = new Map<string, CaseEntry>();
  return {
    async read() {
      await before('read');
      return structuredClone(head);
    },
    async families(names) {
      await before('families');
      const found = names.flatMap((name) => families.get(name) ?? []);
      return new Map(structuredClone(found).map((family) => [family.name, family]));
    },
    async commit(commit) {
      legal(commit);
      await before('commit');
      if ((head?.version ?? 0) !== commit.head.version - 1) return false;
      head = structuredClone(commit.head);
      for (const family of structuredClone(commit.families)) families.set(family.name, family);
      for (const { day, counts } of commit.days) days.set(day, addUp(counts, new Map(days.get(day))));
      return true;
    },
    async days(from, to) {
      await before('days');
      return [...days]
        .filter(([day]) => day >= from && day <= to)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([day, counts]) => ({ day, counts: inOrder(counts) }));
    },
    async file(entries) {
      await before('file');
      for (const entry of structuredClone(entries)) {
        if (!isWithin(entry)) throw new Error('An entry is not in the object that is to hold it.');
        filed.set([entry.case, entry.origin, entry.index].join('#'), entry);
      }
    },
    async ofCase(caseId) {
      await before('ofCase');
      return structuredClone([...filed.values()].filter((entry) => entry.case === caseId)).sort((a, b) =>
        a.origin === b.origin ? a.index - b.index : a.origin < b.origin ? -1 : 1,
      );
    },
    backup() {
      const kept = structuredClone({ head, families, days, filed });
      return () => {
        ({ head, families, days, filed } = structuredClone(kept));
      };
    },
  };
}

const isWithin = ({ index, segment }: CaseEntry): boolean =>
  index >= segment.first && index < segment.first + segment.count;

function legal({ head, families, days }: Commit): void {
  const end = head.pending.reduce(
    (at, { first, count }) => (first === at ? at + count : Number.NaN),
    head.published.size,
  );
  if (end !== head.size) throw new Error('The pending segments do not fill the tree.');
  if (families.length + dayParts(days) > MOST_ITEMS) throw new Error('Too much for one transaction.');
  if (new Set(families.map(({ name }) => name)).size < families.length) throw new Error('A family is there twice.');
  if (new Set(days.map(({ day }) => day)).size < days.length) throw new Error('A day is there twice.');
}
