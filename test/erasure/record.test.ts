import { describe, expect, it } from 'vitest';
import { isErased, timesOf, valueAt } from '../../lib/erasure/record.ts';
import type { PlanCluster, PlanDataset, TimeField } from '../../lib/policy/plan.ts';
import { logs } from './sample-plan.ts';

const now = Date.parse('2026-11-23T00:00:00Z');
const zone = 'Asia/Shanghai';
const with_ = (as: TimeField['as'], field = 'at'): PlanDataset => ({ ...logs, times: { collected: { field, as } } });
const collected = (value: unknown, as: TimeField['as'] = 'iso') => {
  const { at, undated } = timesOf({ at: value }, with_(as), zone, now);
  return undated ? 'undated' : new Date(at.collected ?? Number.NaN).toISOString();
};

describe('the times of a record', () => {
  it('are read in each writing, in the policy’s zone where they name none', () => {
    expect(collected('2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05.000Z');
    expect(collected('2026-01-02T03:04:05+08:00')).toBe('2026-01-01T19:04:05.000Z');
    expect(collected('2026-01-02T03:04:05')).toBe('2026-01-01T19:04:05.000Z');
    expect(collected('2026-01-02')).toBe('2026-01-01T16:00:00.000Z');
    expect(collected('20260102T030405Z')).toBe('2026-01-02T03:04:05.000Z');
    expect(collected(1_767_323_045, 'epoch-seconds')).toBe('2026-01-02T03:04:05.000Z');
    expect(collected(1_767_323_045_000, 'epoch-milliseconds')).toBe('2026-01-02T03:04:05.000Z');
  });

  it('that are missing or impossible make it undated', () => {
    const impossible = [
      undefined,
      null,
      '',
      'yesterday',
      '12:30',
      '2024',
      '2024-05',
      '2026-02-30',
      '2026-13-01',
      {},
      [],
      true,
    ];
    for (const value of [...impossible, now, '1989-12-31T23:59:59Z', '2026-11-25T00:00:01Z', 'NaN']) {
      expect(collected(value), String(value)).toBe('undated');
    }
    for (const value of ['1767323045', Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 9n, 1_767_323_045_000]) {
      expect(collected(value, 'epoch-seconds'), String(value)).toBe('undated');
    }
    expect(collected(1_767_323_045, 'epoch-milliseconds'), 'seconds taken for milliseconds').toBe('undated');
  });

  it('may run a little ahead of our clock', () => {
    expect(collected('2026-11-25T00:00:00Z')).toBe('2026-11-25T00:00:00.000Z');
  });

  it('may have not happened yet; an impossible one spoils the record', () => {
    const dataset: PlanDataset = {
      ...logs,
      times: {
        collected: { field: 'at', as: 'iso' },
        'transaction completed': { field: 'done.at', as: 'epoch-seconds' },
      },
    };
    const at = '2026-01-02T00:00:00Z';
    expect(timesOf({ at }, dataset, zone, now)).toEqual({
      at: { collected: Date.parse(at), 'transaction completed': null },
      undated: false,
    });
    expect(timesOf({ at, done: { at: null } }, dataset, zone, now).undated).toBe(false);
    expect(timesOf({ at, done: { at: 1_767_323_045 } }, dataset, zone, now).at['transaction completed']).toBe(
      1_767_323_045_000,
    );
    expect(timesOf({ at, done: { at: 'soon' } }, dataset, zone, now).undated).toBe(true);
    expect(timesOf({ at, done: { at: 0 } }, dataset, zone, now).undated).toBe(true);
  });
});

describe('a value in a record', () => {
  it('is reached through maps, and is not there where the path ends early', () => {
    const record = { a: { b: { c: 1 } }, text: 'x', none: null };
    expect(valueAt(record, 'a.b.c')).toBe(1);
    expect(valueAt(record, 'a.b')).toEqual({ c: 1 });
    for (const path of ['a.x.c', 'text.length', 'none.x', 'b']) expect(valueAt(record, path)).toBeUndefined();
  });
});

describe('an erased record', () => {
  const cluster: PlanCluster = {
    rule: 'phones',
    action: 'anonymise',
    categories: [],
    fields: { phone: { how: 'remove' }, 'place.address': { how: 'region' } },
  };

  it('has nothing left of the cluster’s fields', () => {
    expect(isErased({ phone: '1', place: { address: '广东' } }, cluster)).toBe(false);
    expect(isErased({ place: { address: '广东省深圳市' } }, cluster)).toBe(false);
    expect(isErased({ place: { address: '广东' }, name: 'kept' }, cluster)).toBe(true);
    expect(isErased({}, cluster)).toBe(true);
  });

  it('is never there when whole records go', () => {
    expect(isErased({}, { rule: 'short', action: 'delete', categories: [], fields: {} })).toBe(false);
  });
});
