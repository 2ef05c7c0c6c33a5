import type { DynamoStore, PlanDataset, S3Store, TriggerKind } from './plan.ts';
import type { ReadPolicy } from './read-policy.ts';
import type { ReadRule } from './read-rule.ts';
import type { Report } from './report.ts';
import { floorTakesFieldTooEarly, takesFieldTooEarly } from './timing.ts';
import { isWithdrawal } from './trigger-schema.ts';

/** One dataset under its policy, while its clusters are derived. */
export interface Work {
  readonly id: string;
  readonly store: DynamoStore | S3Store;
  readonly times: PlanDataset['times'];
  readonly policy: ReadPolicy;
  readonly report: Report;
}

/** The rule of a category of the dataset's policy; null where there is none, which has been reported. */
export function ruleOfCategory(work: Work, category: string, path: readonly string[]): ReadRule | null {
  const { policy, report } = work;
  const file = policy.file;
  if (file === null) return null;
  if (!Object.hasOwn(file.categories, category)) {
    report.error('INVENTORY_INVALID', path, {
      message: `policy \`${file.policy}\` has no category \`${category}\``,
      remedy: `write one of ${Object.keys(file.categories)
        .map((known) => `\`${known}\``)
        .join(', ')}`,
    });
    return null;
  }
  if (file.categories[category]?.stored === false) {
    report.error('INVENTORY_INVALID', path, {
      clause: file.categories[category]?.clause.at,
      message: `policy \`${file.policy}\` says category \`${category}\` is never stored`,
      remedy: 'take `stored: false` out of the policy and give the category a rule, or do not store it',
    });
    return null;
  }
  // A category without a rule, or a rule with a fault in it, has been reported with the policy.
  return policy.rules.get(policy.ruleOf.get(category) ?? '') ?? null;
}

/** A rule counts from what the dataset can date. */
export function demandTimes(work: Work, rule: ReadRule): void {
  const needed = new Set([rule.start, ...(rule.floor === null ? [] : [rule.floor.start])]);
  for (const start of needed) {
    // The closing of an account is known of the subject, not of a record.
    if (start === 'collected' || start === 'account closed' || work.times[start] !== undefined) continue;
    const inBucket = work.store.kind === 's3';
    work.report.error('INVENTORY_INVALID', inBucket ? ['datasets', work.id] : ['datasets', work.id, 'times'], {
      part: 'key',
      clause: rule.clause,
      message: `rule \`${rule.id}\` counts from “${start}”, but dataset \`${work.id}\` does not say when that was`,
      remedy: inBucket
        ? 'a bucket only knows when an object was stored: give these data a rule that starts at `collected`, or keep them in a table'
        : `add \`${start}: <attribute>\` to \`times\``,
    });
  }
}

/** The record must not take a field with it before the field's own rule lets it go, with a case or without. */
export function refuseTooEarly(work: Work, record: ReadRule, field: ReadRule): void {
  const { id, policy, report } = work;
  const refuse = (reason: string) =>
    report.error('POLICY_CONFLICT', ['datasets', id, 'category'], {
      clause: `${record.clause} against ${field.clause}`,
      message: `rule \`${record.id}\` of the record ${reason} rule \`${field.id}\` of its fields: the record would take them with it too early`,
      remedy: 'keep these fields in a dataset of their own, or let the longer rule be the record’s',
    });
  if (takesFieldTooEarly(record, field)) refuse('can end before');
  const covering = Object.entries(policy.triggers).filter(([, { covers }]) => covers.includes(record.id));
  for (const [kind, { covers }] of covering) {
    // A withdrawal takes a whole record only where every category in it was withdrawn, and no others can be.
    if (!covers.includes(field.id) && !isWithdrawal(kind as TriggerKind)) refuse(`is covered by ${kind}, but not`);
  }
  const both = covering.some(([, { covers }]) => covers.includes(field.id));
  if (both && floorTakesFieldTooEarly(record, field)) refuse('has a floor that can end before that of');
}
