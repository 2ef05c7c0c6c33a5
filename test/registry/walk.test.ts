import { describe, expect, it } from 'vitest';
import { beginPass, type WalkPage, walkOn } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { WALK_LEASE } from '../../lib/registry/walk.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');

/** A walk over the numbers up to `size`, two at a time, of which it does something to the even ones. Each page takes a second. */
function createWorld(size: number) {
  let now = NOW;
  let left = Number.POSITIVE_INFINITY;
  const step = () => {
    if (left-- <= 0) throw new Error('died here');
  };
  const office = {
    registry: memoryRegistry({ shards: 1, before: step }),
    clock: { now: () => now, sleep: async () => {} },
  };
  const seen: number[] = [];
  const page: WalkPage = async (cursor, { looked, done }) => {
    step();
    now += 1000;
    const first = cursor === null ? 1 : Number(cursor);
    const items = [first, first + 1].filter((number) => number <= size);
    seen.push(...items);
    const even = items.filter((number) => number % 2 === 0).length;
    const next = first + 2 <= size ? String(first + 2) : null;
    return { next, counts: { looked: looked + items.length, done: done + even } };
  };
  return {
    office,
    page,
    seen,
    forSeconds: (seconds: number) => walkOn('numbers', page, now + seconds * 1000, office),
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    dieAfter(requests: number) {
      left = requests;
    },
  };
}

describe('a walk', () => {
  it('goes on where it was left, for as long as it was given, and counts as it goes', async () => {
    const { office, seen, forSeconds } = createWorld(9);
    expect(await forSeconds(9), 'never begun').toBeNull();
    await beginPass('numbers', office);
    expect(await forSeconds(2)).toMatchObject({ cursor: '5', counts: { looked: 4, done: 2 }, leaseEnds: 0 });
    expect(await forSeconds(2)).toMatchObject({ cursor: '9', counts: { looked: 8, done: 4 } });
    const finished = await forSeconds(60);
    expect(finished).toMatchObject({ pass: 1, cursor: null, counts: { looked: 9, done: 4 } });
    expect(finished?.finishedAt).toBe(NOW + 5000);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await forSeconds(60), 'nothing is left to do').toEqual(finished);
    expect(seen).toHaveLength(9);
  });

  it('does at least a page, however little time it has', async () => {
    const { office, forSeconds } = createWorld(9);
    await beginPass('numbers', office);
    expect(await forSeconds(-60)).toMatchObject({ cursor: '3' });
  });

  it('begins again, from the beginning and with nothing counted, once it has finished and not before', async () => {
    const { office, forSeconds } = createWorld(3);
    const begun = await beginPass('numbers', office);
    expect(await beginPass('numbers', office)).toEqual(begun);
    await forSeconds(60);
    expect(await beginPass('numbers', office)).toMatchObject({ pass: 2, cursor: null, counts: { looked: 0, done: 0 } });
    expect(await forSeconds(60)).toMatchObject({ pass: 2, counts: { looked: 3, done: 1 } });
  });

  it('has one walker at a time', async () => {
    const { office, page, forSeconds } = createWorld(9);
    await beginPass('numbers', office);
    let other: unknown = 'not asked';
    const slow: WalkPage = async (cursor, counts) => {
      other = await forSeconds(60);
      return page(cursor, counts);
    };
    expect(await walkOn('numbers', slow, NOW, office)).toMatchObject({ cursor: '3' });
    expect(other).toBeNull();
  });

  it('is given up by a walker that was overtaken', async () => {
    const { office, page, wait, forSeconds } = createWorld(9);
    await beginPass('numbers', office);
    const asleep: WalkPage = async (cursor, counts) => {
      wait(WALK_LEASE);
      await forSeconds(2);
      return page(cursor, counts);
    };
    expect(await walkOn('numbers', asleep, NOW + 60_000_000, office)).toBeNull();
    expect(await office.registry.walk('numbers')).toMatchObject({ cursor: '5', counts: { looked: 4, done: 2 } });
  });

  it('is taken up after its lease by another where the walker died, wherever that was, and counts nothing twice', async () => {
    for (let requests = 0; requests < 16; requests++) {
      const { office, wait, dieAfter, forSeconds } = createWorld(7);
      await beginPass('numbers', office);
      dieAfter(requests);
      await forSeconds(60).catch(() => null);
      dieAfter(Number.POSITIVE_INFINITY);
      wait(WALK_LEASE);
      expect(await forSeconds(60), `died after ${requests}`).toMatchObject({ counts: { looked: 7, done: 3 } });
    }
  });
});
