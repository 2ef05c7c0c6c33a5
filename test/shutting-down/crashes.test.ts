import { describe, expect, it } from 'vitest';
import { WALK_LEASE } from '../../lib/registry/walk.ts';
import { createWorld, NOW, PROOFS } from './world.ts';

const NAMES = ['li', 'wang', 'zhao'];
const UNTIL = NOW + 1000 * 24 * 3_600_000;

type World = ReturnType<typeof createWorld>;

/** Everybody's case is opened, one of them is restricted; then that ends too. `attempt` runs the function where it is called. */
async function play(world: World, attempt: (round: number) => Promise<unknown>) {
  for (const name of NAMES) await world.subject(name);
  const { id } = await world.open({ preconditions: PROOFS });
  await attempt(0);
  await world.rounds(2);
  for (const name of NAMES) await world.end(world.caseOf(name, id), name === 'zhao' ? UNTIL : undefined);
  await attempt(1);
  await world.rounds(2);
  await world.end(world.caseOf('zhao', id));
  await attempt(2);
  await world.rounds(2);
  return id;
}

/** The record without when it was made, which depends on when somebody died. */
function madeOf(world: World, id: string) {
  const { erasedBy: _when, ...record } = world.record(id) ?? {};
  return record;
}

describe('a shut-down that dies between any two requests', () => {
  it.each([
    ['while cases are opened', 0],
    ['while it is recorded as erased', 1],
    ['while it is recorded as final', 2],
  ])('comes to the same: %s', async (_, dying) => {
    const calm = createWorld();
    const calmId = await play(calm, async () => {});
    const wanted = madeOf(calm, calmId);
    let deaths = 0;
    for (let requests = 0; ; requests++) {
      const world = createWorld();
      let died = false;
      const id = await play(world, async (round) => {
        if (round !== dying) return;
        world.dieAfter(requests);
        await world.run().then(
          (faults) => {
            died = faults.length > 0;
          },
          () => {
            died = true;
          },
        );
        world.dieAfter(Number.POSITIVE_INFINITY);
        world.wait(WALK_LEASE);
      });
      expect(madeOf(world, id), `died after ${requests}`).toEqual(wanted);
      expect([...world.opened].sort(), `died after ${requests}`).toEqual(
        NAMES.map((name) => world.caseOf(name, id)).sort(),
      );
      expect(await world.progress()).toMatchObject({ state: 'completed', cases: { found: 3, afterStop: 0 } });
      expect((await world.only()).recorded.map(({ stage }) => stage)).toEqual(['erased', 'final']);
      if (!died) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(5);
  });
});
