import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { buildVerifier, bundleForBrowser } from '../../../lib/evidence/verifier/index.ts';
import words from '../../../lib/evidence/verifier/page/words.json' with { type: 'json' };
import { worldWith } from '../../cli/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'expunge-verifier-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = await buildVerifier();
const markup = page.slice(0, page.indexOf('<script>'));
const script = page.slice(markup.length + '<script>'.length, page.lastIndexOf('</script>'));
const style = markup.slice(markup.indexOf('<style>') + '<style>'.length, markup.indexOf('</style>'));
const named = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the verifier', () => {
  it('is one file that allows its own style and script and nothing else', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${named(script)}`,
      `style-src ${named(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script).not.toMatch(/<\/script|<!--/); // nothing in it ends it
    expect(markup).not.toMatch(/<(?:link|img|iframe|object|base|a)\b|\ssrc=|\shref=|url\(|@import/);
  });

  it('neither asks for anything nor keeps anything: its script has no words for it', () => {
    expect(script).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|localStorage|sessionStorage|indexedDB|\.cookie\b|\bimport\(/,
    );
  });

  it('is the same file each time it is built', async () => {
    expect(await buildVerifier()).toBe(page);
    expect(page.length).toBeLessThan(150_000);
  });

  it('reads in English before its script has run, and has every word in both languages', () => {
    expect(page).toContain('<h1 data-word="title">Check a certificate of erasure</h1>');
    expect(page).not.toMatch(/%\w+%</);
    for (const [word, said] of Object.entries(words)) {
      expect(said.zh, word).toMatch(/\p{Script=Han}/u);
      const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
      expect(values(said.zh), word).toEqual(values(said.en));
    }
  });

  it('is not built with anything of Node in it', async () => {
    const entry = join(folder, 'entry.ts');
    writeFileSync(entry, "export { hash } from 'node:crypto';\n");
    await expect(bundleForBrowser(entry)).rejects.toThrow(/node:crypto/);
  });

  it('is written by the command line, which says where', async () => {
    const file = join(folder, 'verifier.html');
    const { status, stdout } = await run(['verifier', file], worldWith());
    expect(status).toBe(0);
    expect(stdout).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe(page);
    expect(await run(['verifier'], worldWith())).toMatchObject({ status: 2, stderr: expect.stringContaining('USAGE') });
    const nowhere = join(folder, 'no such folder', 'verifier.html');
    expect(await run(['verifier', nowhere], worldWith())).toMatchObject({ status: 2, stdout: '' });
  });
});
