import { safeParse } from '../safe-parse.ts';
import type { PolicyFile } from './policy-schema.ts';
import type { Report } from './report.ts';
import type { Path } from './source.ts';
import { expectation, type ValueKind, values } from './values.ts';

/** What stands in the file: the value itself, or the decision that stands in for it. */
export type Stated<T> = T | { readonly decision: string };

/** A value the compiler can use, and whose word it is. */
export interface Settled {
  readonly value: string;
  /** Where to point when the value turns out wrong: in the rule, or at the decision. */
  readonly path: Path;
  /** Name of the decision; null where the text states the value. */
  readonly decision: string | null;
}

/** The decisions of one policy: looks values up, reports open and unused ones. */
export interface Decisions {
  /** Null where there is no usable value; the reason has been reported. */
  settle(kind: ValueKind, stated: Stated<string>, path: Path): Settled | null;
  /** To be called once every value has been settled. */
  reportUnused(): void;
}

/**
 * Every open decision is reported at once, used or not: a policy with an open decision does not activate. A settled one
 * says who, when and why.
 */
export function createDecisions(policy: PolicyFile, report: Report): Decisions {
  const decisions = policy.decisions ?? {};
  const used = new Set<string>();

  for (const [name, decision] of Object.entries(decisions)) {
    const path = ['decisions', name];
    const clause = decision.clause.at;
    if (decision.value === null) {
      report.error('POLICY_DECISION_OPEN', [...path, 'value'], {
        clause,
        message: `decision \`${name}\` is open: ${decision.question}`,
        remedy:
          'have it decided and write `value`, with `by`, `on` and `why`; until then this policy does not activate',
      });
      continue;
    }
    const missing = (['by', 'on', 'why'] as const).filter((key) => decision[key] === undefined);
    if (missing.length > 0) {
      report.error('POLICY_INVALID', path, {
        part: 'key',
        clause,
        message: `decision \`${name}\` does not say ${missing.map((key) => `\`${key}\``).join(', ')}`,
        remedy: 'a decision stands for a promise the text does not make: say which role took it, on which day and why',
      });
    }
  }

  return {
    settle(kind, stated, path) {
      if (typeof stated === 'string') return { value: stated, path, decision: null };
      const name = stated.decision;
      if (!Object.hasOwn(decisions, name)) {
        const known = Object.keys(decisions);
        report.error('POLICY_INVALID', [...path, 'decision'], {
          message: `there is no decision \`${name}\``,
          remedy:
            known.length > 0
              ? `write one of ${known.map((k) => `\`${k}\``).join(', ')}, or add it to \`decisions\``
              : 'add it to `decisions`',
        });
        return null;
      }
      used.add(name);
      const value = decisions[name]?.value ?? null;
      if (value === null) return null;
      const valuePath = ['decisions', name, 'value'];
      if (!safeParse(values[kind], value).success) {
        report.error('POLICY_INVALID', valuePath, {
          clause: decisions[name]?.clause.at,
          message: `decision \`${name}\` says \`${value}\`, which cannot be \`${path.map(String).join('.')}\``,
          remedy: `write ${expectation(kind)}`,
        });
        return null;
      }
      return { value, path: valuePath, decision: name };
    },
    reportUnused() {
      for (const [name, decision] of Object.entries(decisions)) {
        if (used.has(name)) continue;
        report.warning('POLICY_INVALID', ['decisions', name], {
          part: 'key',
          clause: decision.clause.at,
          message: `nothing uses decision \`${name}\``,
          remedy: `refer to it with \`{ decision: ${name} }\`, or take it out`,
        });
      }
    },
  };
}
