import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PlanCluster } from '../../policy/plan.ts';
import { anonymise } from '../anonymising/anonymise.ts';
import { type Fields, valueAt } from '../record.ts';
import type { Names } from './dynamodb-names.ts';

export interface AnonymisingUpdate {
  /** `SET` what becomes something else, `REMOVE` what goes. */
  readonly expression: string;
  /** One for each field that changes: it still is what was seen. */
  readonly unchanged: readonly string[];
}

/**
 * The update that leaves nothing of the cluster's fields. Only fields that change are named, so that the rest of the record
 * is not touched: it may be another person's, whose data another worker takes at the same moment.
 * @param raw the record as it was read.
 */
export function anonymisingUpdate(
  cluster: PlanCluster,
  fields: Fields,
  raw: Readonly<Record<string, AttributeValue>>,
  names: Names,
  values: Record<string, AttributeValue>,
): AnonymisingUpdate {
  const set: string[] = [];
  const remove: string[] = [];
  const unchanged: string[] = [];
  Object.entries(cluster.fields).forEach(([path, anonymiser], index) => {
    const before = valueAt(fields, path);
    const after = anonymise(before, anonymiser);
    if (Object.is(before, after)) return;
    const seen = rawAt(raw, path);
    if (seen) {
      // What we make of an old value must not take the place of a newer one.
      values[`:b${index}`] = seen;
      unchanged.push(`${names.of(path)} = :b${index}`);
    }
    if (after === undefined) remove.push(names.of(path));
    else {
      const marshalled = marshall({ after }).after;
      if (marshalled) values[`:a${index}`] = marshalled;
      set.push(`${names.of(path)} = :a${index}`);
    }
  });
  const parts = [set.length > 0 && `SET ${set.join(', ')}`, remove.length > 0 && `REMOVE ${remove.join(', ')}`];
  return { expression: parts.filter((part) => part !== false).join(' '), unchanged };
}

function rawAt(raw: Readonly<Record<string, AttributeValue>>, path: string): AttributeValue | undefined {
  const [first = '', ...rest] = path.split('.');
  return rest.reduce<AttributeValue | undefined>((value, name) => value?.M?.[name], raw[first]);
}
