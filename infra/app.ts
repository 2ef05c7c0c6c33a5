import { App } from 'aws-cdk-lib';
import { ExpungeError } from '../lib/errors.ts';
import { bundleFunctions } from './bundle.ts';
import { expungeApp } from './expunge-app.ts';

/*
 * `npx cdk deploy --all -c region=cn-north-1 -c inventory=inventory.yaml -c policies=weidandan,kuaishou-shop`. Context:
 *   region      where to; if not given, the region of the credentials in use
 *   policies    ids or files; if not given, all in policies/
 *   inventory   if not given, that of the example
 *   alarmTopic  ARN of an SNS topic, or several with commas, to which every alarm goes; if not given, they reach nobody
 *   witnessBucket  name of a bucket, best in another account, in which every checkpoint of the log is deposited
 *   witnessBus  ARN of an event bus, best in another account, that is told of every checkpoint
 *   logName     what the log is called, for good; if not given, expunge/<account>/<region>
 * The streams of the tables are parameters of the stack.
 */
try {
  const app = new App({ autoSynth: false }); // what is refused is not synthesised on the way out
  await bundleFunctions();
  const { warnings } = expungeApp({
    app,
    region: text(app, 'region') ?? process.env.CDK_DEFAULT_REGION ?? noRegion(),
    account: process.env.CDK_DEFAULT_ACCOUNT,
    policies: list(app, 'policies'),
    inventory: text(app, 'inventory') ?? 'examples/five-apps/inventory.yaml',
    alarmTopics: list(app, 'alarmTopic'),
    witnessBucket: text(app, 'witnessBucket'),
    witnessBus: text(app, 'witnessBus'),
    logName: text(app, 'logName'),
  });
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  app.synth();
} catch (error) {
  if (!(error instanceof ExpungeError)) throw error;
  process.stderr.write(`${error.code}\n${error.message}\n`);
  process.exitCode = 1;
}

function text(app: App, name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list in cdk.json, or names with commas between them on the command line. */
function list(app: App, name: string): readonly string[] | undefined {
  const value: unknown = app.node.tryGetContext(name);
  if (Array.isArray(value)) return value.map(String);
  return text(app, name)
    ?.split(',')
    .map((part) => part.trim());
}

function noRegion(): never {
  throw new ExpungeError('CONFIGURATION', 'no region: add `-c region=…`, or use credentials that have one.');
}
