import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invokeWith } from '../../../cli/invoke.ts';
import { run } from '../../../cli/run.ts';
import type { Plan } from '../../../lib/policy/plan.ts';
import { type Scene, sceneOf } from '../../../local/demonstration/scene.ts';
import type { Faults } from '../../../local/faults/index.ts';
import { worldWith } from '../../cli/world.ts';
import { fiveAppsPlan } from '../../examples/five-apps-plan.ts';
import { type Deployed, deploy, synthesise } from '../../support/deployed.ts';

/** The deployment that a story is played on, and what people do with it. */
export interface Stage {
  readonly deployed: Deployed;
  readonly scene: Scene;
  readonly plan: Plan;
  /** Milliseconds since 1970 by its clock. */
  now(): number;
  /** A command of a person, who tries again, as people do, while the answer is that something went wrong. */
  order(input: string, ...argv: readonly string[]): Promise<unknown>;
  /** @throws Error: see `Deployed.remove`. */
  clear(): Promise<void>;
}

/** Asking again would change nothing. */
class Refused extends Error {}

/** A person gives up, milliseconds of real time. */
const PATIENCE = 60_000;

/** Fewer than there are by default, so that each has enough to do. */
const SHARDS = 4;

/** Enough for a message to be worked twice at once; each more would load its bundle anew. */
const CONCURRENCY = 2;

/** The stacks that stories are played on, synthesised into this folder. */
export const makeAssembly = (folder: string): Promise<string> => synthesise({ shards: SHARDS }, folder);

/** `start`: what its clock shows at first, in milliseconds since 1970. */
export async function setStage(start: number, faults: Faults, assembly: string): Promise<Stage> {
  const deployed = await deploy({ shards: SHARDS }, { start, faults, concurrency: CONCURRENCY, assembly });
  const { runtime, lines } = deployed;
  const plan = fiveAppsPlan();
  const now = () => runtime.clock.now();
  return {
    deployed,
    plan,
    scene: sceneOf(runtime, plan, lines),
    now,
    order: (input, ...argv) =>
      insist(async () => {
        const world = worldWith({
          invoke: (name, payload) => invokeWith(runtime.clients.lambda(), name, payload),
          readInput: async () => input,
          now,
        });
        const { status, stdout, stderr } = await run([...argv, '--json'], world);
        const answer = JSON.parse(stdout);
        if (status === 0) return answer;
        const error = new Error(`${argv.join(' ')}: ${stdout} ${stderr}`);
        throw answer.error?.code === 'STORE_UNAVAILABLE' ? error : new Refused(error.message);
      }),
    clear: () => deployed.remove(),
  };
}

/** Tries until it succeeds or is refused. @throws the last error after a minute */
export async function insist<T>(action: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Refused || performance.now() > until) throw error;
      await new Promise((go) => setTimeout(go, 50));
    }
  }
}

/** A folder that goes when `work` has ended. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'expunge-faults-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
