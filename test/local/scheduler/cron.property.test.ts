import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCron } from '../../../local/scheduler/cron.ts';

const MINUTE = 60_000;
const set = (min: number, max: number) =>
  fc.oneof(fc.constant(undefined), fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }));

it('names the first fitting minute, as a walk minute by minute finds it', () => {
  const start = Date.parse('2026-01-01T00:00Z');
  const fields = fc.record({ minutes: set(0, 59), hours: set(0, 23), weekdays: set(1, 7) });
  fc.assert(
    fc.property(fields, fc.integer({ min: 0, max: 400 * 24 * 60 }), ({ minutes, hours, weekdays }, offset) => {
      const text = (list: number[] | undefined) => list?.join(',') ?? '*';
      const after = start + offset * MINUTE;
      let expected = after;
      const fits = (time: Date) =>
        (minutes?.includes(time.getUTCMinutes()) ?? true) &&
        (hours?.includes(time.getUTCHours()) ?? true) &&
        (weekdays?.includes(time.getUTCDay() + 1) ?? true);
      do expected += MINUTE;
      while (!fits(new Date(expected)));
      const cron = `${text(minutes)} ${text(hours)} ? * ${text(weekdays)} *`;
      expect(readCron(cron, 'UTC')(after)).toBe(expected);
    }),
    { numRuns: 200 },
  );
});
