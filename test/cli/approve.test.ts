import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { worldWith } from './world.ts';

const NEW = {
  policy: 'shop',
  policyVersion: '2026-11-01',
  dataset: 'shop-orders',
  rule: 'orders',
  state: 'observe',
  approved: null,
  pausedAt: null,
  observedAt: null,
  waiting: null,
  today: { day: null, budget: 100, left: 0 },
};
const APPROVED = { at: '2026-03-02T09:00:00.000Z', by: 'officer', policyVersion: '2026-03-01' };
const TODAY = '2026-11-23';
const SEEN = { ...NEW, rule: 'invoices', observedAt: `${TODAY}T08:00:00.000Z`, waiting: { day: TODAY, records: 1 } };
const CHANGED = {
  ...SEEN,
  rule: 'addresses',
  approved: APPROVED,
  waiting: { day: TODAY, records: 48_212 },
  today: { day: '2026-11-22', budget: 340, left: 0 },
};
const SAME = { ...CHANGED, rule: 'names', approved: { ...APPROVED, policyVersion: NEW.policyVersion } };
const PAUSED = {
  ...NEW,
  policy: 'forum',
  dataset: 'posts',
  rule: 'half-a-year',
  state: 'paused',
  approved: { ...APPROVED, policyVersion: '2026-11-01' },
  pausedAt: `${TODAY}T08:04:11.000Z`,
  waiting: { day: TODAY, records: 1204 },
  today: { day: TODAY, budget: 100, left: 0 },
};
const RUNNING = {
  ...PAUSED,
  rule: 'logs',
  state: 'running',
  pausedAt: null,
  waiting: null,
  today: { day: TODAY, budget: 340, left: 38 },
};
const ANOTHER = { ...NEW, rule: '~phone' };
const ALL = [CHANGED, SAME, SEEN, NEW, ANOTHER, { ...NEW, dataset: 'shop-logs' }, PAUSED, RUNNING];

/** Runs a command against an `approve` that gives this answer. */
async function ask(argv: readonly string[], answer: unknown) {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { ...(await run(['approve', ...argv], world)), asked };
}

describe('expunge approve, without a policy', () => {
  it('lists what waits, why, and how many records would have gone', async () => {
    const { status, stdout, asked } = await ask([], { brakes: ALL });
    expect(asked).toEqual([['expunge-approve', { command: 'brake list' }, {}]]);
    expect(status, 'something waits').toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/approve.txt');
    expect(JSON.parse((await ask(['--json'], { brakes: ALL })).stdout)).toEqual({ brakes: ALL.slice(0, 7) });
  });

  it('lists every rule by itself where all are asked for', async () => {
    const { status, stdout } = await ask(['--all'], { brakes: ALL });
    expect(status).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/approve-all.txt');
    expect(JSON.parse((await ask(['--all', '--json'], { brakes: ALL })).stdout)).toEqual({ brakes: ALL });
  });

  it('says after the first deployment that nothing was approved yet, in few words', async () => {
    const brakes = ['orders', '~phone', '~address'].map((rule) => ({ ...NEW, rule }));
    const { status, stdout } = await ask([], { brakes });
    expect(status).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/approve-first.txt');
  });

  it('says that nothing waits', async () => {
    const { status, stdout } = await ask([], { brakes: [RUNNING] });
    expect([status, stdout]).toEqual([0, '1 rule; none waits for an approval.\n']);
  });
});

describe('expunge approve, with a policy', () => {
  const order = { command: 'approve', policy: 'shop', by: 'officer' };
  const approved = ALL.slice(0, 6).map((one) => ({
    ...one,
    state: 'running',
    approved: APPROVED,
    waiting: null,
    today: { day: TODAY, budget: 100, left: 100 },
  }));

  it.each([
    [[], {}],
    [['--dataset', 'shop-orders'], { dataset: 'shop-orders' }],
    [
      ['--dataset', 'shop-orders', '--rule', 'orders', '--records', '50000'],
      { dataset: 'shop-orders', rule: 'orders', records: 50_000 },
    ],
  ])('asks for what is named: %j', async (argv, more) => {
    const { status, asked } = await ask(['shop', ...argv, '--by', 'officer'], { approved });
    expect([status, asked]).toEqual([0, [['expunge-approve', { ...order, ...more }, {}]]]);
  });

  it('says what it approved and how much of it may go today', async () => {
    const argv = ['shop', '--by', 'officer', '--deployment', 'acme'];
    const { stdout, asked } = await ask(argv, { approved });
    expect(asked).toEqual([['acme-approve', order, {}]]);
    await expect(stdout).toMatchFileSnapshot('golden/approve-policy.txt');
    expect(JSON.parse((await ask([...argv, '--json'], { approved })).stdout)).toEqual({ approved });
  });

  it('says that nothing waited', async () => {
    const { status, stdout } = await ask(['shop', '--by', 'officer'], { approved: [] });
    expect([status, stdout]).toEqual([0, 'No rule of shop waits for an approval; nothing was changed.\n']);
  });

  it('tells what was refused', async () => {
    const refused = new ExpungeError('BRAKE_UNKNOWN', 'Nothing was approved.', { place: 'expunge-approve' });
    const { status, stderr } = await ask(['nobody', '--by', 'officer'], refused);
    expect([status, stderr]).toEqual([1, 'BRAKE_UNKNOWN: Nothing was approved. (expunge-approve)\n']);
  });

  it.each([
    ['nobody who approves', ['shop']],
    ['two policies', ['shop', 'forum', '--by', 'officer']],
    ['a dataset without a policy', ['--dataset', 'shop-orders', '--by', 'officer']],
    ['a role without a policy', ['--by', 'officer']],
    ['an empty policy', ['', '--by', 'officer']],
    ['no number', ['shop', '--by', 'officer', '--records', 'all']],
    ['no records', ['shop', '--by', 'officer', '--records', '0']],
    ['a part of a record', ['shop', '--by', 'officer', '--records', '1.5']],
    ['an empty rule', ['shop', '--by', 'officer', '--rule', '']],
    ['everything of one policy', ['shop', '--all', '--by', 'officer']],
  ])('asks nobody with %s', async (_, argv) => {
    const { status, stderr, asked } = await ask(argv, {});
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toMatch(/^USAGE: /);
  });
});
