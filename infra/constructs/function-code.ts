import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { PLAN_FILE } from '../../functions/settings.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import type { FunctionName } from '../function-names.ts';

/**
 * A function's asset: its bundle and, beside it, the compiled plan. Throws CONFIGURATION where it was not bundled.
 *
 * The two are put together in a folder of the cloud assembly. The CDK's own way to do that, local bundling, announces
 * every function on stderr.
 */
export function functionCode(scope: Construct, bundles: string, name: FunctionName, plan: Plan): Code {
  const bundle = join(bundles, name, 'index.mjs');
  if (!existsSync(bundle)) {
    throw new ExpungeError(
      'CONFIGURATION',
      `function ${name} is not bundled: ${bundle} is missing. Await bundleFunctions() before making the construct.`,
      { place: name },
    );
  }
  const planText = JSON.stringify(plan);
  const assetHash = createHash('sha256').update(readFileSync(bundle)).update('\0').update(planText).digest('hex');
  const assembly = (Stage.of(scope) as Stage).assetOutdir; // a stack without an app makes one
  const folder = join(assembly, 'functions', `${name}-${assetHash.slice(0, 16)}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(bundle, join(folder, 'index.mjs'));
  writeFileSync(join(folder, PLAN_FILE), planText);
  return Code.fromAsset(folder, { assetHashType: AssetHashType.CUSTOM, assetHash });
}
