import { expect, test } from 'vitest';
import { halfWindow, stops } from '../../../local/demonstration/timeline.ts';
import { DAY, PLAN } from './sample.ts';

const START = Date.parse('2026-03-02T00:00:00+08:00');
const HALF = DAY / 2;

test('half of the shortest window', () => {
  expect(halfWindow(PLAN)).toBe(HALF);
});

test('stops in every half-window, soon after it has begun, until the days have passed', () => {
  const all = stops(START, 200, HALF);
  const windows = all.map((stop) => Math.floor(stop / HALF));
  expect(windows).toEqual(Array.from({ length: windows.length }, (_, index) => Math.floor(START / HALF) + 1 + index));
  for (const stop of all) expect(stop % HALF).toBeLessThan(600_000);
  expect(all.at(-1)).toBeGreaterThanOrEqual(START + 200 * DAY);
  expect(all.at(-2)).toBeLessThan(START + 200 * DAY);
});
