import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import type { CaseLine, CaseView, ReplyView } from '../../lib/registry/desk/index.ts';
import { worldWith } from './world.ts';

let directory = '';
const file = (name: string) => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-case-'));
  writeFileSync(file('subject'), 'li 小红\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const ID = 'BkfJ3cM5T-2q_x0aYbZdEw';
const REQUEST: ReplyView = {
  id: 'request',
  kind: 'request',
  about: null,
  receivedAt: '2026-03-02T01:00:00.000Z',
  deadline: { at: '2026-03-23T16:00:00.000Z', provisional: false, left: 7 * 86_400 + 5 },
  answer: null,
};
const CASE: CaseView = {
  case: ID,
  policy: 'kuaishou-shop',
  policyVersion: '2025-05-14',
  trigger: 'AccountClosed',
  scope: 'the whole account',
  channel: 'mail',
  state: 'waiting',
  receivedAt: '2026-03-02T01:00:00.000Z',
  blocked: ['gate obligations: not met', 'hold h-1: in force'],
  gates: [
    { id: 'identity', clause: '6.3.1', metAt: '2026-03-03T02:00:00.000Z', evidence: 'ticket 17 (customer service)' },
    { id: 'obligations', clause: '6.3.1', metAt: null, evidence: null },
    { id: 'doubt', clause: null, metAt: null, evidence: null },
  ],
  doubts: [{ at: '2026-03-04T02:00:00.000Z', what: 'AccountReopened' }],
  deadline: { at: '2026-03-23T16:00:00.000Z', provisional: true, left: 90 * 60 },
  replies: [
    { ...REQUEST, answer: { at: '2026-03-05T02:00:00.000Z', outcome: 'refused', code: 'd', by: 'officer' } },
    { ...REQUEST, id: 'appeal-1', kind: 'appeal', about: 'request' },
    { ...REQUEST, id: 'c-1', kind: 'complaint', deadline: { ...REQUEST.deadline, left: -3 * 86_400 } },
  ],
  outstanding: ['shops#account'],
  restricted: [
    { cluster: 'orders#trade', law: 'E-commerce Law Art. 31', until: '2029-03-03T16:00:00.000Z' },
    { cluster: 'orders#open', law: 'E-commerce Law Art. 31', until: null },
  ],
  holds: [
    { id: 'h-1', kind: 'hold', ground: 'c', reviewAt: '2026-04-01T00:00:00.000Z', until: null },
    {
      id: 'x-1',
      kind: 'extension',
      ground: 'law',
      reviewAt: '2026-04-01T00:00:00.000Z',
      until: '2026-06-01T00:00:00.000Z',
    },
  ],
  recipients: [
    { id: 'bank', state: 'told', at: '2026-03-06T02:00:00.000Z' },
    { id: 'courier', state: 'to be told', at: null },
  ],
  certificates: [{ stage: 'erased', at: '2026-03-07T02:00:00.000Z' }],
  decisions: [
    {
      kind: 'refused',
      code: 'd',
      clause: '6.7 d',
      reason: 'The same request,\neach day \u001b[2J.',
      evidence: 'file 17',
      by: 'officer',
      at: '2026-03-04T02:00:00.000Z',
    },
    { kind: 'granted', reason: 'Not abuse.', by: 'officer', at: '2026-03-05T03:00:00.000Z', appeal: 'appeal-1' },
  ],
  fee: { amount: 'CNY 20', why: 'The ninth request.', by: 'officer', at: '2026-03-05T04:00:00.000Z' },
  earlierRequests: { count: 8, cases: [] },
};

/** Runs a command against a desk that gives these answers, one after the other. */
async function ask(argv: readonly string[], answers: readonly unknown[] = [{ case: CASE }], input = 'li\n') {
  const asked: unknown[][] = [];
  const left = [...answers];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return left.shift();
    },
    readInput: async () => input,
  });
  return { ...(await run(['case', ...argv], world)), asked };
}
const orderOf = async (argv: readonly string[], answers?: readonly unknown[]) =>
  (await ask(argv, answers)).asked[0]?.[1];

const ABOUT = [
  '--policy',
  'kuaishou-shop',
  '--id',
  'letter-7',
  '--received',
  '2026-03-02T09:00+08:00',
  '--channel',
  'letter',
];
const open = (...rest: string[]) => ['open', 'ErasureRequested', ...rest, ...ABOUT];
const DETAIL = { id: 'letter-7', policy: 'kuaishou-shop', receivedAt: '2026-03-02T01:00:00.000Z', channel: 'letter' };

