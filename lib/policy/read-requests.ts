import type { PlanPolicy, PlanProhibited } from './plan.ts';
import type { PolicyFile } from './policy-schema.ts';
import type { Report } from './report.ts';

/** What a policy says of those who ask, and of what should not be there, as the plan carries it. */
export type ReadRequests = Pick<
  PlanPolicy,
  'extensions' | 'refusals' | 'permissions' | 'plugins' | 'revokeCodes' | 'minors' | 'prohibited'
>;

/** Only for a policy that has been checked by `checkRequests`. */
export function planRequests(policy: PolicyFile): ReadRequests {
  const { minors } = policy;
  return {
    extensions: mapped(policy.extensions, ({ clause }) => clause.at),
    refusals: mapped(policy.refusals, ({ clause, evidence, discretionary }) => ({
      clause: clause.at,
      evidence: evidence === true,
      discretionary: discretionary === true,
    })),
    permissions: mapped(policy.permissions, ({ categories }) => stored(policy, categories)),
    plugins: mapped(policy.plugins, ({ categories }) => stored(policy, categories)),
    revokeCodes: revokeCodes(policy),
    minors:
      minors === undefined
        ? null
        : { under: minors.under, admittedFrom: minors.admittedFrom ?? null, clause: minors.clause.at },
    prohibited: prohibited(policy),
  };
}

/** What has to hold among them: names that exist, and each given once. */
export function checkRequests(policy: PolicyFile, report: Report): void {
  for (const key of ['permissions', 'plugins'] as const) {
    for (const [id, { clause, categories }] of Object.entries(policy[key] ?? {})) {
      categories.forEach((category, index) => {
        if (Object.hasOwn(policy.categories, category)) return;
        report.error('POLICY_INVALID', [key, id, 'categories', index], {
          clause: clause.at,
          message: `there is no category \`${category}\``,
          remedy: 'write the name of a category of this policy, or add it to `categories`',
        });
      });
    }
  }
  policy.prohibited?.forEach(({ id, clause }, index) => {
    const taken =
      policy.prohibited?.findIndex((other) => other.id === id) !== index || Object.hasOwn(policy.categories, id);
    if (!taken) return;
    report.error('POLICY_CONFLICT', ['prohibited', index, 'id'], {
      clause: clause.at,
      message: `\`${id}\` is the name of something else already: reports could not tell the two apart`,
      remedy: 'give it a name that no category and nothing else prohibited has',
    });
  });
  for (const [id, { clause, stored: kept, detect }] of Object.entries(policy.categories)) {
    if (detect === undefined || kept === false) continue;
    report.error('POLICY_INVALID', ['categories', id, 'detect'], {
      part: 'key',
      clause: clause.at,
      message: `category \`${id}\` is stored, so finding it is no fault`,
      remedy: 'take `detect` out, or write `stored: false` if it is never kept',
    });
  }
  for (const [id, { clause }] of Object.entries(policy.refusals ?? {})) {
    if (!('silent' in clause)) continue;
    report.error('POLICY_INVALID', ['refusals', id, 'clause'], {
      clause: clause.at,
      message: `the text does not name \`${id}\`, and nobody can be refused for what was never said`,
      remedy: 'quote the clause, or take the refusal out',
    });
  }
  for (const [id, { clause }] of Object.entries(policy.extensions ?? {})) {
    if (!('silent' in clause)) continue;
    report.error('POLICY_INVALID', ['extensions', id, 'clause'], {
      clause: clause.at,
      message: `the text does not name \`${id}\`, and a promise cannot be stretched for what was never said`,
      remedy: 'quote the clause, or take the extension out',
    });
  }
}

function revokeCodes(policy: PolicyFile): Record<string, string[]> {
  const codes: Record<string, string[]> = {};
  for (const [id, category] of Object.entries(policy.categories)) {
    if (category.stored === false) continue;
    for (const code of category.revokeCodes ?? []) codes[code] = [...(codes[code] ?? []), id];
  }
  return mapped(codes, (categories) => [...new Set(categories)].sort());
}

function prohibited(policy: PolicyFile): PlanProhibited[] {
  const never = (policy.prohibited ?? []).map(({ id, term, clause, detect }) => {
    return { id, term, clause: clause.at, ...(detect === undefined ? {} : { detect }) };
  });
  const notStored = Object.entries(policy.categories).flatMap(([id, { term, clause, stored: kept, detect }]) => {
    if (kept !== false) return [];
    return [{ id, term, clause: clause.at, notStored: true as const, ...(detect === undefined ? {} : { detect }) }];
  });
  return [...never, ...notStored].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What is never kept cannot be erased either. */
function stored(policy: PolicyFile, categories: readonly string[]): string[] {
  return [...new Set(categories)].filter((id) => policy.categories[id]?.stored !== false).sort();
}

function mapped<T, R>(record: Readonly<Record<string, T>> | undefined, of: (value: T) => R): Record<string, R> {
  return Object.fromEntries(
    Object.entries(record ?? {})
      .map(([key, value]) => [key, of(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
