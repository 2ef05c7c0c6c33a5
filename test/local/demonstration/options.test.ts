import { expect, test } from 'vitest';
import { startOptions } from '../../../local/demonstration/options.ts';

test('a thousand people and 200 days, if nothing else is asked', () => {
  expect(startOptions([])).toMatchObject({ subjects: 1000, days: 200, seed: '1', out: '.expunge', exit: false });
});

test('what is asked', () => {
  expect(startOptions(['--subjects', '50', '--days', '30', '--seed', 'x', '--out', 'o', '--exit'])).toMatchObject({
    subjects: 50,
    days: 30,
    seed: 'x',
    out: 'o',
    exit: true,
  });
});

test.each([
  [['--subjects', '0']],
  [['--subjects', 'many']],
  [['--days', '5000']],
  [['--quick']],
  [['extra']],
])('refuses %j and says how', (args) => {
  expect(() => startOptions(args)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('--subjects N') }),
  );
});
