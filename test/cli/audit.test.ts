import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { worldWith } from './world.ts';

const audit = (rest: object = {}) => ({
  store: 'logs',
  policy: 'shop',
  endedAt: '2026-05-04T03:00:00.000Z',
  pass: 1,
  records: 1200,
  untracked: 3,
  due: 0,
  held: 0,
  undated: 0,
  ownerless: 1,
  findings: [
    { kind: 'undeclared', attribute: 'ip', category: null, count: 4 },
    { kind: 'prohibited', attribute: 'note', category: 'id-card', count: 1 },
  ],
  ...rest,
});

/** Answers each order in turn as it is told; time passes only by waiting. */
function worldOf(answer: (order: Record<string, unknown>, asked: number) => object) {
  const orders: Record<string, unknown>[] = [];
  const said: string[] = [];
  let now = 0;
  const world = worldWith({
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
    progress: (line) => void said.push(line),
    invoke: async (name, payload) => {
      expect(name).toBe('expunge-sweep');
      orders.push(payload as Record<string, unknown>);
      return answer(payload as Record<string, unknown>, orders.length);
    },
  });
  return { world, orders, said };
}

describe('expunge audit', () => {
  const world = (passes: readonly object[][]) => {
    let looks = 0;
    return worldOf(({ command }) => {
      if (command !== 'audit show') return { begun: ['logs'] };
      return { stores: ['logs', 'orders'], audits: passes[Math.min(looks++, passes.length - 1)], underWay: [] };
    });
  };

  it('begins an audit, waits for it, and shows what was found: names and counts [R-28]', async () => {
    const { world: where, orders } = world([[], [], [audit()]]);
    const { status, stdout } = await run(['audit', '--dataset', 'logs'], where);
    expect(status).toBe(1);
    expect(orders.map(({ command }) => command)).toEqual(['audit show', 'audit begin', 'audit show', 'audit show']);
    expect(orders[1]).toEqual({ command: 'audit begin', store: 'logs' });
    await expect(stdout).toMatchFileSnapshot('golden/audit.txt');
  });

  it('shows the last audits without beginning one, and which stores were never audited', async () => {
    const { world: where, orders } = world([[audit({ findings: [] })]]);
    const { status, stdout } = await run(['audit', '--last'], where);
    expect(status).toBe(0);
    expect(orders).toHaveLength(1);
    expect(stdout).toContain('orders: not audited yet');
  });

  it('does not take the result of an audit before for that of this one, and says when it is not there in time', async () => {
    const { world: where } = world([[audit({ findings: [] })]]);
    const { status, stdout } = await run(['audit', '--dataset', 'logs', '--wait', '2'], where);
    expect(status).toBe(1);
    expect(stdout).toContain('logs: under way');
  });

  it('is asked for what there is', async () => {
    const { world: where } = world([[]]);
    expect(await run(['audit', '--dataset', 'nothing'], where)).toMatchObject({ status: 2 });
    expect(await run(['audit', 'logs'], where)).toMatchObject({ status: 2 });
    expect(await run(['audit', '--wait', 'long'], where)).toMatchObject({ status: 2 });
  });
});

describe('expunge restore-guard', () => {
  const stretch = (rest: object) => ({ records: 10, due: 0, held: 0, untracked: 0, next: null, ...rest });

  it('looks until a pass finds nothing that should be gone, and says what had come back [C-20, R-16]', async () => {
    const answers = [
      stretch({ due: 3, next: 'sealed' }),
      stretch({ due: 1 }),
      stretch({ due: 2 }),
      stretch({ held: 1 }),
    ];
    let at = 0;
    const { world, orders, said } = worldOf(() => answers[at++] ?? stretch({}));
    const { status, stdout } = await run(['restore-guard', 'logs'], world);
    expect(status).toBe(0);
    expect(orders.map(({ after }) => after)).toEqual([null, 'sealed', null, null]);
    expect(stdout).toBe(
      'logs: 10 records, 4 had come back, 0 should still go after 3 looks; 1 kept by a hold\nClean: nothing is there that should be gone.\n',
    );
    expect(said[0]).toBe('logs: 10 records looked through, 3 of them should be gone');
  });

  it('gives up in time with status 1 and counts, and says so [R-16]', async () => {
    const { world } = worldOf(() => stretch({ due: 2 }));
    const { status, stdout } = await run(['restore-guard', 'logs', 'orders', '--wait', '1', '--json'], world);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      clean: false,
      datasets: [
        { dataset: 'logs', due: 2, passes: 5 },
        { dataset: 'orders', due: 2 },
      ],
    });
  });

  it('looks again only where something was left, and can be asked for everything', async () => {
    const { world, orders } = worldOf(({ command, dataset }, asked) => {
      if (command === 'guarded datasets') return { datasets: ['logs', 'orders'] };
      return stretch({ due: dataset === 'orders' && asked < 4 ? 1 : 0 });
    });
    expect(await run(['restore-guard', '--all'], world)).toMatchObject({ status: 0 });
    expect(orders.slice(1).map(({ dataset }) => dataset)).toEqual(['logs', 'orders', 'orders']);
  });

  it.each([[[]], [['logs', '--all']], [['logs', '--wait', '-1']]])('refuses %j', async (words) => {
    const { world } = worldOf(() => stretch({}));
    expect(await run(['restore-guard', ...words], world)).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('expunge backup refreshed', () => {
  const words = ['logs', 'nightly', '--at', '2026-05-04T03:00:00Z', '--evidence', 'job 1', '--by', 'operations'];

  it('tells of the refresh under an id that is the same each time [R-16]', async () => {
    const { world, orders } = worldOf((order) => ({ refresh: order, lookedAtAgain: 2 }));
    const { status, stdout } = await run(['backup', 'refreshed', ...words], world);
    expect(status).toBe(0);
    expect(orders).toEqual([
      {
        command: 'backup refreshed',
        id: 'logs/nightly/2026-05-04T03:00:00.000Z',
        dataset: 'logs',
        copy: 'nightly',
        refreshedAt: '2026-05-04T03:00:00.000Z',
        evidence: 'job 1',
        by: 'operations',
      },
    ]);
    expect(stdout).toContain('2 cases will be looked at again');
  });

  it('says when a later one is known', async () => {
    const refresh = { refreshedAt: '2026-06-01T00:00:00.000Z', evidence: 'job 2' };
    const { world } = worldOf(() => ({ refresh, lookedAtAgain: 0 }));
    expect((await run(['backup', 'refreshed', ...words], world)).stdout).toContain('changes nothing');
  });

  it.each([
    ['no copy', ['logs', ...words.slice(2)]],
    ['a day without an hour', [...words.slice(0, 3), '2026-05-04', ...words.slice(4)]],
    ['no evidence', [...words.slice(0, 4), '--by', 'x']],
    ['nobody who says so', words.slice(0, 6)],
  ])('refuses %s', async (_, given) => {
    const { world, orders } = worldOf(() => ({}));
    expect(await run(['backup', 'refreshed', ...given], world)).toMatchObject({ status: 2 });
    expect(orders).toEqual([]);
  });
});