describe('expunge case open', () => {
  it('asks the desk of the deployment, with the subject from standard input or a file [R-29, B-14]', async () => {
    const { status, asked } = await ask(open('-', '--deployment', 'acme'));
    const order = { command: 'case open', trigger: 'ErasureRequested', detail: { ...DETAIL, subject: 'li' } };
    expect([status, asked]).toEqual([0, [['acme-case', order, {}]]]);
    const subject = { ...order, detail: { ...DETAIL, subject: 'li 小红' } };
    expect(await orderOf(open('--subject-file', file('subject')))).toEqual(subject);
  });

  it.each([
    [['--category', 'phone', '--category', 'location'], { categories: ['phone', 'location'] }],
    [['--permission', 'camera'], { permission: 'camera' }],
    [['--plugin', 'support'], { plugin: 'support' }],
    [['--dataset', 'orders', '--key', '{"id":{"S":"7"}}'], { dataset: 'orders', key: { id: { S: '7' } } }],
    [['--dataset', 'uploads', '--object', 'shot.png'], { dataset: 'uploads', object: 'shot.png' }],
    [['--met', 'identity=ticket 17', '--met', 'law=a=b'], { preconditions: { identity: 'ticket 17', law: 'a=b' } }],
  ])('says what it is about, and what is proven already: %j', async (argv, said) => {
    expect(await orderOf(open('-', ...argv))).toMatchObject({ detail: { ...DETAIL, subject: 'li', ...said } });
  });

  it('takes no identifier for the end of a service [R-26]', async () => {
    const { channel: _channel, ...detail } = DETAIL;
    const told = { id: ID, policy: 'kuaishou-shop', deadline: '2026-06-01T00:00:00.000Z', missing: ['notice'] };
    const end = ['open', 'ServiceShutDown', ...ABOUT];
    const { asked, stdout } = await ask(end, [{ shutDown: told }]);
    expect(asked[0]?.[1]).toEqual({ command: 'case open', trigger: 'ServiceShutDown', detail });
    expect(stdout).toBe(
      `${ID}: the end of the service of kuaishou-shop, by 2026-06-01T00:00:00.000Z; nothing is erased before notice.\n`,
    );
    expect((await ask([...end, '-'])).status).toBe(2);
  });

  it.each([
    ['no trigger', ['open', ...ABOUT]],
    ['no subject', open()],
    ['a subject on the command line', open('13912345678')],
    ['a proof without evidence', open('-', '--met', 'identity')],
    ['a proof of nothing', open('-', '--met', '=ticket')],
    ['two proofs of one gate', open('-', '--met', 'identity=1', '--met', 'identity=2')],
    ['a key that is no JSON', open('-', '--dataset', 'orders', '--key', '13912345678}')],
    ['a receipt without an offset', [...open('-'), '--received', '2026-03-02T09:00']],
    ['a receipt on a day', [...open('-'), '--received', '2026-03-02']],
    ['a receipt on a day that does not exist', [...open('-'), '--received', '2026-13-02T09:00Z']],
    ['a channel that there is not', [...open('-'), '--channel', 'pigeon']],
    ...['--policy', '--id', '--received', '--channel'].map((left): [string, string[]] => {
      return [`no ${left}`, ['open', 'ErasureRequested', '-', ...ABOUT.toSpliced(ABOUT.indexOf(left), 2)]];
    }),
  ])('asks nobody with %s, and repeats no identifier', async (_, argv) => {
    const { status, stderr, asked } = await ask(argv);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toMatch(/^USAGE: /);
    expect(stderr).not.toContain('13912345678');
  });
});

describe('expunge case show', () => {
  it('shows gates, clocks, doubts, holds, decisions and answers [R-12, R-15, R-24, R-25]', async () => {
    const { status, stdout, asked } = await ask(['show', ID]);
    expect([status, asked]).toEqual([0, [['expunge-case', { command: 'case show', case: ID }, {}]]]);
    await expect(stdout).toMatchFileSnapshot('golden/case-show.txt');
    expect(JSON.parse((await ask(['show', ID, '--json'])).stdout)).toEqual({ case: CASE });
  });
});

describe('expunge case list', () => {
  const line: CaseLine = {
    case: ID,
    policy: 'kuaishou-shop',
    trigger: 'AccountClosed',
    state: 'waiting',
    receivedAt: '2026-03-02T01:00:00.000Z',
    deadline: { at: '2026-03-23T16:00:00.000Z', provisional: true, left: 3 * 86_400 },
    missing: ['identity', 'obligations'],
  };

  it('asks for page after page', async () => {
    const late = {
      ...line,
      state: 'open',
      missing: [],
      deadline: { ...line.deadline, provisional: false, left: -7200 },
    };
    const pages = [
      { cases: [late], next: 'here' },
      { cases: [], next: 'there' },
      { cases: [line], next: null },
    ];
    const { stdout, asked } = await ask(['list', '--state', 'waiting', '--policy', 'kuaishou-shop'], pages);
    const order = { command: 'case list', state: 'waiting', policy: 'kuaishou-shop' };
    expect(asked.map(([, what]) => what)).toEqual(['', 'here', 'there'].map((after) => ({ ...order, after })));
    expect(stdout.split('\n')).toEqual([
      `${ID}: AccountClosed of kuaishou-shop, open, by 2026-03-23T16:00:00.000Z, LATE by 2 hours`,
      `${ID}: AccountClosed of kuaishou-shop, waiting, by 2026-03-23T16:00:00.000Z, provisional, 3 days left; waits for identity, obligations`,
      '2 cases, 1 late.',
      '',
    ]);
  });

  it.each([
    [['list', '--state', 'lost']],
    [['list', ID]],
  ])('asks nobody when it was not understood: %j', async (argv) => {
    expect(await ask(argv)).toMatchObject({ status: 2, asked: [] });
  });
});

