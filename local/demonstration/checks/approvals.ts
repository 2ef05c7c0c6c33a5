import type { Check, Findings } from './check.ts';

/** That somebody agreed before anything went. */
export function approvalChecks({ approvals }: Findings): readonly Check[] {
  const { rules, records, erasedBefore, again } = approvals;
  const later = again === 0 ? 'no day went past its budget' : `${again} stopped by a day’s budget were approved again`;
  return [
    {
      promise: 'P1',
      name: 'nothing is erased before somebody approves what the rules take',
      ok: rules > 0 && erasedBefore === 0,
      detail: `${rules} rules waited, ${records} records were due under them; erased before: ${erasedBefore === 0 ? 'nothing' : erasedBefore}; later ${later}`,
    },
  ];
}
