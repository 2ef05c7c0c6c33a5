import { describe, expect, it } from 'vitest';
import { readCron } from '../../../local/scheduler/cron.ts';

/** The next `count` times after `after`, as UTC to the minute. */
function times(cron: string, after: string, count: number, zone = 'UTC'): string[] {
  const next = readCron(cron, zone);
  const found: string[] = [];
  let at: number | null = Date.parse(after);
  while (found.length < count) {
    at = next(at);
    if (at === null) break;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

describe('a cron expression', () => {
  const cases: [name: string, cron: string, after: string, expected: string[]][] = [
    ['each minute', '* * * * ? *', '2026-12-31T23:58:30Z', ['2026-12-31T23:59', '2027-01-01T00:00']],
    ['strictly after', '0 0 * * ? *', '2026-11-23T00:00:00Z', ['2026-11-24T00:00']],
    ['steps', '0/15 8-9 * * ? *', '2026-11-23T08:40:00Z', ['2026-11-23T08:45', '2026-11-23T09:00', '2026-11-23T09:15']],
    [
      'lists and ranges with a step',
      '0 0-12/6,23 * * ? *',
      '2026-11-23T01:00Z',
      ['2026-11-23T06:00', '2026-11-23T12:00', '2026-11-23T23:00'],
    ],
    ['weekdays by name', '0 9 ? * MON-FRI *', '2026-11-27T10:00Z', ['2026-11-30T09:00']],
    ['weekdays by number, Sunday first', '0 9 ? * 1 *', '2026-11-23T10:00Z', ['2026-11-29T09:00']],
    ['the last day of the month', '0 0 L * ? *', '2028-02-01T00:00Z', ['2028-02-29T00:00', '2028-03-31T00:00']],
    ['the 31st, where there is one', '0 0 31 * ? *', '2026-02-01T00:00Z', ['2026-03-31T00:00', '2026-05-31T00:00']],
    ['the weekday nearest to a Saturday', '0 0 14W 11 ? *', '2026-01-01T00:00Z', ['2026-11-13T00:00']],
    ['the weekday nearest to a Sunday', '0 0 15W 11 ? *', '2026-01-01T00:00Z', ['2026-11-16T00:00']],
    ['the weekday nearest to the 1st, in the same month', '0 0 1W 8 ? *', '2026-01-01T00:00Z', ['2026-08-03T00:00']],
    ['the last weekday', '0 0 LW 5 ? *', '2026-01-01T00:00Z', ['2026-05-29T00:00']],
    ['the last Friday', '0 0 ? * 6L *', '2026-11-01T00:00Z', ['2026-11-27T00:00', '2026-12-25T00:00']],
    ['the third Friday', '0 0 ? * FRI#3 *', '2026-11-01T00:00Z', ['2026-11-20T00:00']],
    [
      'the fifth Monday, where there is one',
      '0 0 ? * MON#5 *',
      '2026-11-23T00:00Z',
      ['2026-11-30T00:00', '2027-03-29T00:00'],
    ],
    ['a year', '0 0 1 JAN ? 2027-2028', '2026-11-01T00:00Z', ['2027-01-01T00:00', '2028-01-01T00:00']],
    ['nothing that never comes', '0 0 30 2 ? *', '2026-11-01T00:00Z', []],
    ['nothing that has passed', '0 0 1 1 ? 2020', '2026-11-01T00:00Z', []],
  ];
  for (const [name, cron, after, expected] of cases) {
    it(`names ${name}`, () => expect(times(cron, after, expected.length || 1)).toEqual(expected));
  }

  it('follows the clocks of its zone', () => {
    expect(times('0 0 * * ? *', '2026-11-23T00:00Z', 1, 'Asia/Shanghai')).toEqual(['2026-11-23T16:00']);
  });

  it('skips a local time that daylight saving skips', () => {
    const found = times('30 2 * * ? *', '2026-03-28T00:00Z', 2, 'Europe/Berlin');
    expect(found).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
  });

  it('counts a repeated local time once', () => {
    const found = times('30 2 * * ? *', '2026-10-24T23:00Z', 2, 'Europe/Berlin');
    expect(found).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('goes on in the second of two repeated hours', () => {
    expect(times('0/30 * * * ? *', '2026-10-25T01:40:00Z', 1, 'Europe/Berlin')).toEqual(['2026-10-25T02:00']);
  });

  const unreadable = [
    '* * * * ?',
    '* * * * * *',
    '* * ? * ? *',
    '60 * * * ? *',
    '* 24 * * ? *',
    '* * 0 * ? *',
    '* * * 13 ? *',
    '* * ? * 8 *',
    '* * ? * MON#6 *',
    '* * * * ? 1969',
    '5-1 * * * ? *',
    '0/0 * * * ? *',
    'a * * * ? *',
  ];
  for (const cron of unreadable) it(`refuses ${cron}`, () => expect(() => readCron(cron, 'UTC')).toThrow('Invalid'));
});
