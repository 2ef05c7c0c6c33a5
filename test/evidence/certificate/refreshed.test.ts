import { describe, expect, it } from 'vitest';
import { verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import type { Receipt } from '../../../lib/evidence/index.ts';
import type { Statement } from '../../../lib/evidence/statement.ts';
import { makeCertificate, type Wanted } from './certificates.ts';

const DAY = 86_400_000;
const later = (instant: string, days: number) => new Date(Date.parse(instant) + days * DAY).toISOString();

/** A nightly backup kept for 35 days, and recovery of 7 days. */
const withCopies = (one: Receipt): Receipt => ({
  ...one,
  dataset: 'weidandan-accounts',
  copies: [
    { name: 'pitr', goneBy: later(one.verifiedAt, 7) },
    { name: 'nightly', goneBy: one.copiesGoneBy ?? '' },
  ],
});
const REFRESH = { dataset: 'weidandan-accounts', copy: 'nightly', evidence: 'backup job 4711' };

/** Final eight days after the last erasure, because the nightly backup was made anew on the day after it. */
const final = (stated: (truth: Statement) => Statement = (truth) => truth): Wanted => ({
  stage: 'final',
  receipt: withCopies,
  stated: (truth) =>
    stated({
      ...truth,
      statedAt: later(truth.completedAt, 8),
      copiesGoneBy: later(truth.completedAt, 7),
      refreshes: [{ ...REFRESH, refreshedAt: later(truth.completedAt, 1) }],
    }),
});
const problemsOf = async (wanted: Wanted) => {
  const { text, keys } = await makeCertificate(wanted);
  return (await verifyCertificate(text, keys)).problems.map(({ message }) => message);
};

describe('a certificate that rests on a refreshed backup', () => {
  it('is final before the days of the backup are over, and says why [C-20, R-16, R-27]', async () => {
    const { text, keys } = await makeCertificate(final());
    const verdict = await verifyCertificate(text, keys);
    expect(verdict.problems).toEqual([]);
    expect(verdict.stage).toBe('final');
    expect(verdict.proved.join('\n')).toContain('renewals of backups');
  });

  it('shows the refresh and its evidence to people, in both languages', async () => {
    const { certificate } = await makeCertificate(final());
    const { certificatePage } = await import('../../../lib/evidence/certificate/page/index.ts');
    const page = certificatePage(certificate);
    expect(page).toContain('Backups renewed since');
    expect(page).toContain('其后已更新的备份');
    expect(page).toContain('backup job 4711');
    expect(page).toContain('expired or been made anew');
  });

  it.each<[string, Wanted, string]>([
    [
      'a refresh before the last erasure',
      final((one) => ({ ...one, refreshes: [{ ...REFRESH, refreshedAt: later(one.completedAt, -1) }] })),
      'When the copies are gone is not what the receipts say.',
    ],
    [
      'a refresh of another dataset',
      final((one) => ({ ...one, refreshes: [{ ...REFRESH, dataset: 'x', refreshedAt: later(one.completedAt, 1) }] })),
      'It names a refresh of a backup that changes nothing.',
    ],
    [
      'an end before that of point-in-time recovery, which nobody can refresh',
      final((one) => ({ ...one, copiesGoneBy: later(one.completedAt, 1) })),
      'When the copies are gone is not what the receipts say.',
    ],
    [
      'a refresh yet to come',
      final((one) => ({
        ...one,
        copiesGoneBy: later(one.completedAt, 9),
        refreshes: [{ ...REFRESH, refreshedAt: later(one.completedAt, 9) }],
      })),
      'A backup was refreshed after it was stated.',
    ],
    [
      'receipts that say one thing of each copy and another of all',
      { ...final(), receipt: (one) => ({ ...withCopies(one), copies: [{ name: 'pitr', goneBy: one.verifiedAt }] }) },
      'What it says of each copy is not what it says of all.',
    ],
  ])('is refused with %s [R-16]', async (_, wanted, problem) => {
    expect(await problemsOf(wanted)).toContain(problem);
  });
});
