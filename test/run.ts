import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';

/*
 * `npm test`: every test of the project, or those in the files named, and one closing line that people and machines read.
 */
const run = mkdtempSync(join(tmpdir(), 'expunge-tests-'));
process.env.TEST_RUN = run; // `madeOnce`
const vitest = await startVitest('test', process.argv.slice(2), { watch: false });
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const count = (state: 'passed' | 'failed' | 'skipped') => tests.filter((test) => test.result().state === state).length;

for (const test of tests.filter((one) => one.result().state === 'skipped')) console.log(`skipped: ${test.fullName}`);
// A file that does not even load has no tests to fail.
const broken = vitest.state.getTestModules().filter((module) => module.errors().length > 0).length;
const failed = count('failed') + broken + vitest.state.getUnhandledErrors().length;
await vitest.close();
rmSync(run, { recursive: true, force: true });
const skipped = count('skipped');
console.log(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || tests.length === 0 ? 1 : 0;
