import { describe, expect, test } from 'vitest';
import { commitmentOf, sealed } from '../../../lib/evidence/log/sealed-receipts.ts';
import { receiptsIn } from '../../../local/demonstration/receipts.ts';
import { idOf, receipt } from '../../evidence/pages.ts';

const ORIGIN = 'log/aws/2026';
const all = [0, 1, 2].map((n) => sealed('delete-00-1-AAAAAAAA', receipt(idOf(n)), new Uint8Array(32).fill(n)));
const object = (first: number, receipts: readonly unknown[], origin = ORIGIN) =>
  JSON.stringify({ format: 'expunge-sealed-receipts/1', origin, first, receipts });
const log = (entries = all.map(commitmentOf)) => [
  { origin: ORIGIN, size: entries.length, root: '', problem: null, entries },
];

describe('the receipts of a log', () => {
  test('are those whose commitments are its entries', () => {
    const found = receiptsIn([object(0, all.slice(0, 2)), object(2, all.slice(2))], log());
    expect(found).toMatchObject({ repeated: 0, missing: 0 });
    expect(found.all.map(({ id }) => id).sort()).toEqual([0, 1, 2].map(idOf).sort());
  });

  test('are not those of an attempt that was overtaken', () => {
    const other = sealed('delete-00-1-AAAAAAAA', receipt(idOf(0)), new Uint8Array(32).fill(9));
    const found = receiptsIn([object(0, [other]), object(0, all), object(0, all, 'log/aws/2025')], log());
    expect(found).toMatchObject({ repeated: 0, missing: 0 });
    expect(found.all).toHaveLength(3);
  });

  test('lack one that lies elsewhere, was changed or is not there', () => {
    expect(receiptsIn([object(1, all)], log()).missing).toBe(3);
    const changed = all.map((one) => ({ ...one, receipt: { ...one.receipt, records: 2 } }));
    expect(receiptsIn([object(0, changed)], log()).missing).toBe(3);
    expect(receiptsIn([object(0, all.slice(0, 2))], log()).missing).toBe(1);
  });

  test('are counted where the log has one twice', () => {
    const twice = [...all, all[0]].flatMap((one) => (one === undefined ? [] : [one]));
    expect(receiptsIn([object(0, twice)], log(twice.map(commitmentOf))).repeated).toBe(1);
  });
});
