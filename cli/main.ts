/** The only file of the command line that touches standard output and the exit status. */
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { invokeFunction } from './invoke.ts';
import { readLiveStores } from './live-stores.ts';
import { run } from './run.ts';

const { status, stdout, stderr } = await run(process.argv.slice(2), {
  readStores: readLiveStores,
  invoke: invokeFunction,
  readInput: () => text(process.stdin),
  now: () => Date.now(),
  wait: (milliseconds) => setTimeout(milliseconds),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
  },
});
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
