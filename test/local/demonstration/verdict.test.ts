import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Appearance } from '../../../local/demonstration/appearance.ts';
import type { Entry } from '../../../local/demonstration/ledger.ts';
import { judge, type Verdict } from '../../../local/demonstration/verdict.ts';
import { DAY, ledgerWith, T0 } from './sample.ts';

const LINE = { user: 'u', line: '1', at: T0, device: 'device-12345', text: '查询' };
const VISIT = { visit: 'v', user: 'user-12345', at: T0, name: '王小明', device: 'device-12345', score: 7 };

function verdict(dataset: 'lines' | 'visits', shown: object | null, day: number): Verdict {
  const ledger = ledgerWith([dataset, dataset === 'lines' ? LINE : VISIT]);
  const entry = [...ledger.entries.values()][0] as Entry;
  const now: Appearance | undefined = shown === null ? undefined : { kind: 'item', raw: marshall(shown) };
  return judge(entry, now, T0 + day * DAY, ledger.fates(entry), ledger.dataset(dataset));
}

const { device: _line, ...LINE_WITHOUT } = LINE;
const { device: _visit, user: _user, ...VISIT_WITHOUT } = { ...VISIT, name: 'x' };

describe('a record that is deleted in the end', () => {
  test('is untouched at first', () => {
    expect(verdict('lines', LINE, 10)).toEqual({ is: 'untouched', faults: [], done: [] });
  });

  test('may be gone within the window, must be gone after it, and not before', () => {
    expect(verdict('lines', null, 89.5)).toMatchObject({ is: 'gone', faults: [] });
    expect(verdict('lines', null, 88.5).faults).toEqual(['early']);
    expect(verdict('lines', LINE_WITHOUT, 89.5).faults).toEqual([]);
    expect(verdict('lines', LINE_WITHOUT, 90.1).faults).toEqual(['late']);
  });

  test('loses its field in the time of that rule', () => {
    expect(verdict('lines', LINE_WITHOUT, 28)).toMatchObject({ is: 'anonymised', faults: ['early'] });
    expect(verdict('lines', LINE_WITHOUT, 29.5)).toEqual({ is: 'anonymised', faults: [], done: ['device'] });
    expect(verdict('lines', LINE, 30.1).faults).toEqual(['late']);
  });

  test('may lose nothing else, nor gain anything', () => {
    expect(verdict('lines', { ...LINE_WITHOUT, text: '' }, 40).faults).toEqual(['altered']);
    expect(verdict('lines', { ...LINE_WITHOUT, extra: 1 }, 40).faults).toEqual(['altered']);
  });

  test('may not have its field changed into something else', () => {
    expect(verdict('lines', { ...LINE, device: 'device-1' }, 40).faults).toEqual(['late', 'residue']);
  });
});

describe('a record that is anonymised in the end', () => {
  test('holds nothing of it anywhere', () => {
    expect(verdict('visits', VISIT_WITHOUT, 90.1)).toEqual({ is: 'anonymised', faults: [], done: ['old', 'device'] });
    expect(verdict('visits', { ...VISIT_WITHOUT, score: 7, device: 'device-12345' }, 90.1).faults).toContain('late');
  });

  test('must not vanish', () => {
    expect(verdict('visits', null, 200).faults).toEqual(['early']);
  });

  test('betrays itself when another field repeats what was taken out', () => {
    const ledger = ledgerWith(['visits', { ...VISIT, note: '王小明来过' }]);
    const entry = [...ledger.entries.values()][0] as Entry;
    const shown: Appearance = { kind: 'item', raw: marshall({ ...VISIT_WITHOUT, note: '王小明来过' }) };
    expect(judge(entry, shown, T0 + 91 * DAY, ledger.fates(entry), ledger.dataset('visits')).faults).toEqual([
      'residue',
    ]);
  });
});