describe('what people decide at the desk', () => {
  it.each([
    [
      ['meet', ID, '--gate', 'identity', '--evidence', 'ticket 17', '--by', 'service'],
      { command: 'case meet', case: ID, gate: 'identity', evidence: 'ticket 17', by: 'service' },
    ],
    [
      ['refuse', ID, '--code', 'd', '--reason', 'Abuse.', '--evidence', 'file 17', '--by', 'officer'],
      { command: 'case refuse', case: ID, code: 'd', reason: 'Abuse.', evidence: 'file 17', by: 'officer' },
    ],
    [
      ['refuse', ID, '--code', 'a', '--reason', 'Law.', '--by', 'officer'],
      { command: 'case refuse', case: ID, code: 'a', reason: 'Law.', by: 'officer' },
    ],
    [
      ['grant', ID, '--reason', 'Not abuse.', '--by', 'officer', '--appeal', 'appeal-1'],
      { command: 'case grant', case: ID, reason: 'Not abuse.', appeal: 'appeal-1', by: 'officer' },
    ],
    [
      ['fee', ID, '--amount', 'CNY 20', '--why', 'Often.', '--by', 'officer'],
      { command: 'case fee', case: ID, amount: 'CNY 20', why: 'Often.', by: 'officer' },
    ],
  ])('is asked for with everything that it needs: %j [R-15]', async (argv, order) => {
    expect(await orderOf(argv)).toEqual(order);
    const options = argv.flatMap((word, index) =>
      word.startsWith('--') && !['--evidence', '--appeal'].includes(word) ? index : [],
    );
    for (const at of options) expect(await ask(argv.toSpliced(at, 2))).toMatchObject({ status: 2, asked: [] });
    expect(await ask(argv.toSpliced(1, 1))).toMatchObject({ status: 2, asked: [] });
    expect(await ask([...argv, 'more'])).toMatchObject({ status: 2, asked: [] });
  });

  it('of a shut-down says what it still waits for', async () => {
    const told = { id: ID, policy: 'kuaishou-shop', deadline: '2026-06-01T00:00:00.000Z', missing: [] };
    const meet = ['meet', ID, '--gate', 'notice', '--evidence', 'page 1', '--by', 'service'];
    expect((await ask(meet, [{ shutDown: told }])).stdout).toContain('all proofs are there');
  });

  it('answers and complaints are noted, and told in one line', async () => {
    const answer = ['answer', ID, '--outcome', 'partly', '--code', 'technical', '--reply', 'c-1', '--by', 'service'];
    const { stdout, asked } = await ask(answer, [{ reply: CASE.replies[0] }]);
    const order = {
      command: 'case answer',
      case: ID,
      outcome: 'partly',
      code: 'technical',
      reply: 'c-1',
      by: 'service',
    };
    expect(asked[0]?.[1]).toEqual(order);
    expect(stdout).toBe(
      'answer to the request, received 2026-03-02T01:00:00.000Z: refused (d) 2026-03-05T02:00:00.000Z by officer\n',
    );
    const complain = [
      'complain',
      ID,
      '--id',
      'appeal-1',
      '--received',
      '2026-03-06T09:00+08:00',
      '--appeal-of',
      'request',
    ];
    const { asked: complained, stdout: said } = await ask(complain, [{ reply: CASE.replies[1] }]);
    const receivedAt = '2026-03-06T01:00:00.000Z';
    expect(complained[0]?.[1]).toEqual({
      command: 'case complain',
      case: ID,
      id: 'appeal-1',
      receivedAt,
      appealOf: 'request',
    });
    expect(said).toContain('answer to appeal appeal-1 against the answer to request');
  });

  it.each([
    [['answer', ID, '--outcome', 'maybe', '--by', 'service']],
    [['answer', ID, '--by', 'service']],
    [['answer', ID, '--outcome', 'granted']],
    [['answer', '--outcome', 'granted', '--by', 'service']],
    [['complain', ID, '--received', '2026-03-06T09:00+08:00']],
    [['complain', ID, '--id', 'c-1', '--received', 'today']],
    [['erase', ID]],
  ])('asks nobody when it was not understood: %j', async (argv) => {
    expect(await ask(argv)).toMatchObject({ status: 2, asked: [] });
  });
});
