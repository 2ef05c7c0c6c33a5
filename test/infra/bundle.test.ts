import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundleSize, bundleFunctions } from '../../infra/bundle.ts';
import { withStaticKeys } from '../../infra/bundling/slim-sdk.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { scratch } from './support.ts';

/** Every client there is, and a dependency that is CommonJS inside: nothing that is bundled can be larger in kind. */
const FIXTURE = fileURLToPath(new URL('fixtures/five-clients.ts', import.meta.url));

let folder: string;
let sizes: readonly BundleSize[];
beforeAll(async () => {
  folder = scratch();
  sizes = await bundleFunctions({
    entries: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, FIXTURE])),
    into: folder,
  });
});

describe('bundleFunctions', () => {
  it('makes one file per function and tells its size', () => {
    expect(sizes.map(({ name }) => name)).toEqual(FUNCTION_NAMES);
    for (const { name, bytes } of sizes) expect(readFileSync(join(folder, name, 'index.mjs')).length).toBe(bytes);
  });

  it('leaves out the credential chain, event streams and the schemas of operations nobody calls', () => {
    const bundle = readFileSync(join(folder, 'tag', 'index.mjs'), 'utf8');
    const parts = ['AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'sso_start_url', 'SelectObjectContent'];
    expect(parts.filter((part) => bundle.includes(part))).toEqual(['AWS_ACCESS_KEY_ID']);
    expect(sizes[0]?.bytes).toBeLessThan(350_000);
  });

  it('makes what Node runs as it stands, requests and answers included', () => {
    const run = `
      const { handler } = await import(${JSON.stringify(join(folder, 'tag', 'index.mjs'))});
      process.stdout.write(JSON.stringify(await handler()));
    `;
    const environment = { AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const options = { env: { ...process.env, ...environment }, encoding: 'utf8' as const };
    const answer = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', run], options));
    expect(answer).toEqual({
      dynamodb: ['ConditionalCheckFailedException', { pk: { S: 'one' } }],
      s3: ['one', 'two'],
      sqs: 'm-1',
      kms: 'AQI=',
      kmsError: ['NotFoundException', 'no such key', 400],
      events: 1,
    });
  });

  it('refuses a function without an entry', async () => {
    await expect(bundleFunctions({ entries: { tag: '/nowhere/index.ts' }, into: folder })).rejects.toMatchObject({
      code: 'CONFIGURATION',
    });
  });
});

describe('withStaticKeys', () => {
  it('writes the constants of a schema where they are used as keys, and touches nothing else', () => {
    const source = 'const _a = "header";\nexport var X = [3, { [_a]: 1, [_b]: 2 }, list[_a]];';
    expect(withStaticKeys(source)).toBe(
      'const _a = "header";\nexport var X = [3, { "header": 1, [_b]: 2 }, list[_a]];',
    );
  });
});
