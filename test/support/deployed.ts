import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { bundleFunctions } from '../../infra/index.ts';
import { MovableClock, type Runtime, startRuntime } from '../../local/runtime/index.ts';
import { checkGrants } from './grants.ts';

export interface Deployed {
  readonly runtime: Runtime;
  /** The folder of the synthesised assembly. */
  readonly assembly: string;
  /** Every line that a function printed. */
  readonly lines: readonly string[];
  /** Names of what the template made: by the end of its construct path. */
  named(pathEnd: string, type: string): string;
  /** @throws Error: a function was refused what it asked for, or used what no list of grants knows. */
  remove(): Promise<void>;
}

/** The five example apps and Expunge beside them, synthesised and running on this machine, in an empty folder. */
export async function deploy(props: { readonly inventory?: string } = {}): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), 'expunge-e2e-'));
  const bundles = join(folder, 'bundles');
  await bundleFunctions({ into: bundles });
  const assembly = join(folder, 'assembly');
  fiveApps({ ...props, bundles, outdir: assembly }).app.synth();
  const lines: string[] = [];
  const runtime = await startRuntime({
    assembly,
    dataDir: join(folder, 'data'),
    clock: new MovableClock(),
    onLog: (_function, line) => lines.push(line),
  });
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
    remove: async () => {
      await runtime.stop();
      rmSync(folder, { recursive: true, force: true });
      checkGrants(runtime.permissions);
    },
  };
}
