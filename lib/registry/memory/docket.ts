import { CERTIFICATES, caseKey, docketKey, OPEN_CASES, parseDocketSortKey, startedBound } from '../keys.ts';
import type { Case, DocketEntry, Issued } from '../model.ts';
import type { Docket } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalDocketEntry } from './legal.ts';

const LAST = ':';
const STAGES = ['erased', 'beyond-use', 'final'] as const satisfies readonly Issued['stage'][];

export function docketMethods(items: Items, before: Before): Docket {
  const turnPage = (entry: DocketEntry | null, id: string, change: (known: Case) => Case, next: number | null) => {
    const known = items.get(caseKey(id)) as Case | undefined;
    insist(known !== undefined, `there is no case ${id}`);
    insist(entry === null || entry.case === id, 'the entry on the docket is another case’s');
    const coming = next === null ? null : { case: id, at: next };
    if (coming !== null) legalDocketEntry(coming);
    items.put(caseKey(id), { ...change(known) });
    if (entry !== null) items.delete(docketKey(entry));
    if (coming !== null) items.put(docketKey(coming), {});
  };

  return {
    async openCases(after, limit) {
      await before('openCases');
      insist(limit > 0, `a page of ${limit} cases was asked for`);
      const rows = items.range(OPEN_CASES, `${after}\u0000`, LAST, limit);
      const cases = rows.map(({ sk }) => parseDocketSortKey(sk)).map(({ case: id, at }) => ({ id, deadline: at }));
      return { cases, next: rows.length < limit ? null : (rows.at(-1)?.sk ?? null) };
    },

    async certificatesDue(now, limit) {
      await before('certificatesDue');
      insist(limit > 0, `${limit} entries of the docket were asked for`);
      return items.range(CERTIFICATES, '0', startedBound(now), limit).map(({ sk }) => parseDocketSortKey(sk));
    },

    async putOnDocket(entry) {
      await before('putOnDocket');
      legalDocketEntry(entry);
      items.put(docketKey(entry), {});
    },

    async certified(entry, id, issued, next) {
      await before('certified');
      const note = ({ refusal: _done, ...known }: Case): Case => {
        const all = known.issued.some(({ stage }) => stage === issued.stage) ? known.issued : [...known.issued, issued];
        return { ...known, issued: STAGES.flatMap((stage) => all.filter((one) => one.stage === stage)) };
      };
      turnPage(entry, id, note, next);
    },

    async refused(entry, id, refusal, next) {
      await before('refused');
      turnPage(entry, id, (known) => ({ ...known, refusal }), next);
    },
  };
}
