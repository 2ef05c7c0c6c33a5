import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../lib/policy/plan.ts';
import { MovableClock, startRuntime } from '../../runtime/index.ts';
import { approveWhatWaits } from '../approvals.ts';
import { ASSEMBLY, PLAN } from '../assembly.ts';
import { sceneOf } from '../scene.ts';
import { castFor, type Player } from './cast.ts';
import { INVENTORY, readWrittenInventory } from './inventory.ts';
import { performTriggers } from './perform.ts';
import { playsOf } from './plays.ts';
import { RESULTS } from './results.ts';
import { tellOf } from './scope.ts';

/** A working day, so that closing takes what the calendar says it takes. */
const START = Date.parse('2026-03-02T00:00:00+08:00');
const DAYS = 30;

/* A process of its own, beside the one in which half a year passes: the same stacks, with people of their own. */
const [, , build = '.', dataDir = '.', seed = '1'] = process.argv;
const plan = JSON.parse(readFileSync(join(build, PLAN), 'utf8')) as Plan;
const lines: string[] = [];
const runtime = await startRuntime({
  assembly: join(build, ASSEMBLY),
  dataDir,
  clock: new MovableClock({ start: START }),
  concurrency: 1,
  onLog: (_, line) => lines.push(line),
});
try {
  const inventory = readWrittenInventory(INVENTORY);
  const suits = (player: Player) => tellOf(player, plan, inventory) !== null;
  const cast = castFor(playsOf(plan), suits, { seed: `${seed} triggers`, start: START, days: DAYS });
  await approveWhatWaits(runtime);
  const results = await performTriggers(sceneOf(runtime, plan, lines), cast, inventory);
  writeFileSync(join(dataDir, RESULTS), JSON.stringify(results));
} finally {
  await runtime.stop();
}
