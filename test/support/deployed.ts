import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FiveAppsProps, fiveApps, INVENTORY } from '../../examples/five-apps/app.ts';
import { PLAN_FILE } from '../../functions/settings.ts';
import { bundleFunctions, readPlan } from '../../infra/index.ts';
import { approveWhatWaits } from '../../local/demonstration/approvals.ts';
import type { Faults } from '../../local/faults/index.ts';
import { MovableClock, type Runtime, startRuntime } from '../../local/runtime/index.ts';
import { tellFigures } from './figures.ts';
import { checkGrants } from './grants.ts';
import { madeOnce } from './made-once.ts';
import { callsIn, recordCalls } from './used-calls.ts';

export interface Deployed {
  readonly runtime: Runtime;
  /** The folder of the synthesised assembly. */
  readonly assembly: string;
  /** Every line that a function printed. */
  readonly lines: readonly string[];
  /** Names of what the template made: by the end of its construct path. */
  named(pathEnd: string, type: string): string;
  /** Deploys other policies, by their files, over what is running: the same stores, and nothing more approved. */
  redeploy(policies: readonly string[]): Promise<void>;
  /** @throws Error: a function was refused what it asked for, or used what no list of grants knows. */
  remove(): Promise<void>;
}

export interface Around {
  /** What its clock shows at first, milliseconds since 1970. @default the machine's time */
  readonly start?: number;
  /** @default nothing goes wrong */
  readonly faults?: Faults;
  /** The most invocations of one function at once. @default that of the runtime */
  readonly concurrency?: number;
  /** What `synthesise` made of the same properties. @default it is synthesised now, and goes with the deployment */
  readonly assembly?: string;
  /** Somebody has approved what the rules erase. @default true */
  readonly approved?: boolean;
}

/** The five example apps and Expunge beside them, synthesised and running on this machine, in an empty folder. */
export async function deploy(
  props: Pick<FiveAppsProps, 'inventory' | 'region' | 'policies' | 'shards'> = {},
  around: Around = {},
): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), 'expunge-e2e-'));
  const assembly = around.assembly ?? (await synthesise(props, folder));
  const lines: string[] = [];
  const runtime = await startRuntime({
    assembly,
    dataDir: join(folder, 'data'),
    clock: new MovableClock(around),
    ...(around.faults !== undefined && { faults: around.faults }),
    ...(around.concurrency !== undefined && { concurrency: around.concurrency }),
    onLog: (_function, line) => lines.push(line),
  });
  if (around.approved ?? true) await approveWhatWaits(runtime);
  return {
    runtime,
    assembly,
    lines,
    named: (pathEnd, type) => {
      const found = runtime.resources.filter(
        (one) => one.type === type && one.path.replace(/\/Resource$/, '').endsWith(pathEnd),
      );
      const [only] = found;
      if (!only || found.length > 1) throw new Error(`${found.length} resources of ${type} end with ${pathEnd}`);
      return only.physicalId;
    },
    redeploy: async (policies) => {
      const { plan } = readPlan({ policies, inventory: props.inventory ?? INVENTORY });
      const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' });
      for (const file of files.filter((path) => path.endsWith(PLAN_FILE)))
        writeFileSync(join(assembly, file), JSON.stringify(plan));
      await runtime.renew();
    },
    remove: async () => {
      await runtime.stop();
      rmSync(folder, { recursive: true, force: true });
      tellCalls(runtime);
      if (process.env.RECORD_GRANTS !== undefined) recordCalls(runtime);
      // What only a recovery needs is used when there is one to be made: it is in no list of what is always used.
      const { used, refused } = runtime.permissions;
      checkGrants({ used: around.faults === undefined ? used : new Set(), refused });
    },
  };
}

/** The assembly of the five example apps and Expunge beside them, bundles and all, in this folder: its own folder there. */
export async function synthesise(props: FiveAppsProps, folder: string): Promise<string> {
  const assembly = join(folder, 'assembly');
  await madeOnce(props, assembly, async (outdir) => {
    const bundles = join(folder, 'bundles');
    await bundleFunctions({ into: bundles });
    fiveApps({ ...props, bundles, outdir }).app.synth();
  });
  return assembly;
}

/** Deployments of this test file whose calls were told. */
let told = 0;

/** How many calls each function made, under the name of the test file. */
function tellCalls(runtime: Runtime): void {
  const byFunction: Record<string, { allowed: number; refused: number; kinds: number }> = {};
  for (const { used, counted } of callsIn(runtime)) {
    const sum = byFunction[used.by] ?? { allowed: 0, refused: 0, kinds: 0 };
    byFunction[used.by] = sum;
    sum.allowed += counted.allowed;
    sum.refused += counted.refused;
    sum.kinds++;
  }
  const file = /([\w-]+)\.test\.ts$/.exec(expect.getState().testPath ?? '')?.[1] ?? 'unnamed';
  tellFigures(`calls-${file}-${++told}`, { partition: runtime.place.partition, byFunction });
}
