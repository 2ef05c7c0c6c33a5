import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { bundleFunctions } from '../../infra/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';

/** A thousand subjects need no sixty-four workers on two cores. */
const SHARDS = 4;

/** Bundles the functions and synthesises the five apps with Expunge beside them, all five policies active. */
export async function makeAssembly(directory: string): Promise<{ assembly: string; plan: Plan }> {
  const outdir = join(directory, 'cdk.out');
  const bundles = join(directory, 'functions');
  rmSync(outdir, { recursive: true, force: true });
  await bundleFunctions({ into: bundles });
  const { app, read } = fiveApps({ region: 'cn-north-1', outdir, bundles, shards: SHARDS });
  app.synth();
  return { assembly: outdir, plan: read.plan };
}
