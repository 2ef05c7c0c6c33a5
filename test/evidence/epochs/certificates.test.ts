import { describe, expect, it } from 'vitest';
import { bind } from '../../../lib/evidence/binding.ts';
import { formatCertificate, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import type { EpochKey } from '../../../lib/evidence/epochs/index.ts';
import { toBase64 } from '../../../lib/evidence/log/bytes.ts';
import { CASE, makeCertificate, POLICY, SUBJECT } from '../certificate/certificates.ts';
import { createEpochBench } from './bench.ts';

const MAY = Date.parse('2026-05-01T00:00:00Z');
const HOUR = 3_600_000;

/** A certificate of the case as an epoch's key names and binds its subject. `later`: what is left of that key now. */
async function issue(key: EpochKey, later: EpochKey | null = key) {
  const reference = key.reference(POLICY, SUBJECT);
  const binding = await bind(POLICY, SUBJECT, key.bindingSalt(CASE));
  const { certificate, keys } = await makeCertificate({
    stated: (statement) => ({ ...statement, subject: { ...reference, binding } }),
    receipt: (receipt) => ({ ...receipt, subject: reference }),
  });
  const bindingSalt = later === null ? null : toBase64(later.bindingSalt(CASE));
  return { text: formatCertificate({ ...certificate, bindingSalt }), keys };
}

describe('when an epoch is destroyed', () => {
  it('certificates issued before still verify, and still show whose they are', async () => {
    const { epochs } = createEpochBench();
    const { text, keys } = await issue(await epochs.current(MAY));
    const before = await verifyCertificate(text, keys, { subject: SUBJECT });
    await epochs.rotate(MAY + 1);
    await epochs.destroy('2026', MAY + 2 * HOUR);
    const after = await verifyCertificate(text, keys, { subject: SUBJECT });
    expect(after.ok).toBe(true);
    expect(after).toEqual(before);
    const another = await verifyCertificate(text, keys, { subject: 'u-1002' });
    expect(another.problems.map(({ where }) => where)).toEqual(['subject']);
  });

  it('certificates issued after it verify, and show nobody whose they are', async () => {
    const { epochs } = createEpochBench();
    const key = await epochs.current(MAY);
    await epochs.rotate(MAY + 1);
    await epochs.destroy('2026', MAY + 2 * HOUR);
    const { text, keys } = await issue(key, await epochs.key('2026'));
    expect((await verifyCertificate(text, keys)).ok).toBe(true);
    const claimed = await verifyCertificate(text, keys, { subject: SUBJECT });
    expect(claimed.problems.map(({ where, code }) => `${where} ${code}`)).toEqual(['subject EPOCH_DESTROYED']);
  });
});
