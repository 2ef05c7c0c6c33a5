import { describe, expect, it } from 'vitest';
import { idempotencyKey } from '../../lib/recipients/notice.ts';
import { CASE, CONFIRM_BY, createRecipientsWorld, DAY, HOUR, MINUTE, START } from './recipients-world.ts';

class Crash extends Error {}

/** Dies at this request to the registry, counted from where it is armed, once. */
function dying() {
  let left = Number.POSITIVE_INFINITY;
  const seen: string[] = [];
  return {
    seen,
    at(request: number) {
      left = request;
    },
    step(method: string) {
      seen.push(method);
      if (--left === 0) throw new Crash(method);
    },
  };
}

describe('telling recipients', () => {
  it('survives a crash at any request: each hears at least once, always under one key, and is settled once', async () => {
    const counting = dying();
    const whole = createRecipientsWorld(['courier', 'mailer'], counting.step);
    await whole.open();
    counting.seen.length = 0;
    await whole.look();
    const requests = counting.seen.length;
    expect(requests).toBeGreaterThan(5);
    for (let request = 1; request <= requests; request++) {
      const death = dying();
      const world = createRecipientsWorld(['courier', 'mailer'], death.step);
      await world.open();
      death.at(request);
      await world.look().catch(() => {});
      // Whatever was left behind, the schedule looks again.
      await world.until(START + HOUR);
      for (const id of ['courier', 'mailer']) {
        expect((await world.recipient(id))?.toldAt, `${id}, crash at ${request}`).toBeGreaterThanOrEqual(START);
      }
      const keys = new Set(world.sent.map(({ notice }) => idempotencyKey(notice)));
      expect([...keys].sort()).toEqual([`${CASE}/courier`, `${CASE}/mailer`]);
      expect(new Set(world.sent.map(({ notice }) => notice.confirmBy)).size, 'the first deadline stands').toBe(1);
      await world.until(CONFIRM_BY + DAY, HOUR);
      expect(await world.waiting()).toEqual([]);
    }
  }, 30_000);

  it('sends once more what it could not note as sent, under the same key', async () => {
    const world = createRecipientsWorld();
    await world.open();
    const { noteTold } = world.registry;
    let dead = true;
    Object.assign(world.office.registry, {
      noteTold: (...args: Parameters<typeof noteTold>) => (dead ? Promise.reject(new Crash()) : noteTold(...args)),
    });
    expect((await world.look()).faults).toHaveLength(1);
    expect(world.sent).toHaveLength(1);
    expect(await world.recipient()).toMatchObject({ attempts: 1 });
    dead = false;
    await world.until(START + 15 * MINUTE);
    expect(world.sent.map(({ notice }) => idempotencyKey(notice))).toEqual([`${CASE}/courier`, `${CASE}/courier`]);
    expect(world.sent[1]?.notice).toEqual(world.sent[0]?.notice);
    expect(await world.recipient()).toMatchObject({ attempts: 2, toldAt: expect.any(Number) });
  });

  it('is done by one of two that look at once', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await Promise.all([world.look(), world.look()]);
    expect(world.sent).toHaveLength(1);
  });

  it('goes on with the others where one case fails, and says so', async () => {
    const world = createRecipientsWorld();
    const other = 'D'.repeat(22);
    await world.open();
    await world.open({ id: other });
    const { checkSubject } = world.registry;
    let first = true;
    Object.assign(world.office.registry, {
      checkSubject: (ref: string) => {
        if (first) {
          first = false;
          return Promise.reject(new Crash());
        }
        return checkSubject(ref);
      },
    });
    const look = await world.look();
    expect(look).toMatchObject({ told: 1, faults: [expect.any(Crash)] });
    await world.until(START + 11 * MINUTE);
    expect(new Set(world.sent.map(({ notice }) => notice.case))).toEqual(new Set([CASE, other]));
  });
});
