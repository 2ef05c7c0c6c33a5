import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `make` puts into a folder of its own, made once in a run of tests for each `key`: other files of tests are given a
 * copy. `TEST_RUN` names the folder of the run; without one it is made anew each time.
 */
export async function madeOnce(key: unknown, into: string, make: (into: string) => Promise<void>): Promise<void> {
  const run = process.env.TEST_RUN;
  if (run === undefined) return make(into);
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const shared = join(run, name);
  if (!existsSync(shared)) {
    const own = `${shared}-${process.pid}`;
    mkdirSync(own, { recursive: true });
    await make(own);
    try {
      renameSync(own, shared);
    } catch (error) {
      // Somebody else was making the same, and was quicker.
      if (!existsSync(shared)) throw error;
    }
  }
  cpSync(shared, into, { recursive: true });
}
