import { startVitest } from 'vitest/node';
import { MOTO_GAPS } from '../contract/known-gaps.ts';
import { tellFigures } from '../support/figures.ts';
import { Lacking, type MotoServer, motoPython, startMoto } from './server.ts';

/*
 * `npm run test:moto`: the contract suites against moto, a second opinion on what the services do. It sets up its own
 * Python environment; where it cannot, it says what is missing and ends well, with nothing tested.
 */
const SUITES = ['test/moto/services.moto.ts', 'test/contract/{registry,epochs,log-heads,target}-dynamodb.test.ts'];
/** Milliseconds for all of it. A run that hangs is given up, and what it started ends with it. */
const GIVEN_UP_AFTER = 20 * 60_000;
setTimeout(() => {
  console.log(`failed: the suites against moto took more than ${GIVEN_UP_AFTER / 60_000} minutes and were given up.`);
  process.exit(1);
}, GIVEN_UP_AFTER).unref();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

let server: MotoServer;
try {
  server = await startMoto(motoPython());
} catch (error) {
  if (!(error instanceof Lacking)) throw error;
  console.log(`skipped: every contract suite against moto, which needs ${error.message}.`);
  process.exit(0);
}
Object.assign(process.env, { MOTO_ENDPOINT: server.endpoint, DYNAMODB_ENDPOINT: server.endpoint });
const vitest = await startVitest('test', [], {
  watch: false,
  include: SUITES,
  reporters: [{}],
  // moto is slow with hundreds of items, and a test that is given up goes on and disturbs the next
  testTimeout: 120_000,
});
const modules = vitest.state.getTestModules();
const tests = modules.flatMap((module) => [...module.children.allTests()]);
const named = (state: 'passed' | 'failed' | 'skipped') => tests.filter((test) => test.result().state === state);
const gaps = new Set(MOTO_GAPS.flatMap((gap) => gap.tests));

const failed = named('failed').filter((test) => !gaps.has(test.fullName));
for (const test of failed) console.log(`failed: ${test.fullName}\n  ${test.result().errors?.[0]?.message}`);
for (const test of named('passed')) {
  if (gaps.has(test.fullName)) console.log(`a known difference did not show: ${test.fullName}`);
}
const known = named('failed').length - failed.length;
// A file that does not even load, or that stops loading, has no tests to fail.
const broken = modules.filter((module) => module.errors().length > 0).length + vitest.state.getUnhandledErrors().length;
await vitest.close();
await server.stop();
process.exitCode = failed.length + broken > 0 || tests.length === 0 ? 1 : 0;
console.log(`moto differs from what is asked in ${known} known places: docs/limits.md.`);
console.log(
  `${named('passed').length} passed, ${failed.length + broken} failed, ${known + named('skipped').length} skipped`,
);
tellFigures('moto', { passed: named('passed').length, differs: known, skipped: named('skipped').length });
process.exit();
