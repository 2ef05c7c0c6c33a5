import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Appearance } from '../../../local/demonstration/appearance.ts';
import { erasuresShown } from '../../../local/demonstration/expected-erasures.ts';
import { inspect } from '../../../local/demonstration/inspect.ts';
import type { Ledger } from '../../../local/demonstration/ledger.ts';
import { DAY, ledgerWith, T0 } from './sample.ts';

function shown(ledger: Ledger, after: Readonly<Record<string, object>>, day: number) {
  const seen = new Map<string, Appearance>(
    Object.entries(after).map(([id, item]) => [id, { kind: 'item', raw: marshall(item) }]),
  );
  return erasuresShown(ledger, inspect(ledger, seen, T0 + day * DAY)).map(({ dataset, rule, bySubject }) => [
    dataset,
    rule,
    Object.fromEntries(bySubject),
  ]);
}

const LINE = { user: 'u', line: '1', at: T0, device: 'device-12345' };
const VISIT = { visit: 'v', user: 'u', at: T0, name: '王小明', device: 'device-12345' };

describe('erasures counted in the stores', () => {
  test('a line that has gone after its device had: both rules, for sure', () => {
    expect(shown(ledgerWith(['lines', LINE]), {}, 100)).toEqual([
      ['lines', 'device', { u: { least: 1, most: 1 } }],
      ['lines', 'old', { u: { least: 1, most: 1 } }],
    ]);
  });

  test('gone at once when the account was closed: nobody can say which rule came first', () => {
    const ledger = ledgerWith(['lines', LINE]);
    ledger.close('p', 'u', { at: T0 + DAY, deadline: T0 + 20 * DAY, covers: ['old', 'device'] });
    expect(shown(ledger, {}, 25)).toEqual([
      ['lines', 'device', { u: { least: 0, most: 1 } }],
      ['lines', 'old', { u: { least: 1, most: 1 } }],
    ]);
  });

  test('fields that two rules take, one of them long before', () => {
    const after = { '["visits","v",null]': { visit: 'v', at: T0, name: 'x' } };
    expect(shown(ledgerWith(['visits', VISIT]), after, 100)).toEqual([
      ['visits', 'device', { u: { least: 1, most: 1 } }],
      ['visits', 'old', { u: { least: 1, most: 1 } }],
    ]);
  });

  test('nothing of what is untouched', () => {
    expect(shown(ledgerWith(['lines', LINE]), { '["lines","u","1"]': LINE }, 10)).toEqual([]);
  });
});
