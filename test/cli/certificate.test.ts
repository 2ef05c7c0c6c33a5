import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import type { Standing } from '../../lib/certifying/index.ts';
import { worldWith } from './world.ts';

const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
const erased = {
  stage: 'erased',
  at: '2026-11-24T02:00:41.406Z',
  json: `certificates/${CASE}/erased.json`,
  page: `certificates/${CASE}/erased.html`,
} as const;
const standing: Standing = {
  case: CASE,
  policy: 'weidandan',
  state: 'completed',
  issued: [erased],
  refusal: null,
  next: { stage: 'beyond-use', from: '2026-11-24T02:15:41.406Z' },
};

/** Runs a command against a `certify` that answers so. */
async function ask(argv: readonly string[], answer: unknown = standing) {
  const asked: unknown[][] = [];
  const invoke = async (...what: unknown[]) => {
    asked.push(what);
    return answer;
  };
  return { ...(await run(['certificate', ...argv], worldWith({ invoke }))), asked };
}

describe('expunge certificate', () => {
  it('asks certify after the case, and says what was issued and what comes next', async () => {
    const { status, stdout, asked } = await ask([CASE]);
    expect(asked).toEqual([['expunge-certify', { case: CASE }, {}]]);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        `Case ${CASE} under weidandan: completed.`,
        'Issued: erased, as of 2026-11-24T02:00:41.406Z',
        `  certificates/${CASE}/erased.json`,
        `  certificates/${CASE}/erased.html`,
        'Next: beyond-use, from 2026-11-24T02:15:41.406Z on',
        '',
      ].join('\n'),
    );
  });

  it('says every reason for which the next one is refused, and fails', async () => {
    const reasons = [
      { kind: 'residue', what: 'logs#short', until: null },
      { kind: 'restriction', what: 'orders#trade', until: '2029-01-01T16:00:00.000Z', law: 'E-commerce Law Art. 31' },
      { kind: 'restriction', what: 'bills#tax', until: null },
      { kind: 'hold', what: 'hold-7', until: null },
      { kind: 'recipient', what: 'courier', until: null },
      { kind: 'not sealed', what: '3', until: null },
      { kind: 'fault', what: 'LOG_BROKEN', until: null },
    ] as const;
    const refused: Standing = {
      ...standing,
      refusal: { stage: 'final', reasons },
      next: { stage: 'final', from: null },
    };
    const { status, stdout } = await ask([CASE], refused);
    expect(status).toBe(1);
    expect(stdout.split('\n').slice(4, -1)).toEqual([
      'Refused: final',
      '  logs#short: something is not erased yet, or has come back',
      '  orders#trade: kept by law (E-commerce Law Art. 31), until 2029-01-01T16:00:00.000Z',
      '  bills#tax: kept by law, until a day that nobody knows yet',
      '  hold hold-7: has to be released first',
      '  recipient courier: has not confirmed',
      '  receipts that are not in the log yet: 3',
      '  it could not be found out (LOG_BROKEN); see CertifyFails in the runbook',
    ]);
  });

  it('says when nothing is left to certify', async () => {
    expect((await ask([CASE], { ...standing, next: null })).stdout).toContain('Nothing is left to certify.');
  });

  it('gives all of it as data, from the deployment that is named', async () => {
    const { stdout, asked } = await ask([CASE, '--json', '--deployment', 'shop']);
    expect(JSON.parse(stdout)).toEqual(standing);
    expect(asked[0]?.[0]).toBe('shop-certify');
  });

  it.each([[[]], [[CASE, CASE]]])('wants one case, not %j', async (argv) => {
    const { status, stderr, asked } = await ask(argv);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toContain('expunge certificate CASE');
  });
});
