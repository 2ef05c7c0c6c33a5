import { expect, it } from 'vitest';
import type { EpochStore } from '../../lib/evidence/epochs/index.ts';

const secret = (byte: number) => new Uint8Array(32).fill(byte);

/** What epochs need of where they are kept. `create` makes an empty store; `again` is another view of the same. */
export function epochsContract(create: () => Promise<{ store: EpochStore; again: EpochStore }>): void {
  it('has none at first, and cannot destroy what never began', async () => {
    const { store } = await create();
    expect(await store.list()).toEqual([]);
    expect(await store.destroy('2026', 1)).toBe(false);
    expect(await store.list()).toEqual([]);
  });

  it('gives every epoch back to everybody, in the order of years and of turns as numbers', async () => {
    const { store, again } = await create();
    const ids = ['2027', '2026.10', '2026', '2026.9', '2026.2'];
    for (const [n, id] of ids.entries()) {
      expect(await store.begin({ id, begunAt: 1_700_000_000_000 + n, secret: secret(n) })).toBe(true);
    }
    const found = await again.list();
    expect(found.map(({ id }) => id)).toEqual(['2026', '2026.2', '2026.9', '2026.10', '2027']);
    expect(found[3]).toEqual({ id: '2026.10', begunAt: 1_700_000_000_001, destroyedAt: null, secret: secret(1) });
  });

  it('lets one of several begin an epoch, whose secret counts for all', async () => {
    const { store, again } = await create();
    const answers = await Promise.all(
      [store, again, store, again].map((one, n) => one.begin({ id: '2026', begunAt: n, secret: secret(n) })),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const winner = answers.indexOf(true);
    expect(await again.list()).toEqual([{ id: '2026', begunAt: winner, destroyedAt: null, secret: secret(winner) }]);
  });

  it('takes the secret away once, and leaves the epoch standing without it', async () => {
    const { store, again } = await create();
    await store.begin({ id: '2026', begunAt: 5, secret: secret(1) });
    await store.begin({ id: '2026.2', begunAt: 6, secret: secret(2) });
    const answers = await Promise.all([store.destroy('2026', 7), again.destroy('2026', 7)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await again.destroy('2026', 8)).toBe(false);
    expect(await again.list()).toEqual([
      { id: '2026', begunAt: 5, destroyedAt: 7, secret: null },
      { id: '2026.2', begunAt: 6, destroyedAt: null, secret: secret(2) },
    ]);
  });

  it('never begins an epoch again that was destroyed', async () => {
    const { store, again } = await create();
    await store.begin({ id: '2026', begunAt: 5, secret: secret(1) });
    await store.destroy('2026', 7);
    expect(await again.begin({ id: '2026', begunAt: 9, secret: secret(3) })).toBe(false);
    expect(await store.list()).toEqual([{ id: '2026', begunAt: 5, destroyedAt: 7, secret: null }]);
  });
}
