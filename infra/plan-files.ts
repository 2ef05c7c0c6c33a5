import { readFileSync } from 'node:fs';
import { ExpungeError } from '../lib/errors.ts';
import { compile, formatProblem, type Plan, type Problem, type SourceFile } from '../lib/policy/index.ts';
import { leaveOut, policyIdOf, promisesResidency } from './inventory-selection.ts';

export interface PlanFiles {
  /** Policy files that are to be active in this deployment. */
  readonly policies: readonly string[];
  readonly inventory: string;
  /**
   * Earlier versions of those policies: what they promised still binds what was collected under them.
   * @default - none
   */
  readonly earlier?: readonly string[];
  /**
   * Policy files that are active in another deployment: their datasets are left out of this one.
   * @default - none: a dataset of a policy that is not named is refused
   */
  readonly deployedElsewhere?: readonly string[];
}

export interface PlanOfFiles {
  readonly plan: Plan;
  readonly inventory: SourceFile;
  /** Policy ids left out because they are deployed elsewhere. */
  readonly leftOut: readonly string[];
  /** As a compiler prints them. */
  readonly warnings: readonly string[];
}

/**
 * Reads and compiles policies and inventory. Throws with the code of the first error, all errors in its message as a
 * compiler prints them; CONFIGURATION for a file that cannot be read.
 */
export function readPlan(files: PlanFiles): PlanOfFiles {
  const policies = files.policies.map(read);
  const leftOut = (files.deployedElsewhere ?? []).map((path) => policyIdOf(read(path)));
  const inventory = leaveOut(read(files.inventory), leftOut);
  const earlier = (files.earlier ?? []).map(read);
  const { plan, problems } = compile({ policies, inventory, earlier });
  const texts = new Map([...policies, ...earlier, inventory].map(({ path, text }) => [path, text]));
  const print = (problem: Problem) => formatProblem(problem, texts.get(problem.file));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (plan === null || errors[0] !== undefined) {
    throw new ExpungeError(errors[0]?.code ?? 'POLICY_INVALID', errors.map(print).join('\n\n'));
  }
  const warnings = problems.filter(({ severity }) => severity === 'warning').map(print);
  return { plan, inventory, leftOut, warnings };
}

/** Of these policy files, those that promise no place: they may be deployed anywhere. */
export function policiesWithoutResidency(policies: readonly string[]): readonly string[] {
  return policies.filter((path) => !promisesResidency(read(path)));
}

/** The id of the policy in a file. */
export const policyIdIn = (path: string): string => policyIdOf(read(path));

function read(path: string): SourceFile {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new ExpungeError('CONFIGURATION', `${path}: cannot be read. Correct the path in the context.`, {
      place: path,
      cause,
    });
  }
}
