import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/certify/handler.ts';
import type { Look } from '../../lib/certifying/index.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { createCertifyingWorld } from '../certifying/certifying-world.ts';

/** What EventBridge Scheduler sends where a schedule names no input. */
const TICK = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' };

function handlerWith(look: Partial<Look>) {
  const standing = async () => {
    throw new Error('nobody was asked');
  };
  const nothing = { issued: 0, stated: 0, refused: 0, waiting: 0, faults: [] };
  return createHandler({ certifier: { look: async () => ({ ...nothing, ...look }), standing } });
}

describe('the certify function', () => {
  it('looks when the schedule starts it, and says what came of it', async () => {
    expect(await handlerWith({ issued: 2, stated: 1, refused: 3, waiting: 4 })(TICK)).toEqual({
      issued: 2,
      stated: 1,
      refused: 3,
    });
  });

  it('fails where a case did, so that an alarm is raised, even over what is refused', async () => {
    const fault = new ExpungeError('CERTIFICATE_INVALID', 'it does not verify');
    await expect(handlerWith({ issued: 1, faults: [fault, new Error('S3')] })(TICK)).rejects.toBe(fault);
  });

  it('answers where a case stands, and changes nothing', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    const before = world.registry.contents();
    const answer = await createHandler({ certifier: world.certifier() })({ case: id });
    expect(answer).toMatchObject({ case: id, state: 'completed', issued: [], next: { stage: 'erased' } });
    expect(world.registry.contents()).toEqual(before);
    expect(world.queue).toEqual([]);
  });

  it.each(['nobody', 7, null, { case: 'x' }])('answers that there is no such case: %j', async (asked) => {
    const world = createCertifyingWorld();
    const answer = await createHandler({ certifier: world.certifier() })({ case: asked });
    expect(answer).toEqual({ error: { code: 'USAGE', message: expect.stringContaining('no such case') } });
  });
});
