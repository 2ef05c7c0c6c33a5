import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const CREDENTIALS = fileURLToPath(new URL('environment-credentials.ts', import.meta.url));
const NO_EVENT_STREAMS = fileURLToPath(new URL('no-event-streams.ts', import.meta.url));

/**
 * Leaves out of a bundle what the AWS SDK brings and a Lambda function never runs: the credential chain, event streams,
 * the schemas of operations nobody calls, the classes of errors nobody catches. Measured with all five clients, luxon
 * and the loggers: 658 KB as it comes, 547 without the chain, 414 with all of it.
 */
export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path: CREDENTIALS }));
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, () => ({ path: NO_EVENT_STREAMS }));
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }));
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => ({
      contents: schemas(path),
      loader: 'js',
    }));
  },
};

const schemas = (path: string): string => {
  const source = withStaticKeys(readFileSync(path, 'utf8'));
  return path.includes('client-dynamodb') ? source : withoutErrorClasses(source);
};

/**
 * Registers no class for single errors. An error then is the service's general one, with its own name and status, which
 * is all that is asked of it; but those of DynamoDB carry reasons that are read.
 */
export function withoutErrorClasses(source: string): string {
  return source.replace(/^n0_registry\.registerError\(.*\);$/gm, '');
}

/**
 * Writes `{ [_hH]: 1 }` as `{ "httpHeader": 1 }`. A computed key might have an effect, so a bundler has to keep the schema
 * of every S3 operation there is; with a plain key the unused ones go.
 */
export function withStaticKeys(source: string): string {
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map((match) => [match[1], match[2]]));
  return source.replace(/\[(_\w+)\]:/g, (whole, name: string) => (names.has(name) ? `${names.get(name)}:` : whole));
}
