import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { PLAN_FILE } from '../../functions/settings.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import type { FunctionName } from '../function-names.ts';

/**
 * A function's asset: its bundle and, beside it, the compiled plan. Throws CONFIGURATION where it was not bundled.
 */
export function functionCode(bundles: string, name: FunctionName, plan: Plan): Code {
  const folder = join(bundles, name);
  const bundle = join(folder, 'index.mjs');
  if (!existsSync(bundle)) {
    throw new ExpungeError(
      'CONFIGURATION',
      `function ${name} is not bundled: ${bundle} is missing. Await bundleFunctions() before making the construct.`,
      { place: name },
    );
  }
  const planText = JSON.stringify(plan);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.CUSTOM,
    assetHash: createHash('sha256').update(readFileSync(bundle)).update('\0').update(planText).digest('hex'),
    bundling: {
      image: DockerImage.fromRegistry('unused'), // asked for by the type; what stands below never declines
      local: {
        tryBundle(output: string) {
          copyFileSync(bundle, join(output, 'index.mjs'));
          writeFileSync(join(output, PLAN_FILE), planText);
          return true;
        },
      },
    },
  });
}
