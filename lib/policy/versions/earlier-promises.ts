import { canBeShorter } from '../../retention/index.ts';
import type { EarlierPromise } from '../plan.ts';
import type { ReadPolicy } from '../read-policy.ts';
import type { ReadRule } from '../read-rule.ts';
import { effectiveFrom } from './order-versions.ts';

/**
 * What earlier versions of a policy promised about the categories of one rule, the oldest first, wherever it may end
 * sooner than what the rule promises now.
 * @param versions the earlier versions of the policy, the oldest first, then the policy itself; none with errors.
 */
export function earlierPromises(rule: ReadRule, versions: readonly ReadPolicy[]): readonly EarlierPromise[] {
  const categories = [...(versions.at(-1)?.ruleOf ?? [])].flatMap(([category, id]) =>
    id === rule.id ? [category] : [],
  );
  return versions.slice(0, -1).flatMap((read, index) => {
    const until = effectiveFrom(versions[index + 1]);
    const version = read.file?.version;
    if (until === null || version === undefined) return [];
    const rules = new Set(categories.flatMap((category) => read.ruleOf.get(category) ?? []));
    return [...rules].flatMap((id): EarlierPromise[] => {
      const earlier = read.rules.get(id);
      if (earlier?.period == null || !mayEndSooner(earlier, rule)) return [];
      return [{ version, until, start: earlier.start, period: earlier.period.canonical }];
    });
  });
}

function mayEndSooner(earlier: ReadRule, now: ReadRule): boolean {
  if (earlier.period === null) return false;
  return now.period === null || earlier.start !== now.start || canBeShorter(earlier.period.period, now.period.period);
}
