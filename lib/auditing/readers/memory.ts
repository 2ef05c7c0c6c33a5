import { keyOf, type MemoryTarget } from '../../erasure/targets/memory.ts';
import type { PlanDataset } from '../../policy/plan.ts';
import type { StoreReader } from '../store-reader.ts';

/** Records of a page: few, so that paging is never the rare case. */
const PAGE = 3;

/** The records of a target in memory, in the order of their keys. What is written behind the cursor is not seen, as in a table. */
export function memoryReader(target: Pick<MemoryTarget, 'records'>, dataset: PlanDataset): StoreReader {
  return async (after) => {
    const all = target.records(dataset).map((fields) => ({ key: keyOf(dataset, fields), fields }));
    const rest = all.filter(({ key }) => after === null || key > after).sort((a, b) => (a.key < b.key ? -1 : 1));
    const page = rest.slice(0, PAGE);
    return {
      records: page.map(({ key, fields }) => ({ key, fields, stored: () => fields })),
      next: rest.length > PAGE ? (page.at(-1)?.key ?? null) : null,
    };
  };
}
