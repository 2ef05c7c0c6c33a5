import { rmSync } from 'node:fs';
import { type BundleSize, bundleFunctions } from './bundle.ts';
import { type ExpungeApp, expungeApp, policyFiles } from './expunge-app.ts';
import { policiesWithoutResidency } from './plan-files.ts';

const INVENTORY = 'examples/five-apps/inventory.yaml';

/*
 * `npm run synth`: what would be deployed, twice. In us-east-1 the policies that promise no place, in cn-north-1 all.
 * Ends with an error where anything is refused, by the compiler, by residency or by cdk-nag.
 */
const bundles = await bundleFunctions();
const deployments = [
  { region: 'us-east-1', policies: policiesWithoutResidency(policyFiles()) },
  { region: 'cn-north-1', policies: policyFiles() },
];
for (const { region, policies } of deployments) {
  const outdir = `cdk.out/${region}`;
  rmSync(outdir, { recursive: true, force: true });
  process.stdout.write(`${describe(region, expungeApp({ region, policies, inventory: INVENTORY, outdir }))}\n\n`);
}
process.stdout.write(`Functions\n${bundles.map(describeBundle).join('\n')}\n`);

/** Synthesises: the CDK throws, with cdk-nag's report, where a finding is neither mended nor acknowledged. */
function describe(region: string, { app, read }: ExpungeApp): string {
  const assembly = app.synth();
  const stacks = assembly.stacks.map(({ stackName, template }) => {
    const resources = Object.keys(template.Resources).length;
    return `  ${stackName.padEnd(14)} ${String(resources).padStart(3)} resources`;
  });
  const without = read.leftOut.length === 0 ? [] : [`  left out       ${read.leftOut.join(', ')}`];
  return [
    `${region} → ${assembly.directory}`,
    `  policies       ${Object.keys(read.plan.policies).join(', ')}`,
    ...without,
    `  datasets       ${Object.keys(read.plan.datasets).length}`,
    ...stacks,
    '  cdk-nag        clean',
    ...read.warnings,
  ].join('\n');
}

function describeBundle({ name, bytes, gzipped }: BundleSize): string {
  const kilobytes = (size: number) => `${String(Math.round(size / 1000)).padStart(4)} KB`;
  return `  ${name.padEnd(10)} ${kilobytes(bytes)}, ${kilobytes(gzipped)} packed`;
}
