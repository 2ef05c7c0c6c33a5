import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { idOf, receipt, statement } from '../evidence/pages.ts';
import { worldWith } from './world.ts';

let directory = '';
const file = (name: string) => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-operate-'));
  writeFileSync(file('subject'), 'li 小红\n');
  writeFileSync(file('empty'), '\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs a command against an `operate` that gives these answers, one after the other. */
async function ask(argv: readonly string[], answers: readonly unknown[] = [{}], input = '') {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return answers[asked.length - 1];
    },
    readInput: async () => input,
  });
  return { ...(await run(argv, world)), asked };
}

const FIRST = { id: '2026', begunAt: '2026-01-02T03:04:05.000Z', destroyedAt: '2026-07-01T00:00:00.000Z' };
const SECOND = { id: '2026.2', begunAt: '2026-06-01T00:00:00.000Z', destroyedAt: null };

describe('expunge epoch', () => {
  it('lists what there is', async () => {
    const { status, stdout, asked } = await ask(['epoch', 'list'], [{ epochs: [FIRST, SECOND] }]);
    expect(asked).toEqual([['expunge-operate', { command: 'epoch list' }, {}]]);
    expect([status, stdout]).toEqual([
      0,
      '2026: begun 2026-01-02T03:04:05.000Z, destroyed 2026-07-01T00:00:00.000Z\n2026.2: begun 2026-06-01T00:00:00.000Z\n',
    ]);
    expect((await ask(['epoch', 'list'], [{ epochs: [] }])).stdout).toContain('No epoch has begun');
    const json = await ask(['epoch', 'list', '--json'], [{ epochs: [SECOND] }]);
    expect(JSON.parse(json.stdout)).toEqual({ epochs: [SECOND] });
  });

  it('rotates, in the deployment that is named', async () => {
    const where = ['--deployment', 'shop', '--endpoint', 'http://127.0.0.1:9', '--region', 'cn-north-1'];
    const { stdout, asked } = await ask(['epoch', 'rotate', ...where], [{ epoch: SECOND }]);
    expect(stdout).toMatch(/^2026\.2: begun 2026-06-01/);
    const at = { endpoint: 'http://127.0.0.1:9', region: 'cn-north-1' };
    expect(asked).toEqual([['shop-operate', { command: 'epoch rotate' }, at]]);
  });

  it('destroys the one that is named', async () => {
    const { stdout, asked } = await ask(['epoch', 'destroy', '2026'], [{ epoch: FIRST }]);
    expect(stdout).toContain('destroyed 2026-07-01T00:00:00.000Z');
    expect(asked[0]?.[1]).toEqual({ command: 'epoch destroy', id: '2026' });
  });

  it.each([
    [['epoch', 'destroy']],
    [['epoch', 'destroy', '2026', '2027']],
    [['epoch', 'list', '2026']],
    [['epoch', 'rotate', '2026']],
  ])('asks nobody when it was not understood: %j', async (argv) => {
    const { status, asked } = await ask(argv);
    expect([status, asked]).toEqual([2, []]);
  });
});

describe('expunge receipts find', () => {
  const done = receipt(idOf(1), { records: 3 });
  const stated = statement();
  const object = 'receipts/2026/000000000000-aa.json';
  const answer = { found: [{ object, receipt: done }], searched: ['2026.2'], unsearchable: [], next: null };
  const find = ['receipts', 'find', '--policy', 'shop'];

  it('takes the identifier from a file, and goes on until everything was looked at', async () => {
    const gone = [{ epoch: '2026', code: 'EPOCH_DESTROYED', destroyedAt: '2026-07-01T00:00:00.000Z' }];
    const more = { ...answer, found: [...answer.found, { object, receipt: stated }], unsearchable: gone };
    const { status, stdout, asked } = await ask(
      [...find, '--subject-file', file('subject')],
      [{ ...answer, next: object }, more],
    );
    expect(asked.map(([, order]) => order)).toEqual(
      [null, object].map((after) => ({ command: 'receipts find', policy: 'shop', subject: 'li 小红', after })),
    );
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        `2026-06-21T00:01:00.000Z  stated: case evt-1 is erased, statement ${stated.id}`,
        `2026-06-29T23:59:59.000Z  erased: 3 records of logs under short (delete), receipt ${done.id}`,
        '2 receipts found; looked for under 2026.2.',
        'EPOCH_DESTROYED: nobody can be looked for under 2026, destroyed 2026-07-01T00:00:00.000Z; what it holds was not found.',
        '',
      ],
    ]);
    expect(stdout).not.toContain('小红');
  });

  it('takes the identifier from standard input', async () => {
    const { stdout, asked } = await ask([...find, '-', '--json'], [answer], 'li\r\n');
    expect(asked[0]?.[1]).toMatchObject({ subject: 'li' });
    const { next: _, ...data } = answer;
    expect(JSON.parse(stdout)).toEqual(data);
  });

  it('asks nobody when it is given two identifiers', async () => {
    const { status, asked } = await ask([...find, '-', '--subject-file', file('subject')], [answer], 'wang');
    expect([status, asked]).toEqual([2, []]);
  });

  it('says where it looked when there is nothing', async () => {
    const { stdout } = await ask([...find, '-'], [{ found: [], searched: [], unsearchable: [], next: null }], 'li');
    expect(stdout).toBe('0 receipts found; looked for under no epoch.\n');
  });

  it.each([
    ['no policy', ['receipts', 'find', '-'], 'li'],
    ['no identifier', find, 'li'],
    ['an identifier on the command line', [...find, '13912345678'], 'li'],
    ['nothing on standard input', [...find, '-'], '\n'],
    ['no such file', [...find, '--subject-file', 'nowhere'], 'li'],
  ])('asks nobody with %s, and repeats no identifier', async (_, argv, input) => {
    const { status, stderr, asked } = await ask(argv, [{}], input);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).not.toContain('13912345678');
  });
});
