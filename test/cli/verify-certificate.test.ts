import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { certificatePage } from '../../lib/evidence/certificate/index.ts';
import { CASE, type Made, makeCertificate } from '../evidence/certificate/certificates.ts';

let directory: string;
let made: Made;
let keys: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-certificate-'));
  made = await makeCertificate({ years: ['2026', '2027'], receipts: 4, stage: 'final' });
  write('final.json', made.text);
  write('final.html', certificatePage(made.certificate));
  write('log.vkey', `${made.vkeys.join('\n')}\n`);
  write('subject', `${made.subject}\n`);
  keys = made.vkeys.flatMap((vkey) => ['--key', vkey]);
});

afterAll(() => rmSync(directory, { recursive: true }));

const path = (name: string) => join(directory, name);

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(path(name), content);
  return path(name);
}

const cli = (...args: string[]) => run(['verify', 'certificate', ...args], {} as never);

describe('expunge verify certificate', () => {
  it.each(['final.json', 'final.html'])('says what was proved and what cannot be: %s', async (name) => {
    for (const given of [keys, ['--key', path('log.vkey')]]) {
      const { status, stdout, stderr } = await cli(path(name), ...given);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Certificate of erasure: Final: known copies expired');
      expect(stdout).toContain(`Case ${CASE}`);
      expect(stdout).toContain('this statement and receipts 3 to 4.');
      expect(stdout).toMatch(/What this does not prove:\n {2}- whose data it was/);
    }
  });

  it('tells whose it is, with the identifier or a file that holds it', async () => {
    for (const subject of [
      ['--subject', made.subject],
      ['--subject-file', path('subject')],
    ]) {
      const { status, stdout } = await cli(path('final.json'), ...keys, ...subject);
      expect([status, stdout]).toEqual([0, expect.stringContaining('The identifier given is that of the person')]);
    }
    const { status, stdout, stderr } = await cli(path('final.json'), ...keys, '--subject', 'li-lei');
    expect([status, stdout]).toEqual([1, expect.stringContaining('ANOTHER_SUBJECT: subject: ')]);
    expect(stdout + stderr).not.toContain('li-lei');
  });

  it('speaks Chinese', async () => {
    const { status, stdout } = await cli(path('final.json'), ...keys, '--language', 'zh');
    expect([status, stdout]).toEqual([0, expect.stringContaining('个人信息删除证明: 已知副本全部到期，删除完毕')]);
    expect(stdout).toContain('以下各项未能证明');
  });

  it('prints data with --json', async () => {
    const { stdout } = await cli(path('final.html'), ...keys, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      file: path('final.html'),
      stage: 'final',
      statement: { case: CASE, receipts: { count: 4 } },
      logs: made.vkeys.map((vkey) => ({ signers: [vkey] })),
      problems: [],
    });
  });

  it.each<[string, string, (bytes: Buffer) => Uint8Array]>([
    ['a changed receipt', 'PROOF_INVALID: receipt 1', (text) => replace(text, '"records":1,', '"records":2,')],
    ['a changed statement', 'PROOF_INVALID: statement', (text) => replace(text, '"stage":"final"', '"stage":"erased"')],
    ['a cut', 'CERTIFICATE_INVALID: text', (text) => text.subarray(0, 700)],
    ['a broken character', 'CERTIFICATE_INVALID: text', (text) => text.fill(0xff, 30, 31)],
  ])('names %s, and ends with 1', async (_, expected, change) => {
    const file = write('changed.json', change(readFileSync(path('final.json'))));
    const { status, stdout } = await cli(file, ...keys);
    expect([status, stdout]).toEqual([1, expect.stringContaining(expected)]);
    expect(stdout).toContain('Nothing is proved by this certificate.');
    const [code, where] = expected.split(': ');
    expect(JSON.parse((await cli(file, ...keys, '--json')).stdout).problems).toContainEqual(
      expect.objectContaining({ code, where }),
    );
  });

  it('names what other people read on a page that was changed', async () => {
    const file = write('changed.html', replace(readFileSync(path('final.html')), 'Final: known', 'Final: most'));
    const { status, stdout } = await cli(file, ...keys);
    expect([status, stdout]).toEqual([1, expect.stringContaining('CERTIFICATE_INVALID: page: From byte')]);
  });

  it('refuses another log’s key, and what is no key', async () => {
    const other = await makeCertificate({ log: 'elsewhere.example' });
    const { status, stdout } = await cli(path('final.json'), '--key', other.vkeys[0] ?? '');
    expect([status, stdout]).toEqual([1, expect.stringContaining('SIGNATURE_INVALID: statement')]);
    const { status: none, stderr } = await cli(path('final.json'), '--key', 'none');
    expect([none, stderr]).toEqual([1, expect.stringContaining('KEY_INVALID')]);
  });

  it.each<[string, () => string[]]>([
    ['no file', () => keys],
    ['no key', () => [path('final.json')]],
    ['two files', () => [path('final.json'), path('final.html'), ...keys]],
    ['a file that is not there', () => [path('nowhere.json'), ...keys]],
    ['a folder', () => [directory, ...keys]],
    ['an empty identifier', () => [path('final.json'), ...keys, '--subject', '']],
    ['two identifiers', () => [path('final.json'), ...keys, '--subject', 'a', '--subject-file', path('subject')]],
    ['another language', () => [path('final.json'), ...keys, '--language', 'fr']],
  ])('does not understand %s', async (_, args) => {
    expect((await cli(...args())).status).toBe(2);
  });
});

function replace(text: Buffer, from: string, to: string): Uint8Array {
  return Buffer.from(text.toString().replace(from, to));
}
