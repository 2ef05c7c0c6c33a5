import { describe, expect, it } from 'vitest';
import { bindingDigest, bindingSaltDigest } from '../../lib/evidence/binding.ts';
import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';

const key = createEpochKey('2026.2', new Uint8Array(32).fill(1));

describe('how evidence of a case names its subject', () => {
  it('is the reference of the epoch, and a binding that the id and the case’s salt make again', async () => {
    const { binding, ...reference } = await caseEvidence(key, 'shop', 'li', 'case-1');
    expect(reference).toEqual(key.reference('shop', 'li'));
    const salt = key.bindingSalt('case-1');
    expect(binding.digest).toBe(await bindingDigest('shop', 'li', salt, binding.iterations));
    expect(binding.saltDigest).toBe(bindingSaltDigest(salt));
  });

  it('is the same for the same case, and binds two cases of one subject differently', async () => {
    const [first, again, other] = await Promise.all(
      ['case-1', 'case-1', 'case-2'].map((id) => caseEvidence(key, 'shop', 'li', id)),
    );
    expect(again).toEqual(first);
    expect(other?.ref).toBe(first?.ref);
    expect(other?.binding.digest).not.toBe(first?.binding.digest);
  });

  it('holds nothing of the id', async () => {
    expect(JSON.stringify(await caseEvidence(key, 'shop', '13912345678', 'case-1'))).not.toContain('139123');
  });
});
