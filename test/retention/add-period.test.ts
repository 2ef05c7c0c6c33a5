import { describe, expect, it } from 'vitest';
import { addPeriod, parsePeriod } from '../../lib/retention/index.ts';

function end(start: string, period: string, zone: string, round: 'down' | 'up'): string {
  return new Date(addPeriod(Date.parse(start), parsePeriod(period), zone, round).at).toISOString();
}

describe('addPeriod', () => {
  it.each([
    // a promise keeps the time of day
    ['2026-01-01T10:00:00+08:00', '180 days', 'Asia/Shanghai', 'down', '2026-06-30T10:00:00+08:00'],
    ['2026-01-01T10:00:00+08:00', '6 months', 'Asia/Shanghai', 'down', '2026-07-01T10:00:00+08:00'],
    // a floor ends with its last day: Civil Code 201, 203
    ['2026-01-01T10:00:00+08:00', '180 days', 'Asia/Shanghai', 'up', '2026-07-01T00:00:00+08:00'],
    ['2026-01-01T00:00:00+08:00', '1 day', 'Asia/Shanghai', 'up', '2026-01-03T00:00:00+08:00'],
    ['2026-01-01T23:59:59+08:00', '1 day', 'Asia/Shanghai', 'up', '2026-01-03T00:00:00+08:00'],
    ['2026-01-01T10:00:00+08:00', '3 years', 'Asia/Shanghai', 'up', '2029-01-02T00:00:00+08:00'],
    // the civil day is the zone's: 00:30 in Shanghai is still yesterday in UTC
    ['2026-02-13T16:30:00Z', '1 day', 'Asia/Shanghai', 'up', '2026-02-15T16:00:00Z'],
    ['2026-02-13T16:30:00Z', '1 day', 'UTC', 'up', '2026-02-15T00:00:00Z'],
    // month ends and leap days: no such day, so the month's last (Civil Code 202)
    ['2026-01-31T10:00:00+08:00', '1 month', 'Asia/Shanghai', 'down', '2026-02-28T10:00:00+08:00'],
    ['2026-01-31T10:00:00+08:00', '1 month', 'Asia/Shanghai', 'up', '2026-03-01T00:00:00+08:00'],
    ['2024-01-31T10:00:00+08:00', '1 month', 'Asia/Shanghai', 'down', '2024-02-29T10:00:00+08:00'],
    ['2024-02-29T10:00:00+08:00', '1 year', 'Asia/Shanghai', 'down', '2025-02-28T10:00:00+08:00'],
    ['2024-02-29T10:00:00+08:00', '3 years', 'Asia/Shanghai', 'up', '2027-03-01T00:00:00+08:00'],
    ['2024-02-29T10:00:00+08:00', '4 years', 'Asia/Shanghai', 'down', '2028-02-29T10:00:00+08:00'],
    ['2026-01-31T10:00:00+08:00', '1 month 1 day', 'Asia/Shanghai', 'down', '2026-03-01T10:00:00+08:00'],
    // clock changes: a civil day of 23 or 25 hours
    ['2026-03-07T12:00:00-05:00', '1 day', 'America/New_York', 'down', '2026-03-08T12:00:00-04:00'],
    ['2026-10-31T12:00:00-04:00', '1 day', 'America/New_York', 'down', '2026-11-01T12:00:00-05:00'],
    ['2026-03-07T12:00:00-05:00', '1 day', 'America/New_York', 'up', '2026-03-09T00:00:00-04:00'],
    // a skipped time of day moves on with the clock, a repeated one means its first occurrence
    ['2026-03-07T02:30:00-05:00', '1 day', 'America/New_York', 'down', '2026-03-08T03:30:00-04:00'],
    ['2026-10-31T01:30:00-04:00', '1 day', 'America/New_York', 'down', '2026-11-01T01:30:00-04:00'],
    ['2025-11-03T01:30:00-05:00', '363 days', 'America/New_York', 'down', '2026-11-01T01:30:00-04:00'],
    ['2026-01-01T01:30:00-05:00', '10 months', 'America/New_York', 'down', '2026-11-01T01:30:00-04:00'],
    // a midnight that the clocks skip, and one that they repeat: the day ends when the next date begins
    ['2018-11-02T12:00:00-03:00', '1 day', 'America/Sao_Paulo', 'up', '2018-11-04T03:00:00Z'],
    ['2026-10-30T12:00:00-04:00', '1 day', 'America/Havana', 'up', '2026-11-01T04:00:00Z'],
    // working days
    ['2026-11-23T09:00:00+08:00', '15 working days CN', 'Asia/Shanghai', 'down', '2026-12-15T00:00:00+08:00'],
    ['2026-11-23T09:00:00+08:00', '15 working days CN', 'Asia/Shanghai', 'up', '2026-12-15T00:00:00+08:00'],
    ['2026-11-23T09:00:00+08:00', '15 working days CN', 'America/New_York', 'up', '2026-12-12T00:00:00-05:00'],
  ] as const)('%s + %s in %s, %s, is %s', (start, period, zone, round, expected) => {
    expect(end(start, period, zone, round)).toBe(new Date(expected).toISOString());
  });

  it('names the working-day table only where it was used', () => {
    const start = Date.parse('2026-12-20T00:00Z');
    expect(addPeriod(start, parsePeriod('15 working days CN'), 'Asia/Shanghai', 'up')).toMatchObject({
      provisional: true,
      calendar: 'CN-2026.1',
    });
    expect(addPeriod(start, parsePeriod('180 days'), 'Asia/Shanghai', 'up')).toMatchObject({
      provisional: false,
      calendar: null,
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, -8.64e15, 9e15])('refuses to start at %d', (start) => {
    for (const text of ['180 days', '1000 years', '15 working days CN']) {
      expect(() => addPeriod(start, parsePeriod(text), 'Asia/Shanghai', 'down')).toThrow(
        expect.objectContaining({ code: 'RECORD_UNDATED' }),
      );
    }
  });

  it('refuses a zone that does not exist', () => {
    expect(() => addPeriod(0, parsePeriod('1 day'), 'Asia/Peking', 'up')).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining('Asia/Peking') }),
    );
  });
});
