import { isMet } from './conditions.ts';
import type { Call, Statement } from './statement.ts';
import { fits } from './wildcard.ts';

export interface Verdict {
  /** `denied`: a statement says so, and no other can allow it. `silent`: no statement speaks of it. */
  readonly outcome: 'allowed' | 'denied' | 'silent';
  /** The statements that say so. */
  readonly by: readonly Statement[];
}

/**
 * What the statements of one policy, or of all policies of one role, say to a call: an explicit deny wins over every
 * allow, and without an allow nothing is allowed ("Policy evaluation logic" in AWS's IAM user guide). Of whom a statement
 * speaks is not looked at: see `speaksOf`. Throws CONFIGURATION for conditions it does not know, where they matter.
 */
export function evaluate(statements: readonly Statement[], call: Call): Verdict {
  const matching = statements.filter((statement) => matches(statement, call));
  const denying = matching.filter(({ effect }) => effect === 'Deny');
  if (denying.length > 0) return { outcome: 'denied', by: denying };
  return { outcome: matching.length > 0 ? 'allowed' : 'silent', by: matching };
}

/** Whether a statement speaks of an action, on whatever and under whatever conditions. */
export function speaksOfAction({ actions, notActions }: Statement, action: string): boolean {
  return actions.some((pattern) => fits(pattern.toLowerCase(), action.toLowerCase())) !== notActions;
}

function matches(statement: Statement, call: Call): boolean {
  const { resources, notResources, conditions } = statement;
  return (
    speaksOfAction(statement, call.action) &&
    resources.some((pattern) => fits(pattern, call.resource)) !== notResources &&
    conditions.every((condition) => isMet(condition, call.context))
  );
}
