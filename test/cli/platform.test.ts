import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { sample, signed } from '../platforms/support.ts';
import { fiveAppsFiles } from '../policy/platforms-files.ts';
import { worldWith } from './world.ts';

const LI = 'oaKk343WOktAaT2ygsX138BGblrg';
const WANG = 'owAqB1nqaOYYWl0Ng484G2z5NIwU';
const ROOT = join(import.meta.dirname, '../..');

let directory = '';
const file = (name: string, text?: string) => {
  const path = join(directory, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-platform-'));
  const app = (platform: string, id: string, policy: string) =>
    `  - { platform: ${platform}, app: ${id}, policy: ${policy}, secret: { kmsCiphertext: AAAA } }\n`;
  file(
    'inventory.yaml',
    `${fiveAppsFiles().inventory.text}\nplatforms:\n${app('wechat', 'wx13974bf780d3dc89', 'wechat-miniprogram')}${app('tiktok', 'bwo2m45353a6k85', 'tiktok-miniprogram')}${app('kuaishou', 'KS123123', 'kuaishou-shop')}`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

const ABOUT = ['--platform', 'wechat', '--app', 'wx13974bf780d3dc89', '--date', '2026-03-01'];

async function list(text: string, argv: readonly string[], answers: readonly unknown[] = []) {
  const asked: unknown[][] = [];
  const world = worldWith({
    invoke: async (...what) => {
      asked.push(what);
      return answers[asked.length - 1] ?? { opened: 0, known: 0, refused: [] };
    },
  });
  return { ...(await run(['platform', 'list', file('list.csv', text), ...argv], world)), asked };
}

describe('expunge platform list', () => {
  it('hands the list on, and tells how many were sent and known, and nobody’s id [R-29]', async () => {
    const { status, stdout, asked } = await list(`openid,code\n${LI},8\n${WANG},1\n`, ABOUT, [
      { opened: 1, known: 1, refused: [] },
    ]);
    expect(asked).toEqual([
      [
        'expunge-adapt',
        {
          command: 'platform list',
          platform: 'wechat',
          app: 'wx13974bf780d3dc89',
          date: '2026-03-01',
          revocations: [
            { subject: LI, codes: ['8'] },
            { subject: WANG, codes: ['1'] },
          ],
        },
        {},
      ],
    ]);
    expect([status, stdout]).toEqual([0, '2 users on the list: 1 request sent, 1 known already, 0 refused.\n']);
  });

  it('hands a long one on by hundreds, and names refused lines as the file has them', async () => {
    const ids = Array.from({ length: 150 }, (_, n) => `o${String(n).padStart(27, '0')}`);
    const refused = [{ entry: 49, code: 'EVENT_UNKNOWN_SCOPE', message: 'why' }];
    const { status, stdout, asked } = await list(
      `openid\n${ids.join('\n')}`,
      [...ABOUT, '--revoke-info', '16'],
      [
        { opened: 100, known: 0, refused: [] },
        { opened: 49, known: 0, refused },
      ],
    );
    expect(asked).toHaveLength(2);
    expect([status, stdout]).toEqual([
      1,
      'line 151: EVENT_UNKNOWN_SCOPE: why\n150 users on the list: 149 requests sent, 0 known already, 1 refused.\n',
    ]);
  });

  it.each([
    ['another platform', ['--platform', 'tiktok', '--app', 'a', '--date', '2026-03-01']],
    ['no day', ['--platform', 'wechat', '--app', 'a']],
    ['no app', ['--platform', 'wechat', '--date', '2026-03-01']],
    ['no codes for its lines', ABOUT],
  ])('is not understood with %s, and nothing is sent', async (_, argv) => {
    const { status, asked } = await list(LI, argv);
    expect([status, asked]).toEqual([2, []]);
  });
});

describe('expunge platform check', () => {
  const check = (path: string, ...argv: string[]) => {
    const policies = join(ROOT, 'policies');
    return run(
      ['platform', 'check', path, '--inventory', file('inventory.yaml'), '--policies', policies, ...argv],
      worldWith(),
    );
  };

  it('shows what a payload would become, and never whose it is', async () => {
    const { status, stdout } = await check(file('body', sample('tiktok.json')), '--platform', 'tiktok');
    expect(stdout).toMatch(
      /^bwo2m45353a6k85 under tiktok-miniprogram \(signature not checked\):\n {2}PermissionRevoked everything \(id platform-[0-9a-f]{32}\)\n$/,
    );
    expect(stdout).not.toContain('act.example');
    expect(status).toBe(0);
  });

  it('checks the signature of a whole notice, where the secret is given', async () => {
    const secret = file('secret', '{"clientSecret":"tiktok client secret"}');
    const { receivedAt, policy: _, ...notice } = signed('tiktok', sample('tiktok.json'));
    const detail = { ...notice, receivedAt: new Date(receivedAt).toISOString() };
    const good = await check(file('notice', JSON.stringify(detail)), '--secret-file', secret);
    expect([good.status, good.stdout]).toEqual([0, expect.stringContaining('(signature valid)')]);
    const spoiled = { ...detail, body: `${detail.body} ` };
    const bad = await check(file('notice', JSON.stringify(spoiled)), '--secret-file', secret, '--json');
    expect([bad.status, JSON.parse(bad.stdout)]).toEqual([
      1,
      expect.objectContaining({
        ok: false,
        apps: [
          expect.objectContaining({
            signature: 'invalid',
            triggers: [],
            faults: [expect.objectContaining({ code: 'PLATFORM_SIGNATURE_INVALID' })],
          }),
        ],
      }),
    ]);
  });

  it('says what of a payload cannot be used', async () => {
    const { status, stdout } = await check(file('body', sample('kuaishou.json')), '--platform', 'kuaishou');
    expect(stdout).toContain('  PermissionRevoked permission user-info (id platform-');
    expect(stdout).toContain('  EVENT_UNKNOWN_SCOPE: ');
    expect([status, stdout]).toEqual([1, expect.not.stringContaining('f198e20b')]);
  });

  it('refuses what it cannot read, and a platform nobody knows', async () => {
    expect((await check(file('body', 'nothing'), '--platform', 'wechat')).stdout).toContain(
      'PLATFORM_NOTICE_UNREADABLE',
    );
    expect((await check(file('body', 'nothing'))).status).toBe(2);
    expect((await check(file('body', '{}'), '--platform', 'myspace')).status).toBe(2);
    expect((await check(file('body', '{}'), '--platform', 'cognito')).stderr).toContain('PLATFORM_UNKNOWN_APP');
  });
});
