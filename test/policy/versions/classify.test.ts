import { describe, expect, it } from 'vitest';
import { classifyChanges, readPolicy } from '../../../lib/policy/index.ts';
import { edit, POLICY } from '../sample.ts';

/** What changes when this is written in place of that, as `kind what`; a minus where people have less. */
function changes(...edits: readonly (readonly [from: string, to: string])[]): string[] {
  const after = edits.reduce((text, [from, to]) => edit(text, from, to), POLICY);
  const [old, now] = [POLICY, after].map((text) => readPolicy({ path: 'shop.yaml', text }));
  if (old === undefined || now === undefined) throw new Error('nothing was read');
  expect(now.report.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return classifyChanges(old, now).map(({ kind, what, reduces }) => `${reduces ? '−' : '+'} ${kind}: ${what}`);
}

describe('what a new version of a policy changes', () => {
  it('is nothing where only words and dates differ', () => {
    expect(
      changes(['version: "2026-01-01"', 'version: "2026-06-01"'], ['kept for 180 days', 'stored for 180 days']),
    ).toEqual([]);
  });

  it('a longer period leaves people with less, a shorter one with more [R-22, C-45, D-62]', () => {
    expect(changes(['period: 180 days', 'period: 1 year'])).toEqual([
      '− period longer: phone',
      '− period longer: uploads',
    ]);
    expect(changes(['period: 180 days', 'period: 90 days'])).toEqual([
      '+ period shorter: phone',
      '+ period shorter: uploads',
    ]);
    expect(changes(['period: 180 days', 'period: 6 months']), 'in some years longer').toEqual([
      '− period longer: phone',
      '− period longer: uploads',
    ]);
    expect(changes(['    period: none', '    start: collected\n    period: 3 years'])).toEqual([
      '+ period shorter: account',
    ]);
  });

  it('a rule that is renamed or split changes nothing by itself', () => {
    const split =
      '  short:\n    clause: { at: "5.5", quote: kept for 180 days }\n    categories: [phone]\n    start: { decision: start-of-period }\n    period: 180 days\n    action: delete\n    window: 6 hours\n  brief:\n';
    expect(changes(['  short:\n', split], ['categories: [phone, uploads]', 'categories: [uploads]'])).toEqual([]);
  });

  it('narrower erasing, a later clock, a new condition or a new ground leaves people with less [R-22, D-62, D-63, E-34]', () => {
    expect(changes(['deadline: 15 working days CN', 'deadline: 30 days'])).toEqual(['− deadline later: AccountClosed']);
    expect(changes(['deadline: 15 working days CN', 'deadline: 10 working days CN'])).toEqual([
      '+ deadline sooner: AccountClosed',
    ]);
    expect(changes(['    covers: all', '    covers: [account-life, transactions]'])).toEqual([
      '− trigger covers less: AccountClosed short',
    ]);
    expect(changes(['  a: { clause', '  b: { clause: { at: "6.7 b", quote: public health } }\n  a: { clause'])).toEqual(
      ['− ground added: hold b'],
    );
  });

  it('new data, another controller and another place are said as well [D-63, B-16]', () => {
    expect(changes(['controller: A Shop Company', 'controller: Another Company'])).toEqual([
      '− controller changed: controller',
    ]);
    expect(
      changes(['residency: { in: CN-mainland, clause: { at: "5.6", quote: stored in the mainland } }\n', '']),
    ).toEqual(['− residency given up: residency']);
    expect(
      changes(['    stored: false\n', ''], ['categories: [phone, uploads]', 'categories: [phone, uploads, clipboard]']),
    ).toContain('− category added: clipboard');
  });

  it('a floor that becomes longer keeps data from being erased', () => {
    expect(
      changes(['period: 37 months', 'period: 5 years'], ['floor: { period: 3 years', 'floor: { period: 4 years']),
    ).toEqual(['− period longer: orders', '− floor longer: orders']);
  });
});
