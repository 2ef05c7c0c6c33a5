import { describe, expect, it } from 'vitest';
import { memoryEpochs } from '../../lib/evidence/epochs/memory-store.ts';
import { epochsContract } from './epochs.contract.ts';

describe('epochs in memory', () => {
  epochsContract(async () => {
    const store = memoryEpochs();
    return { store, again: store };
  });

  it.each(['26', '2026.1', '2026.0', '2026.02', '2026.'])('refuse the id %s, which no epoch has', async (id) => {
    const begun = memoryEpochs().begin({ id, begunAt: 1, secret: new Uint8Array(32) });
    await expect(begun).rejects.toThrow('no epoch');
  });

  it('refuse a secret that is too short', async () => {
    const begun = memoryEpochs().begin({ id: '2026', begunAt: 1, secret: new Uint8Array(31) });
    await expect(begun).rejects.toThrow('32 bytes');
  });
});
