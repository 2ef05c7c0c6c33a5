import type { KeptRules, RuleBook } from '../redue.ts';
import { rulesKey } from '../walk-keys.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { legalId } from './legal.ts';

export function ruleBookMethods(items: Items, before: Before): RuleBook {
  return {
    async keptRules(policy) {
      await before('keptRules');
      return (items.get(rulesKey(policy))?.rules as KeptRules | undefined) ?? null;
    },

    async keepRules(policy, rules) {
      await before('keepRules');
      legalId('policy', policy);
      items.put(rulesKey(policy), { rules });
    },
  };
}
