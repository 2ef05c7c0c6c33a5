import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpungeError } from '../../../lib/errors.ts';
import type { TriggerResult } from './perform.ts';

/** What the play leaves in its directory. */
export const RESULTS = 'triggers.json';

const PLAY = fileURLToPath(new URL('./play.ts', import.meta.url));

/**
 * Plays every trigger of every policy in a process of its own.
 * @param build where the stacks were synthesised.
 * @throws ExpungeError CONFIGURATION with what it printed.
 */
export async function playTriggers(build: string, dataDir: string, seed: string): Promise<readonly TriggerResult[]> {
  mkdirSync(dataDir, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [PLAY, build, dataDir, seed], (error, stdout, stderr) => {
      if (error === null) return resolve();
      reject(new ExpungeError('CONFIGURATION', `The triggers could not be played.\n${stdout}${stderr}`));
    });
  });
  return JSON.parse(readFileSync(join(dataDir, RESULTS), 'utf8')) as TriggerResult[];
}
