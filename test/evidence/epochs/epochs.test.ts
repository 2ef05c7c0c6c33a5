import { describe, expect, it, vi } from 'vitest';
import { createEpochKey, createEvidenceEpochs, type EpochStore } from '../../../lib/evidence/epochs/index.ts';
import { memoryEpochs } from '../../../lib/evidence/epochs/memory-store.ts';
import { createEpochBench } from './bench.ts';

const at = (text: string) => Date.parse(text);
const MAY = at('2026-05-01T00:00:00Z');
const HOUR = 3_600_000;
const ids = (epochs: readonly { id: string }[]) => epochs.map(({ id }) => id);

describe('an epoch’s key', () => {
  it('names the same subject of a policy the same way, and tells nothing else', () => {
    const { reference } = createEpochKey('2026', Buffer.from('key'));
    expect(reference('shop', 'li')).toEqual(createEpochKey('2026', Buffer.from('key')).reference('shop', 'li'));
    const others = [
      reference('shop', 'li'),
      reference('shop', 'wang'),
      reference('bank', 'li'),
      reference('sho', 'pli'),
      reference('shop,li', 'x'),
      reference('shop', 'li,x'),
      createEpochKey('2027', Buffer.from('other key')).reference('shop', 'li'),
    ];
    expect(new Set(others.map((one) => one.ref)).size).toBe(7);
    for (const { ref } of others) expect(ref).toMatch(/^[\w-]{22}$/);
  });

  it('salts each case differently, and never as it names a subject', () => {
    const key = createEpochKey('2026', Buffer.from('key'));
    const salt = key.bindingSalt('case-1');
    expect(salt).toHaveLength(32);
    expect(key.bindingSalt('case-1')).toEqual(salt);
    expect(key.bindingSalt('case-2')).not.toEqual(salt);
    expect(createEpochKey('2026', Buffer.from('key 2')).bindingSalt('case-1')).not.toEqual(salt);
    expect(Buffer.from(salt.subarray(0, 16)).toString('base64url')).not.toBe(key.reference('binding', 'case-1').ref);
  });
});

