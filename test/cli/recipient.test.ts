import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { worldWith } from './world.ts';

const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
const TOLD = {
  case: CASE,
  policy: 'shop',
  recipient: 'courier',
  name: 'A Courier',
  by: 'https',
  state: 'told',
  attempts: 2,
  toldAt: '2026-10-12T02:00:00.000Z',
  confirmBy: '2026-11-02T16:00:00.000Z',
  confirmedAt: null,
  escalatedAt: null,
  why: null,
};
const RECIPIENTS = [
  TOLD,
  {
    ...TOLD,
    recipient: 'insurer',
    name: '某保险公司',
    by: 'letter',
    state: 'letter to send',
    attempts: 1,
    toldAt: null,
  },
  {
    ...TOLD,
    recipient: 'mailer',
    name: null,
    by: null,
    state: 'escalated',
    attempts: 30,
    toldAt: null,
    escalatedAt: '2026-11-02T16:00:00.000Z',
    why: 'RECIPIENT_SILENT',
  },
  {
    ...TOLD,
    recipient: 'bank',
    name: 'A Bank',
    by: null,
    state: 'keeps',
    attempts: 0,
    toldAt: null,
    confirmBy: null,
    why: 'Anti-Money Laundering Law Art. 34',
  },
];

/** Runs a command against a `tell` that gives this answer. */
async function ask(argv: readonly string[], answer: unknown = { recipient: TOLD }) {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { ...(await run(['recipient', ...argv], world)), asked };
}

describe('expunge recipient list', () => {
  it('shows who is outstanding and why, and fails where somebody did not confirm in time', async () => {
    const { status, stdout, asked } = await ask(['list'], { recipients: RECIPIENTS });
    expect(status).toBe(1);
    expect(asked).toEqual([['expunge-tell', { command: 'recipient list', case: null }, {}]]);
    await expect(stdout).toMatchFileSnapshot('golden/recipient-list.txt');
  });

  it('asks about one case', async () => {
    const { status, asked } = await ask(['list', '--case', CASE], { recipients: [TOLD] });
    expect(status).toBe(0);
    expect(asked[0]?.[1]).toEqual({ command: 'recipient list', case: CASE });
  });
});

describe('expunge recipient letter', () => {
  const letter = { text: '个人信息删除通知', html: '<!doctype html>' };

  it('prints the letter, as text or as a page', async () => {
    const { stdout, asked } = await ask(['letter', CASE, 'insurer'], { letter });
    expect(stdout).toBe(`${letter.text}\n`);
    expect(asked[0]?.[1]).toEqual({ command: 'recipient letter', case: CASE, recipient: 'insurer' });
    expect((await ask(['letter', CASE, 'insurer', '--html'], { letter })).stdout).toBe(`${letter.html}\n`);
  });
});

describe('expunge recipient sent, confirm, escalate', () => {
  it.each(['sent', 'confirm', 'escalate'])('%s says which role did it', async (verb) => {
    const { status, stdout, asked } = await ask([verb, CASE, 'courier', '--by', 'post room', '--deployment', 'other']);
    expect(status).toBe(0);
    expect(stdout).toContain(`${CASE} courier (A Courier): told`);
    const order = { command: `recipient ${verb}`, case: CASE, recipient: 'courier', by: 'post room' };
    expect(asked).toEqual([['other-tell', order, {}]]);
  });

  it.each([
    ['sent', CASE, 'courier'],
    ['confirm', CASE, '--by', 'post room'],
    ['escalate', '--by', 'post room'],
    ['sent', CASE, 'courier', 'insurer', '--by', 'post room'],
    ['list', CASE],
    ['letter', CASE],
    ['key', 'another'],
  ])('is not understood without a case, a recipient and a role: %s', async (...argv) => {
    const { status, asked } = await ask(argv);
    expect(status).toBe(2);
    expect(asked).toEqual([]);
  });

  it('passes on why it was refused', async () => {
    const refused = new ExpungeError('USAGE', 'This recipient keeps the data.');
    expect(await ask(['escalate', CASE, 'bank', '--by', 'me'], refused)).toMatchObject({
      status: 2,
      stderr: 'USAGE: This recipient keeps the data.\n',
    });
  });
});

describe('expunge recipient key', () => {
  it('prints a key that any library reads', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const { stdout } = await ask(['key'], { key: { id: 'a'.repeat(32), publicKey: spki } });
    const [id, ...pem] = stdout.trimEnd().split('\n');
    expect(id).toBe(`keyid: ${'a'.repeat(32)}`);
    expect(createPublicKey(pem.join('\n')).equals(publicKey)).toBe(true);
  });
});
