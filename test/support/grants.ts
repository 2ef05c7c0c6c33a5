import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionsOf, statementsOf, type TemplateJson } from '../infra/support.ts';
import { NEVER_USED } from './never-used-grants.ts';

/*
 * A grant is written `<function> <statement> <action>`. Those that the end-to-end tests use are in used-grants.json; the
 * tests themselves keep it true. To write it anew, run them with RECORD_GRANTS=1.
 */
const FILE = join(import.meta.dirname, 'used-grants.json');

export const usedGrants = (): readonly string[] => JSON.parse(readFileSync(FILE, 'utf8'));

export interface GrantFigures {
  readonly granted: number;
  readonly used: number;
  readonly byFunction: readonly { readonly name: string; readonly granted: number; readonly unused: number }[];
  readonly unused: readonly { readonly because: string; readonly grants: number }[];
  readonly unexplained: number;
}

const CONSTRUCT = /Functions([A-Za-z]+?)Function[0-9A-F]{8}$/;

/** Everything that the roles of Expunge's functions may do, by a template. */
export function grantsOf(template: TemplateJson): readonly string[] {
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return functions.flatMap(([id, { Properties }]) => {
    const name = Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
    const statements = statementsOf(template, CONSTRUCT.exec(id)?.[1] ?? id);
    return statements.flatMap((one) => actionsOf([one]).map((action) => `${name} ${one.Sid} ${action}`));
  });
}

/** Why a grant that no end-to-end test uses is there; undefined where nobody said. */
export const reasonFor = (grant: string): string | undefined =>
  NEVER_USED.find(({ grants }) => grants.test(grant))?.because;

/** Grants by function, and what is never used by the reason for which it is there. */
export function countGrants(grants: readonly string[]): GrantFigures {
  const used = new Set(usedGrants());
  const unused = grants.filter((grant) => !used.has(grant));
  const functions = [...new Set(grants.map((grant) => grant.split(' ')[0] ?? ''))].sort();
  const of = (name: string, some: readonly string[]) => some.filter((grant) => grant.startsWith(`${name} `)).length;
  return {
    granted: grants.length,
    used: grants.length - unused.length,
    byFunction: functions.map((name) => ({ name, granted: of(name, grants), unused: of(name, unused) })),
    unused: NEVER_USED.map(({ because }) => ({
      because,
      grants: unused.filter((grant) => reasonFor(grant) === because).length,
    })),
    unexplained: unused.filter((grant) => reasonFor(grant) === undefined).length,
  };
}

/** @throws Error: a call was refused, or a grant was used of which used-grants.json does not know. */
export function checkGrants(run: { readonly used: ReadonlySet<string>; readonly refused: ReadonlySet<string> }): void {
  if (run.refused.size > 0) throw new Error(`The roles of the template are too narrow: ${[...run.refused].join('; ')}`);
  const known = new Set(usedGrants());
  const unknown = [...run.used].filter((grant) => !known.has(grant));
  if (unknown.length === 0) return;
  if (process.env.RECORD_GRANTS === undefined)
    throw new Error(`Used, and not in used-grants.json (RECORD_GRANTS=1 writes it): ${unknown.join('; ')}`);
  writeFileSync(FILE, `${JSON.stringify([...known, ...unknown].sort(), null, 2)}\n`);
}
