import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { KeptRules, RuleBook } from '../redue.ts';
import { rulesKey } from '../walk-keys.ts';
import { type Table, toItem } from './table.ts';

export function ruleBookMethods(table: Table): RuleBook {
  return {
    async keptRules(policy) {
      const [item] = await table.getMany([rulesKey(policy)], { strong: true });
      return item === undefined ? null : (item.rules as KeptRules);
    },

    async keepRules(policy, rules) {
      await table.client.send(
        new PutItemCommand({ TableName: table.name, Item: toItem({ ...rulesKey(policy), rules }) }),
      );
    },
  };
}
