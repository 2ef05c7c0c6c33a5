import type { Stage } from '../evidence/statement.ts';

/** Where a case's certificate of a stage lies in the evidence bucket: as JSON, and as a page. */
export function certificateKeys(caseId: string, stage: Stage): { readonly json: string; readonly page: string } {
  const path = `certificates/${caseId}/${stage}`;
  return { json: `${path}.json`, page: `${path}.html` };
}
