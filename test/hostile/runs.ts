import fc from 'fast-check';
import { tellFigures } from '../support/figures.ts';

/** How many hostile inputs each property makes up, before `HOSTILE_TIMES`: the long form asks for some hundred times as many. */
export const RUNS = {
  'events to open-case': 250,
  'events to tag': 300,
  'changes in streams': 300,
  'subject ids, from record to receipt': 60,
  'keys of objects': 1000,
  'orders to functions': 250,
  'half a character in events': 100,
  'half a character in orders': 100,
  'command lines': 400,
  'policies and inventories': 60,
  'certificates to the verifier': 400,
  'proofs and checkpoints to the verifier': 400,
  'files to the command line': 120,
  'requests to the results': 150,
} as const;

/** What `fc.assert` is given for one of them. How many inputs it made up is told once all were taken as they should be. */
export function runsOf<T>(kind: keyof typeof RUNS): fc.Parameters<T> {
  return {
    numRuns: RUNS[kind] * Number(process.env.HOSTILE_TIMES ?? 1),
    reporter: (details: fc.RunDetails<T>): void => {
      const fault = fc.defaultReportMessage(details);
      if (fault !== undefined) throw new Error(fault, { cause: details.failed ? details.errorInstance : undefined });
      tellFigures(`hostile-${kind.replaceAll(/\W+/g, '-')}`, { kind, inputs: details.numRuns });
    },
  };
}
