import { resolve } from 'node:path';
import { ExpungeError } from '../../lib/errors.ts';
import { type StartOptions, startOptions, USAGE } from './options.ts';
import { showProgress } from './progress.ts';
import { report } from './report.ts';
import { serveResults } from './results/server.ts';
import { demonstrate, type Outcome } from './run.ts';

/** Runs the demonstration as the command line asks. The exit status: 0 only if every check held. */
export async function start(args: readonly string[]): Promise<number> {
  let options: StartOptions;
  try {
    options = startOptions(args);
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error;
    process.stderr.write(`${error.code} ${error.message}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const out = resolve(options.out);
  const outcome = await demonstrate({ ...options, out, progress: showProgress(process.stderr) });
  process.stdout.write(`${report(outcome.summary)}\n`);
  const held = outcome.summary.checks.every(({ ok }) => ok);
  if (options.exit) process.stdout.write(`Results: ${resolve(out, 'summary.json')}\n`);
  else await serveUntilInterrupted(outcome);
  return held ? 0 : 1;
}

async function serveUntilInterrupted(outcome: Outcome): Promise<void> {
  const server = await serveResults(outcome);
  process.stdout.write(`Results: ${server.url}  (Ctrl-C ends)\n`);
  await new Promise<void>((end) => {
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
  await server.close();
}
