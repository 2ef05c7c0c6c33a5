import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import type { ShutDownProgress } from '../../lib/shutting-down/index.ts';
import { worldWith } from './world.ts';

const WAITING: ShutDownProgress = {
  id: 'Zx3-e8',
  policy: 'kuaishou-shop',
  state: 'waiting',
  receivedAt: '2026-03-02T00:00:00.000Z',
  deadline: '2026-04-01T16:00:00.000Z',
  provisional: true,
  proofs: [
    { gate: 'collection-stopped', metAt: '2026-03-03T00:00:00.000Z', evidence: 'OPS-17' },
    { gate: 'notice-posted', metAt: null, evidence: null },
  ],
  provenAt: null,
  passes: 0,
  pass: null,
  cases: null,
  records: [],
};

const ERASED: ShutDownProgress = {
  ...WAITING,
  state: 'restricted',
  provisional: false,
  proofs: WAITING.proofs.slice(0, 1),
  passes: 3,
  pass: { looked: 7, opened: 0, failed: 1, finished: false },
  cases: {
    asOf: '2026-03-04T00:00:00.000Z',
    found: 9,
    afterStop: 1,
    open: 0,
    restricted: 2,
    restrictedUntil: '2029-01-01T00:00:00.000Z',
    completed: 7,
    refused: 0,
    uncertified: 0,
  },
  records: [{ stage: 'erased', at: '2026-03-04T00:00:00.000Z' }],
};

async function ask(argv: readonly string[], answer: unknown) {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return answer;
    },
  });
  return { ...(await run(['shut-down', ...argv], world)), asked };
}

describe('expunge shut-down', () => {
  it('lists the services that end', async () => {
    const { status, stdout, asked } = await ask(['list'], { shutDowns: [WAITING] });
    expect(asked).toEqual([['expunge-sweep', { command: 'shut-down list' }, {}]]);
    expect(status).toBe(0);
    expect(stdout).toBe('Zx3-e8: kuaishou-shop, waiting, deadline 2026-04-01T16:00:00.000Z\n1 shut-down.\n');
  });

  it('shows which proof is missing', async () => {
    const { stdout, asked } = await ask(['show', 'Zx3-e8', '--deployment', 'acme'], { shutDown: WAITING });
    expect(asked).toEqual([['acme-sweep', { command: 'shut-down show', id: 'Zx3-e8' }, {}]]);
    expect(stdout.split('\n')).toEqual([
      'Zx3-e8: kuaishou-shop, waiting',
      '  received 2026-03-02T00:00:00.000Z; deadline 2026-04-01T16:00:00.000Z (provisional)',
      '  collection-stopped: proven 2026-03-03T00:00:00.000Z, OPS-17',
      '  notice-posted: not proven yet, nothing is erased',
      '',
    ]);
  });

  it('shows where the cases stand and where the record lies', async () => {
    const { stdout } = await ask(['show', 'Zx3-e8'], { shutDown: ERASED });
    expect(stdout.split('\n').slice(3)).toEqual([
      '  pass 3 over the subjects, under way: 7 looked at, 0 cases opened, 1 could not be opened',
      '  cases as of 2026-03-04T00:00:00.000Z: 9 in all, 0 open, 2 restricted (the last until 2029-01-01T00:00:00.000Z), 7 completed, 0 refused, 1 came after the stop',
      '  recorded as erased 2026-03-04T00:00:00.000Z: shut-downs/Zx3-e8.json, shut-downs/Zx3-e8.html',
      '',
    ]);
  });

  it('gives data with --json', async () => {
    const { stdout } = await ask(['show', 'Zx3-e8', '--json'], { shutDown: ERASED });
    expect(JSON.parse(stdout)).toEqual({ shutDown: ERASED });
  });

  it.each([[['show']], [['show', 'a', 'b']], [['list', 'a']]])('is not understood: %j', async (argv) => {
    const { status, asked } = await ask(argv, {});
    expect([status, asked]).toEqual([2, []]);
  });
});
