import { marshall } from '@aws-sdk/util-dynamodb';
import type { Count } from '../log-heads.ts';
import { nameOf } from '../rollup.ts';

/** Attributes of a day's items: `<policy>#<dataset>#<rule>#<action>#<outcome>#<late or in time>#<receipts or records>`. */
export type Counters = Map<string, number>;

/** An update that adds these counts to what an item has. */
export function additionsOf(counts: readonly Count[]) {
  const counters = counts.flatMap((count): [string, number][] => [
    [`${nameOf(count)}#receipts`, count.receipts],
    [`${nameOf(count)}#records`, count.records],
  ]);
  return {
    UpdateExpression: `ADD ${counters.map((_, at) => `#${at} :${at}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(counters.map(([name], at) => [`#${at}`, name])),
    ExpressionAttributeValues: marshall(Object.fromEntries(counters.map(([, value], at) => [`:${at}`, value]))),
  };
}

/** The counts that were added up so. */
export function countsOf(counters: Counters): Count[] {
  const names = [...counters.keys()].filter((name) => name.endsWith('#receipts'));
  return names.map((name) => {
    const [policy = '', dataset = '', rule = '', action, outcome, late] = name.split('#');
    return {
      policy,
      dataset,
      rule,
      action: action as Count['action'],
      outcome: outcome as Count['outcome'],
      late: late === 'late',
      receipts: counters.get(name) ?? 0,
      records: counters.get(name.replace(/receipts$/, 'records')) ?? 0,
    };
  });
}
