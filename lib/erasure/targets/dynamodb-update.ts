import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PlanCluster } from '../../policy/plan.ts';
import { anonymise } from '../anonymising/anonymise.ts';
import { type Fields, valueAt } from '../record.ts';
import type { Names } from './dynamodb-names.ts';

/**
 * The update that leaves nothing of the cluster's fields: `SET` what becomes something else, `REMOVE` what goes.
 * Only fields that change are named, so that the rest of the record is not touched.
 */
export function anonymisingUpdate(
  cluster: PlanCluster,
  fields: Fields,
  names: Names,
  values: Record<string, AttributeValue>,
): string {
  const set: string[] = [];
  const remove: string[] = [];
  Object.entries(cluster.fields).forEach(([path, anonymiser], index) => {
    const before = valueAt(fields, path);
    const after = anonymise(before, anonymiser);
    if (Object.is(before, after)) return;
    if (after === undefined) remove.push(names.of(path));
    else {
      const marshalled = marshall({ after }).after;
      if (marshalled) values[`:a${index}`] = marshalled;
      set.push(`${names.of(path)} = :a${index}`);
    }
  });
  return [set.length > 0 && `SET ${set.join(', ')}`, remove.length > 0 && `REMOVE ${remove.join(', ')}`]
    .filter((part) => part !== false)
    .join(' ');
}
