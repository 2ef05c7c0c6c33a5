import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { ExpungeError } from '../../lib/errors.ts';

/** A folder of its own for one test file. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'expunge-infra-'));

/** Bundles that do nothing: what a template says does not depend on what the functions do. */
export function emptyBundles(): string {
  const folder = scratch();
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = async () => {};\n');
  }
  return folder;
}

export interface Resource {
  readonly Type: string;
  // A template is whatever CloudFormation takes: tests look at the parts they name.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly Properties: any;
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export type TemplateJson = { readonly Resources: Readonly<Record<string, Resource>> };

export const ofType = (template: TemplateJson, type: string): readonly Resource[] =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** The statements of the role of a function, by the id of its construct: `Delete`. */
export function statementsOf(template: TemplateJson, construct: string): readonly Statement[] {
  return Object.entries(template.Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.includes(`Functions${construct}RoleDefaultPolicy`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
}

export const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Action }) => list(Action)))].sort();

/** Statements that allow something on a resource whose text holds this. */
export const on = (statements: readonly Statement[], text: string): readonly Statement[] =>
  statements.filter(({ Resource }) => JSON.stringify(Resource).includes(text));

/** The code of the error that this throws; undefined where it throws none. */
export function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof ExpungeError ? error.code : String(error);
  }
}
