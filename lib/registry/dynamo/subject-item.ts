import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { SUBJECT, subjectPartition } from '../keys.ts';
import type { FulfilledRecord, Subject } from '../model.ts';
import { type Item, named, type Table, toItem } from './table.ts';

/** The reference in the partition of whatever lies under a subject. */
export const refOf = (item: Item): string => String(item.pk).slice(2);

/** What cases and consents leave on a subject. */
const MARKS = [
  'closure',
  'withdrawn',
  'consented',
  'consents',
  'livedAt',
  'waiting',
  'telling',
] as const satisfies (keyof Subject)[];

export function toSubject(item: Item): Subject {
  const known = ['id', ...MARKS, 'turn', 'forgetting'].filter((name) => item[name] !== undefined);
  const { policy, unproved } = item as { policy: string; unproved?: ReadonlySet<string> };
  return {
    ref: refOf(item),
    policy,
    ...Object.fromEntries(known.map((name) => [name, item[name]])),
    ...(unproved && { unproved: [...unproved].sort() }),
  };
}

/**
 * Writes a subject's marks, if nobody has changed them since `turn`. With an id it is remembered, and forgotten no more;
 * without one, who it is stays as it was.
 */
export function markItem(table: Table, { ref, policy, id, turn, ...subject }: Subject): TransactWriteItem {
  const [set, gone] = [
    MARKS.filter((mark) => subject[mark] !== undefined),
    MARKS.filter((mark) => subject[mark] === undefined),
  ];
  const names = ['policy', 'turn', ...(id === undefined ? [] : ['id']), ...set];
  const removed = [...gone, ...(id === undefined ? [] : ['forgetting', 'ttl'])];
  const expression = [
    `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
  ].join(' ');
  const condition = turn === undefined ? 'attribute_not_exists(#turn)' : '#turn = :before';
  const values = Object.fromEntries(set.map((mark) => [`:${mark}`, subject[mark]]));
  return {
    Update: {
      TableName: table.name,
      Key: marshall({ pk: subjectPartition(ref), sk: SUBJECT }),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: named(expression, condition),
      ExpressionAttributeValues: toItem({
        ...values,
        ':policy': policy,
        ':id': id,
        ':turn': (turn ?? 0) + 1,
        ':before': turn,
      }),
    },
  };
}

export function toFulfilled({ pk: _pk, sk: _sk, ...record }: Item): FulfilledRecord {
  return record as unknown as FulfilledRecord;
}