describe('the current epoch', () => {
  it('begins by itself with the first that needs one, and stays', async () => {
    const { epochs, another } = createEpochBench();
    const first = await epochs.current(MAY);
    const later = await another().current(at('2026-12-31T23:59:59.999Z'));
    expect([first.id, later.id]).toEqual(['2026', '2026']);
    expect(later.reference('shop', 'li')).toEqual(first.reference('shop', 'li'));
    expect(await epochs.list()).toEqual([{ id: '2026', begunAt: MAY, destroyedAt: null }]);
  });

  it('is another one from New Year on, in UTC', async () => {
    vi.stubEnv('TZ', 'Asia/Shanghai');
    const { epochs } = createEpochBench();
    const old = await epochs.current(at('2026-12-31T23:59:59.999Z'));
    const fresh = await epochs.current(at('2027-01-01T00:00:00Z'));
    expect([old.id, fresh.id]).toEqual(['2026', '2027']);
    expect(fresh.reference('shop', 'li').ref).not.toBe(old.reference('shop', 'li').ref);
    expect((await epochs.current(at('2026-12-31T23:59:59.999Z'))).id, 'for a clock that is behind').toBe('2027');
    await epochs.rotate(at('2027-03-01T00:00:00Z'));
    expect((await epochs.current(at('2028-01-01T00:00:00Z'))).id).toBe('2028');
    vi.unstubAllEnvs();
  });

  it('has one secret, though two functions begin it at once', async () => {
    for (let times = 0; times < 5; times++) {
      const { another, store } = createEpochBench();
      const keys = await Promise.all([1, 2, 3].map(() => another().current(MAY)));
      expect(new Set(keys.map((key) => key.reference('shop', 'li').ref)).size).toBe(1);
      expect(await store.list()).toHaveLength(1);
    }
  });

  it('is had again by a function that died right after it began it', async () => {
    const { tools, another, store } = createEpochBench();
    const dying: EpochStore = {
      ...store,
      begin: async (epoch) => {
        await store.begin(epoch);
        throw new Error('crash');
      },
    };
    await expect(createEvidenceEpochs({ ...tools, store: dying }).current(MAY)).rejects.toThrow('crash');
    const [one, two] = [await another().current(MAY), await another().current(MAY)];
    expect(one.reference('shop', 'li')).toEqual(two.reference('shop', 'li'));
    expect(await store.list()).toHaveLength(1);
  });

  it('is derived by KMS from id and secret together', async () => {
    const { epochs, macs } = createEpochBench();
    await epochs.current(MAY);
    expect(macs).toEqual([`expunge evidence 2026 ${Buffer.alloc(32, 1).toString('base64')}`]);
  });

  it('is never one whose secret is gone, however it went', async () => {
    const { epochs, store } = createEpochBench();
    await epochs.current(MAY);
    await store.destroy('2026', MAY + 1);
    expect((await epochs.current(MAY + 2)).id).toBe('2026.2');
  });

  it('is not had from a store that loses what it was told', async () => {
    const { tools } = createEpochBench();
    const store = { ...memoryEpochs(), begin: async () => true };
    const current = createEvidenceEpochs({ ...tools, store }).current(MAY);
    await expect(current).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('rotating', () => {
  it('begins another epoch: new references differ, old ones can still be made', async () => {
    const { epochs } = createEpochBench();
    const before = (await epochs.current(MAY)).reference('shop', 'li');
    expect(await epochs.rotate(MAY + HOUR)).toEqual({ id: '2026.2', begunAt: MAY + HOUR, destroyedAt: null });
    const after = (await epochs.current(MAY + HOUR)).reference('shop', 'li');
    expect(after.epoch).toBe('2026.2');
    expect(after.ref).not.toBe(before.ref);
    expect((await epochs.key('2026'))?.reference('shop', 'li')).toEqual(before);
  });

  it('counts on within the year, and starts anew with the next', async () => {
    const { epochs } = createEpochBench();
    for (let times = 0; times < 11; times++) await epochs.rotate(MAY + times);
    expect((await epochs.current(MAY + HOUR)).id).toBe('2026.11');
    await epochs.rotate(at('2027-02-01T00:00:00Z'));
    expect(ids(await epochs.list()).slice(-3)).toEqual(['2026.10', '2026.11', '2027']);
  });

  it('by two at once is done once', async () => {
    const { another, epochs } = createEpochBench();
    await epochs.current(MAY);
    const begun = await Promise.all([another().rotate(MAY + 1), another().rotate(MAY + 1)]);
    expect(ids(begun)).toEqual(['2026.2', '2026.2']);
  });
});

describe('destroying', () => {
  it('ends what can be made of an epoch, and leaves the others', async () => {
    const { epochs, store } = createEpochBench();
    await epochs.current(MAY);
    await epochs.rotate(MAY + 1);
    const second = (await epochs.current(MAY + 2)).reference('shop', 'li');
    const destroyedAt = MAY + 1 + HOUR;
    expect(await epochs.destroy('2026', destroyedAt)).toEqual({ id: '2026', begunAt: MAY, destroyedAt });
    expect(await epochs.key('2026')).toBeNull();
    expect((await store.list())[0]).toEqual({ id: '2026', begunAt: MAY, destroyedAt, secret: null });
    expect((await epochs.key('2026.2'))?.reference('shop', 'li')).toEqual(second);
    expect(await epochs.list()).toEqual([
      { id: '2026', begunAt: MAY, destroyedAt },
      { id: '2026.2', begunAt: MAY + 1, destroyedAt: null },
    ]);
  });

  it('leaves nothing from which KMS could derive the key again', async () => {
    const { epochs, tools, store } = createEpochBench();
    const lost = (await epochs.current(MAY)).reference('shop', 'li').ref;
    await epochs.rotate(MAY + 1);
    await epochs.destroy('2026', MAY + 2 * HOUR);
    // whoever has the table as it is now, and may ask KMS for whatever they like
    const left = JSON.stringify((await store.list()).map(({ secret, ...epoch }) => [epoch, [...(secret ?? [])]]));
    for (const message of ['expunge evidence 2026', 'expunge evidence 2026 ', `expunge evidence 2026 ${left}`]) {
      const guess = createEpochKey('2026', await tools.mac(message));
      expect(guess.reference('shop', 'li').ref).not.toBe(lost);
    }
    expect(left).toContain('"2026"');
  });

  it.each([
    ['the current epoch', '2026.2', 5 * HOUR],
    ['an epoch that was current less than an hour ago', '2026', HOUR - 1],
  ])('is refused for %s', async (_, id, after) => {
    const { epochs, store } = createEpochBench();
    await epochs.current(MAY - HOUR);
    await epochs.rotate(MAY);
    await expect(epochs.destroy(id, MAY + after)).rejects.toMatchObject({ code: 'EPOCH_IN_USE' });
    expect((await store.list()).every(({ secret }) => secret !== null)).toBe(true);
  });

  it('is refused for the old year’s epoch when nobody has needed the new one yet', async () => {
    const { epochs } = createEpochBench();
    await epochs.current(MAY);
    const newYear = at('2027-01-01T00:00:00Z');
    await expect(epochs.destroy('2026', newYear + 5 * HOUR)).rejects.toMatchObject({ code: 'EPOCH_IN_USE' });
    expect(await epochs.destroy('2026', newYear + 6 * HOUR)).toMatchObject({ destroyedAt: newYear + 6 * HOUR });
  });

  it('is refused a second time, and for what never was', async () => {
    const { epochs } = createEpochBench();
    await epochs.current(MAY);
    await epochs.rotate(MAY + 1);
    await epochs.destroy('2026', MAY + 2 * HOUR);
    await expect(epochs.destroy('2026', MAY + 3 * HOUR)).rejects.toMatchObject({ code: 'EPOCH_DESTROYED' });
    await expect(epochs.destroy('2025', MAY)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await epochs.key('2025')).toBeNull();
  });

  it('is for good: the epoch does not begin again by itself, by rotating or by hand', async () => {
    const { epochs, store } = createEpochBench();
    await epochs.current(MAY);
    await epochs.rotate(MAY + 1);
    await epochs.destroy('2026', MAY + 2 * HOUR);
    expect((await epochs.current(MAY + 3 * HOUR)).id).toBe('2026.2');
    expect((await epochs.rotate(MAY + 3 * HOUR)).id).toBe('2026.3');
    expect(await store.begin({ id: '2026', begunAt: MAY, secret: new Uint8Array(32) })).toBe(false);
    expect(await epochs.key('2026')).toBeNull();
  });
});
