import type { PolicyFile } from './policy-schema.ts';
import type { ReadRule } from './read-rule.ts';
import type { Report } from './report.ts';

/** What has to hold between the parts of one policy. */

/** Category → the one rule that decides about it; reports a category with two rules, or with none. */
export function assignCategories(policy: PolicyFile, report: Report): Map<string, string> {
  const ruleOf = new Map<string, string>();
  for (const [id, rule] of Object.entries(policy.rules)) {
    rule.categories.forEach((category, index) => {
      const path = ['rules', id, 'categories', index];
      const first = ruleOf.get(category);
      if (!Object.hasOwn(policy.categories, category)) {
        report.error('POLICY_INVALID', path, {
          clause: rule.clause.at,
          message: `there is no category \`${category}\``,
          remedy: 'write the name of a category of this policy, or add it to `categories`',
        });
      } else if (first !== undefined) {
        const other = policy.rules[first]?.clause.at ?? '';
        report.error('POLICY_CONFLICT', path, {
          clause: rule.clause.at,
          message:
            first === id
              ? `category \`${category}\` is named twice by rule \`${id}\``
              : `category \`${category}\` has two rules: \`${first}\` (${other}) and \`${id}\` (${rule.clause.at})`,
          remedy: 'leave it in one rule; where two promises differ, split the category in two',
        });
      } else ruleOf.set(category, id);
    });
  }
  for (const [category, { clause, stored }] of Object.entries(policy.categories)) {
    if (stored === false || ruleOf.has(category)) continue;
    report.error('POLICY_INVALID', ['categories', category], {
      part: 'key',
      clause: clause.at,
      message: `no rule decides about category \`${category}\``,
      remedy: 'add it to a rule, or write `stored: false` if it is never kept',
    });
  }
  return ruleOf;
}

/** A rule without a period that no trigger covers would keep its data for ever, and nobody would notice. */
export function refuseKeepingForEver(policy: PolicyFile, rules: Iterable<ReadRule>, report: Report): void {
  const covers = Object.values(policy.triggers ?? {}).map((trigger) => trigger?.covers ?? []);
  for (const { id, clause, period } of rules) {
    if (period !== null || covers.some((rules) => rules === 'all' || rules.includes(id))) continue;
    report.error('POLICY_CONFLICT', ['rules', id, 'period'], {
      clause,
      message: `rule \`${id}\` has no period and no trigger covers it: its data would be kept for ever`,
      remedy: 'write a period, or let a trigger cover the rule',
    });
  }
}

/** What the text promises never to collect cannot be a category too. */
export function refuseProhibited(policy: PolicyFile, report: Report): void {
  policy.prohibited?.forEach(({ term, clause }, index) => {
    const clash = Object.entries(policy.categories).find(([, category]) => category.term === term);
    if (clash === undefined) return;
    report.error('POLICY_CONFLICT', ['prohibited', index, 'term'], {
      clause: clause.at,
      message: `“${term}” is prohibited here and collected as category \`${clash[0]}\` (${clash[1].clause.at})`,
      remedy: 'keep one of the two: the text cannot both collect it and promise not to',
    });
  });
}
