import { describe, expect, it } from 'vitest';
import { verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { idOf } from '../pages.ts';
import { type Made, makeCertificate, NOT_ASKED, type Wanted } from './certificates.ts';
import { edited } from './edited.ts';

const problemsOf = async (made: Made, text = made.text, keys = made.keys) =>
  (await verifyCertificate(text, keys)).problems;
const named = async (wanted: Wanted) => {
  const found = await problemsOf(await makeCertificate(wanted));
  return found.map(({ code, where, message }) => `${code} ${where}: ${message}`);
};

describe('a false statement in the log', () => {
  const day = 86_400_000;
  const shift = (instant: string, by: number) => new Date(Date.parse(instant) + by).toISOString();

  it.each<[string, Wanted, string]>([
    [
      'too few receipts',
      { stated: (one) => ({ ...one, receipts: { ...one.receipts, count: 2 } }) },
      'receipts: The statement counts 2 receipts, and the file has 3.',
    ],
    [
      'other receipts',
      { stated: (one) => ({ ...one, receipts: { ...one.receipts, digest: '0'.repeat(64) } }) },
      'receipts: They are in the log, and they are not the ones that the statement counts.',
    ],
    [
      'another id',
      { stated: (one) => ({ ...one, id: idOf(3) }) },
      'statement: Its id is not that of its case and stage.',
    ],
    [
      'categories of which a receipt has none',
      { stated: (one) => ({ ...one, scope: { kind: 'categories', categories: ['order', 'work-order'] } }) },
      'receipt 1: Nothing of it is of the categories that the case is about.',
    ],
    [
      'categories out of order',
      {
        receipts: 0,
        stated: (one) => ({ ...one, scope: { kind: 'categories', categories: ['phone', 'order'] } }),
      },
      'statement: Its categories are not each named once, in order.',
    ],
    [
      'a category twice',
      { receipts: 0, stated: (one) => ({ ...one, scope: { kind: 'categories', categories: ['phone', 'phone'] } }) },
      'statement: Its categories are not each named once, in order.',
    ],
    [
      'one record, of which a receipt has but a category',
      {
        receipts: 1,
        receipt: (one) => ({ ...one, rule: { ...one.rule, id: '~phone' } }),
        stated: (one) => ({ ...one, scope: { kind: 'record' } }),
      },
      'receipt 1: It is about a category alone, and the case is about one record.',
    ],
    [
      'a moment before it was completed',
      { receipts: 0, stated: (one) => ({ ...one, statedAt: shift(one.completedAt, -1) }) },
      'statement: It was stated before the case was completed.',
    ],
    [
      'a restriction after all had gone',
      { receipts: 0, stated: (one) => ({ ...one, restrictedAt: shift(one.completedAt, 1) }) },
      'statement: Only what a floor kept was left after all had gone.',
    ],
    [
      'a moment before a receipt',
      { stated: (one) => ({ ...one, completedAt: shift(one.completedAt, -2), statedAt: shift(one.completedAt, -1) }) },
      'statement: It was stated before one of its receipts was verified.',
    ],
    [
      'an earlier end of the copies',
      { stated: (one) => ({ ...one, copiesGoneBy: shift(one.copiesGoneBy ?? '', -1) }) },
      'statement: When the copies are gone is not what the receipts say.',
    ],
    [
      'no copies',
      { stated: (one) => ({ ...one, copiesGoneBy: null }) },
      'statement: When the copies are gone is not what the receipts say.',
    ],
    [
      'final, with a copy left',
      { stage: 'final', stated: (one) => ({ ...one, statedAt: shift(one.copiesGoneBy ?? '', -1) }) },
      'statement: It is final, and a known copy had not expired yet.',
    ],
    [
      'final, with a recipient outstanding',
      { stage: 'final', stated: (one) => ({ ...one, recipients: [{ ...NOT_ASKED, id: 'partner' }] }) },
      'statement: It is final, and a recipient had neither confirmed nor been left to a person.',
    ],
    [
      'beyond use, with no copy left',
      { stage: 'beyond-use', stated: (one) => ({ ...one, statedAt: one.copiesGoneBy ?? '' }) },
      'statement: It speaks of copies, and there were none any more.',
    ],
    [
      'beyond use, without copies',
      { stage: 'beyond-use', copies: false },
      'statement: It speaks of copies, and there were none any more.',
    ],
    [
      'a confirmation to come',
      {
        stated: (one) => ({
          ...one,
          recipients: [{ ...NOT_ASKED, id: 'partner', confirmedAt: shift(one.statedAt, day) }],
        }),
      },
      'statement: A recipient confirmed after it was stated.',
    ],
    [
      'a notice to come',
      {
        stated: (one) => ({ ...one, recipients: [{ ...NOT_ASKED, id: 'partner', toldAt: shift(one.statedAt, day) }] }),
      },
      'statement: A recipient was told, or left to a person, after it was stated.',
    ],
    [
      'a recipient that keeps the data and was asked to erase them',
      {
        stated: (one) => ({
          ...one,
          recipients: one.recipients.map((each) => ({ ...each, toldAt: one.completedAt })),
        }),
      },
      'statement: A recipient that keeps the data was asked to erase them.',
    ],
    [
      'a recipient twice',
      { stated: (one) => ({ ...one, recipients: [...one.recipients, ...one.recipients] }) },
      'statement: It names a recipient twice.',
    ],
    [
      'a receipt of another case',
      { receipt: (one, at) => (at === 1 ? { ...one, trigger: { kind: 'AccountClosed', case: 'another' } } : one) },
      'receipt 2: It is not a receipt of this case.',
    ],
    [
      'a receipt of no case',
      { receipt: (one, at) => (at === 2 ? { ...one, trigger: { kind: 'AccountClosed' } as never } : one) },
      'receipt 3: It is not a receipt of this case.',
    ],
    [
      'a receipt of another trigger',
      { stated: (one) => ({ ...one, trigger: 'ErasureRequested' }), receipts: 1 },
      'receipt 1: It has another trigger than the case.',
    ],
    [
      'a receipt of another policy',
      { receipt: (one, at) => (at === 0 ? { ...one, policy: { ...one.policy, id: 'shop' } } : one) },
      'receipt 1: It is of another policy than the case.',
    ],
    [
      'a receipt of another subject',
      { receipt: (one, at) => (at === 0 ? { ...one, subject: { ...one.subject, ref: idOf(5) } } : one) },
      'receipt 1: It is of another subject than the case.',
    ],
  ])('is found: %s', async (_, wanted, expected) => {
    expect(await named(wanted)).toEqual([`CERTIFICATE_INVALID ${expected}`]);
  });

  it('is not found in what is true: an old policy version, a second epoch, the very moment', async () => {
    const fine: Wanted[] = [
      { receipt: (one) => ({ ...one, policy: { ...one.policy, version: '2023-01-01', digest: 'e'.repeat(64) } }) },
      { receipt: (one, at) => (at === 0 ? { ...one, subject: { epoch: '2025', ref: idOf(5) } } : one) },
      { stage: 'final', stated: (one) => ({ ...one, statedAt: one.copiesGoneBy ?? '' }) },
      { stated: (one) => ({ ...one, statedAt: one.completedAt, recipients: [] }) },
    ];
    for (const wanted of fine) expect(await named(wanted)).toEqual([]);
  });

  it('is found where it was logged before what it counts, in another log, or under two checkpoints', async () => {
    const made = await makeCertificate({ receipts: 2, years: ['2026', '2027'] });
    const earlier = await makeCertificate({ receipts: 2, years: ['2027', '2026'] });
    expect((await problemsOf(earlier)).map(({ where, message }) => `${where}: ${message}`)).toEqual([
      expect.stringMatching(/^receipt 2: It does not come after/),
      'statement: It was logged before a receipt that it counts.',
    ]);
    const elsewhere = await makeCertificate({ receipts: 2, log: 'elsewhere.example' });
    const mixed = edited(made, ({ receipts }) => receipts.splice(0, 1, elsewhere.certificate.receipts[0] as never));
    expect(await problemsOf(made, mixed, [...made.keys, ...elsewhere.keys])).toContainEqual(
      expect.objectContaining({ where: 'receipt 1', message: expect.stringContaining('not a year of the log') }),
    );
    const larger = await makeCertificate({ receipts: 2, years: ['2026', '2027'], others: 40 });
    const grown = edited(made, ({ statement }) => Object.assign(statement, larger.certificate.statement));
    const older = edited({ ...made, text: grown }, ({ receipts }) => receipts.splice(0, 1));
    expect(await problemsOf(made, older)).toContainEqual(
      expect.objectContaining({ code: 'CHECKPOINT_INVALID', where: 'receipt 1' }),
    );
  });
});
