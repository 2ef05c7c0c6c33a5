import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../lib/evidence/log/memory/index.ts';
import { logStorageContract } from './log-storage.contract.ts';

describe('log storage in memory', () => {
  logStorageContract(async () => memoryStorage());

  it.each(['', '/a', 'a//b', 'a/../b', './a'])('refuses the path "%s"', async (path) => {
    await expect(memoryStorage().get(path)).rejects.toThrow('Not a path');
  });

  it('keeps its own copy', async () => {
    const storage = memoryStorage();
    const bytes = Uint8Array.of(1);
    await storage.putOnce('a', bytes);
    bytes[0] = 2;
    const got = await storage.get('a');
    if (got !== null) got.bytes[0] = 3;
    expect(await storage.putOnce('a', Uint8Array.of(1))).toBe('same');
  });
});
