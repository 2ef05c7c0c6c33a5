import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { worldWith } from './world.ts';

const EXTENSION = {
  id: 'x-1',
  kind: 'extension',
  policy: 'weidandan',
  on: { policy: 'weidandan', subject: true },
  ground: 'court',
  authority: 'Court of Hangzhou, (2026) 12',
  placedAt: '2026-01-02T03:04:05.000Z',
  placedBy: 'legal',
  reviewAt: '2026-12-31T16:00:00.000Z',
  until: '2026-12-31T16:00:00.000Z',
  inForce: true,
  reviewDue: false,
  released: null,
};

/** Runs a command against a `hold` that answers with the extension. */
async function ask(argv: readonly string[], input = 'li\n') {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return { hold: EXTENSION };
    },
    readInput: async () => input,
  });
  return { ...(await run(['extension', ...argv], world)), asked };
}

const ABOUT = ['--ground', 'court', '--until', '2026-12-31', '--authority', 'Court, case 1', '--by', 'legal'];
const POLICY = ['--policy', 'weidandan'];
const ORDER = {
  command: 'extension grant',
  id: 'x-1',
  ground: 'court',
  until: '2026-12-31',
  authority: 'Court, case 1',
  by: 'legal',
};

describe('expunge extension grant', () => {
  it('asks hold for it, and says until when nothing is erased [R-14]', async () => {
    const { status, stdout, asked } = await ask(['grant', 'x-1', ...POLICY, '-', ...ABOUT]);
    expect(asked).toEqual([['expunge-hold', { ...ORDER, on: { policy: 'weidandan', subject: 'li' } }, {}]]);
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        'x-1: extension of one subject of weidandan, ground court, Court of Hangzhou, (2026) 12',
        '  placed 2026-01-02T03:04:05.000Z by legal; until 2026-12-31T16:00:00.000Z, review 2026-12-31',
        'In force: nothing of it is erased until then.',
        '',
      ],
    ]);
  });

  it.each([
    [[...POLICY, '--everyone'], { policy: 'weidandan' }],
    [['--dataset', 'orders'], { dataset: 'orders' }],
  ])('is on many only where that is meant: %j', async (argv, on) => {
    const { asked } = await ask(['grant', 'x-1', ...argv, ...ABOUT, '--review', '2026-06-01']);
    expect(asked.map(([, order]) => order)).toEqual([{ ...ORDER, on, reviewAt: '2026-06-01T00:00:00.000Z' }]);
  });

  it.each([
    ['no subject and not everyone', ['grant', 'x-1', ...POLICY, ...ABOUT]],
    ['no id', ['grant', ...POLICY, '--everyone', ...ABOUT]],
    ['a day that does not exist', ['grant', 'x-1', ...POLICY, '--everyone', ...ABOUT, '--until', '2026-02-30']],
    ['no day for a review', ['grant', 'x-1', ...POLICY, '--everyone', ...ABOUT, '--review', 'soon']],
    ...['--ground', '--until', '--authority', '--by'].map((left): [string, string[]] => {
      const about = ABOUT.toSpliced(ABOUT.indexOf(left), 2);
      return [`no ${left}`, ['grant', 'x-1', ...POLICY, '--everyone', ...about]];
    }),
  ])('asks nobody with %s', async (_, argv) => {
    const { status, stderr, asked } = await ask(argv);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toMatch(/^USAGE: /);
  });
});
