import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';

/** Where the child leaves the cloud assembly and the compiled plan, in its directory. */
export const ASSEMBLY = 'cdk.out';
export const PLAN = 'plan.json';

const SYNTHESISE = fileURLToPath(new URL('./synthesise.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** CloudFormation's schemas take the CDK longer than all the rest; `npm run synth` and the tests ask them. */
const UNVALIDATED = { ...process.env, CDK_VALIDATION: 'false' };

/**
 * Synthesises beside us, in a process of its own: the CDK prints as it pleases, and its memory is given back.
 * @throws ExpungeError CONFIGURATION with what it printed.
 */
export async function makeAssembly(directory: string): Promise<{ assembly: string; plan: Plan }> {
  mkdirSync(directory, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [SYNTHESISE, directory], { cwd: ROOT, env: UNVALIDATED }, (error, stdout, stderr) => {
      if (error === null) return resolve();
      reject(new ExpungeError('CONFIGURATION', `The stacks cannot be synthesised.\n${stdout}${stderr}`));
    });
  });
  return {
    assembly: join(directory, ASSEMBLY),
    plan: JSON.parse(readFileSync(join(directory, PLAN), 'utf8')) as Plan,
  };
}
