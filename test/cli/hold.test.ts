import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { worldWith } from './world.ts';

let directory = '';
const file = (name: string) => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-hold-'));
  writeFileSync(file('subject'), 'li 小红\n');
  writeFileSync(file('empty'), '\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const HOLD = {
  id: 'h-1',
  kind: 'hold',
  policy: 'shop',
  on: { policy: 'shop', subject: true },
  ground: '3',
  authority: 'Court of Hangzhou, (2026) 12',
  placedAt: '2026-01-02T03:04:05.000Z',
  placedBy: 'legal',
  reviewAt: '2026-04-01T00:00:00.000Z',
  until: null,
  inForce: true,
  reviewDue: false,
  released: null,
};

/** Runs a command against a `hold` that gives this answer. */
async function ask(argv: readonly string[], answer: unknown = { hold: HOLD }, input = '') {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return answer;
    },
    readInput: async () => input,
  });
  return { ...(await run(['hold', ...argv], world)), asked };
}

const ABOUT = ['--ground', '3', '--authority', 'Court, case 1', '--by', 'legal', '--review', '2026-04-01'];
const ORDER = {
  command: 'hold place',
  id: 'h-1',
  ground: '3',
  authority: 'Court, case 1',
  by: 'legal',
  reviewAt: '2026-04-01T00:00:00.000Z',
};
const place = (...rest: string[]) => ['place', 'h-1', ...rest, ...ABOUT];
const POLICY = ['--policy', 'shop'];

describe('expunge hold place', () => {
  it('takes the subject from a file, and says that the hold is in force', async () => {
    const { status, stdout, asked } = await ask(place(...POLICY, '--subject-file', file('subject')));
    expect(asked).toEqual([['expunge-hold', { ...ORDER, on: { policy: 'shop', subject: 'li 小红' } }, {}]]);
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        'h-1: one subject of shop, ground 3, Court of Hangzhou, (2026) 12',
        '  placed 2026-01-02T03:04:05.000Z by legal; review 2026-04-01',
        'In force: nothing of it is erased until it is released.',
        '',
      ],
    ]);
  });

  it('takes it from standard input, and asks the deployment that is named', async () => {
    const { stdout, asked } = await ask(place(...POLICY, '-', '--deployment', 'acme', '--json'), undefined, 'li\r\n');
    expect(asked).toEqual([['acme-hold', { ...ORDER, on: { policy: 'shop', subject: 'li' } }, {}]]);
    expect(JSON.parse(stdout)).toEqual({ hold: HOLD });
  });

  it.each([
    [[...POLICY, '--everyone'], { policy: 'shop' }],
    [['--dataset', 'shop-orders'], { dataset: 'shop-orders' }],
  ])('is on many only where that is meant: %j', async (argv, on) => {
    expect((await ask(place(...argv))).asked.map(([, order]) => order)).toEqual([{ ...ORDER, on }]);
  });

  it.each([
    ['no subject and not everyone', place(...POLICY), 'li'],
    ['a subject and everyone', place(...POLICY, '-', '--everyone'), 'li'],
    ['an empty subject', place(...POLICY, '-'), '\n'],
    ['an empty file', () => place(...POLICY, '--subject-file', file('empty')), 'li'],
    ['two subjects', () => place(...POLICY, '-', '--subject-file', file('subject')), 'li'],
    ['a subject on the command line', place(...POLICY, '13912345678'), ''],
    ['neither policy nor dataset', place('--everyone'), ''],
    ['a policy and a dataset', place(...POLICY, '--dataset', 'd', '--everyone'), ''],
    ['a dataset and a subject', place('--dataset', 'd', '-'), 'li'],
    ['a dataset and everyone', place('--dataset', 'd', '--everyone'), ''],
    ['no id', ['place', ...POLICY, '--everyone', ...ABOUT], ''],
    ['the subject in place of the id', ['place', '-', ...POLICY, ...ABOUT], 'li'],
    ...['--ground', '--authority', '--by', '--review'].map((left): [string, string[], string] => {
      const at = ABOUT.indexOf(left);
      return [`no ${left}`, ['place', 'h-1', ...POLICY, '--everyone', ...ABOUT.toSpliced(at, 2)], ''];
    }),
    ['no day for a review', [...place(...POLICY, '--everyone'), '--review', 'soon'], ''],
    ['a day that does not exist', [...place(...POLICY, '--everyone'), '--review', '2026-02-30'], ''],
    ['a month that does not exist', [...place(...POLICY, '--everyone'), '--review', '2026-13-01'], ''],
  ])('asks nobody with %s, and repeats no identifier', async (_, argv, input) => {
    const { status, stderr, asked } = await ask(typeof argv === 'function' ? argv() : argv, {}, input);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toMatch(/^USAGE: /);
    expect(stderr).not.toMatch(/139|小红/);
  });
});

describe('expunge hold list', () => {
  const holds = [
    { ...HOLD, id: 'a', on: { policy: 'shop', subject: false }, reviewDue: true },
    { ...HOLD, id: 'b', inForce: false, released: { at: '2026-03-01T00:00:00.000Z', by: 'officer' } },
    { ...HOLD, id: 'c', on: { dataset: 'shop-orders' } },
    { ...HOLD, id: 'd', kind: 'extension', ground: 'law', until: '2026-12-31T16:00:00.000Z' },
    { ...HOLD, id: 'e', kind: 'extension', ground: 'law', until: '2026-01-31T16:00:00.000Z', inForce: false },
  ];

  it('lists those in force, and marks those to be reviewed', async () => {
    const { status, stdout, asked } = await ask(['list'], { holds });
    expect(asked).toEqual([['expunge-hold', { command: 'hold list' }, {}]]);
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/hold-list.txt');
    expect(JSON.parse((await ask(['list', '--json'], { holds })).stdout)).toEqual({
      holds: [holds[0], holds[2], holds[3]],
    });
  });

  it('lists those released too where all are asked for', async () => {
    await expect((await ask(['list', '--all'], { holds })).stdout).toMatchFileSnapshot('golden/hold-list-all.txt');
    expect(JSON.parse((await ask(['list', '--all', '--json'], { holds })).stdout)).toEqual({ holds });
  });

  it('says that there is none', async () => {
    const { stdout } = await ask(['list'], { holds: [] });
    expect(stdout).toBe('0 holds and 0 extensions in force, 0 with a review that is due; 0 released, 0 over.\n');
  });
});

describe('expunge hold release', () => {
  it('names the hold and the role', async () => {
    const released = { ...HOLD, inForce: false, released: { at: '2026-03-01T00:00:00.000Z', by: 'officer' } };
    const { status, stdout, asked } = await ask(['release', 'h-1', '--by', 'officer'], { hold: released });
    expect(asked).toEqual([['expunge-hold', { command: 'hold release', id: 'h-1', by: 'officer' }, {}]]);
    expect([status, stdout]).toEqual([
      0,
      'h-1: one subject of shop, ground 3, Court of Hangzhou, (2026) 12\n' +
        '  placed 2026-01-02T03:04:05.000Z by legal; released 2026-03-01T00:00:00.000Z by officer\n',
    ]);
  });

  it.each([
    [['release', '--by', 'officer']],
    [['release', 'h-1']],
    [['release', 'h-1', 'h-2', '--by', 'officer']],
    [['list', 'h-1']],
    [['extend', 'h-1']],
  ])('asks nobody when it was not understood: %j', async (argv) => {
    const { status, asked } = await ask(argv);
    expect([status, asked]).toEqual([2, []]);
  });
});
