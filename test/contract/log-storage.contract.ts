import { expect, it } from 'vitest';
import type { LogStorage } from '../../lib/evidence/log/log-storage.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What the log needs of a storage. `create` makes an empty one. */
export function logStorageContract(create: () => Promise<LogStorage>): void {
  it('has nothing at first', async () => {
    expect(await (await create()).get('a/checkpoint')).toBeNull();
  });

  it('keeps what was put once, byte for byte, and nothing that comes after it', async () => {
    const storage = await create();
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(await storage.putOnce('a.b/2026/tile/x001/000', all)).toBe('stored');
    expect(await storage.putOnce('a.b/2026/tile/x001/000', all)).toBe('same');
    expect(await storage.putOnce('a.b/2026/tile/x001/000', bytes('other'))).toBe('different');
    expect(await storage.putOnce('a.b/2026/tile/x001/001', all.subarray(0, 255))).toBe('stored');
    const file = await storage.get('a.b/2026/tile/x001/000');
    expect(file && [...file.bytes]).toEqual([...all]);
  });

  it('lets one of two that put the same file win, and tells the other', async () => {
    const storage = await create();
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => storage.putOnce('tile', bytes(text))));
    expect(answers.sort()).toEqual(['different', 'different', 'stored']);
  });

  it('replaces a file only for who saw it last', async () => {
    const storage = await create();
    const first = await storage.replace('checkpoint', bytes('1'), null);
    expect(first).not.toBeNull();
    expect(await storage.replace('checkpoint', bytes('x'), null)).toBeNull();
    const second = await storage.replace('checkpoint', bytes('2'), first);
    expect(second).not.toBeNull();
    expect(await storage.replace('checkpoint', bytes('y'), first)).toBeNull();
    const file = await storage.get('checkpoint');
    expect(file && new TextDecoder().decode(file.bytes)).toBe('2');
    expect(file?.version).toBe(second);
    expect(await storage.replace('checkpoint', bytes('3'), file?.version ?? null)).not.toBeNull();
  });

  it('replaces nothing that is not there', async () => {
    const storage = await create();
    const version = await storage.replace('checkpoint', bytes('1'), null);
    expect(await storage.replace('elsewhere', bytes('1'), version)).toBeNull();
    expect(await storage.get('elsewhere')).toBeNull();
  });

  it('takes an empty file and a large one', async () => {
    const storage = await create();
    const large = new Uint8Array(6_000_000).fill(7);
    expect(await storage.putOnce('large', large)).toBe('stored');
    expect((await storage.get('large'))?.bytes.length).toBe(large.length);
    expect(await storage.putOnce('empty', new Uint8Array(0))).toBe('stored');
    expect((await storage.get('empty'))?.bytes.length).toBe(0);
  });
}
