import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certificatePage, formatCertificate } from '../../../lib/evidence/certificate/index.ts';
import { bundleForBrowser } from '../../../lib/evidence/verifier/index.ts';
import { makeCertificate } from '../certificate/certificates.ts';
import { ed25519Signer } from '../log/published-log.ts';
import { judge, type Question } from './checker.ts';
import { launchOffline, type OfflineBrowser } from './chromium.ts';

/*
 * One implementation, run twice: what Node answers about a certificate, true or broken in any way, a browser answers too.
 */

let browser: OfflineBrowser;
let unready: string | null = null;
let inBrowser: (questions: readonly Question[]) => Promise<string[]>;

beforeAll(async () => {
  const launched = await launchOffline();
  if (typeof launched === 'string') {
    unready = launched;
    return;
  }
  browser = launched;
  const entry = fileURLToPath(new URL('./checker.ts', import.meta.url));
  const page = await browser.open(browser.write('empty.html', '<!doctype html><title>Empty</title>'));
  await page.addScriptTag({ content: await bundleForBrowser(entry, 'checker') });
  inBrowser = (questions) =>
    page.evaluate(
      (asked) => (globalThis as unknown as { checker: { judge: typeof judge } }).checker.judge(asked),
      questions,
    );
}, 120_000);
afterAll(async () => browser?.close());
beforeEach(({ skip }) => skip(unready !== null, unready ?? ''));

async function compare(questions: readonly Question[]): Promise<{ ok: boolean }[]> {
  const verdicts = await judge(questions);
  expect(await inBrowser(questions)).toEqual(verdicts);
  expect([browser.asked, browser.complaints]).toEqual([[], []]);
  return verdicts.map((verdict) => JSON.parse(verdict));
}

const certificates = await Promise.all([
  makeCertificate(),
  makeCertificate({ years: ['2026', '2027'], stage: 'beyond-use', receipts: 5 }),
  makeCertificate({ stage: 'final', copies: false, signer: (origin) => ed25519Signer(origin) }),
  makeCertificate({ receipts: 0, epochDestroyed: true }),
]);

describe('browser and Node', () => {
  it('agree about what is true, in both languages, with and without an identifier', async () => {
    const verdicts = await compare(
      certificates.flatMap(({ certificate, text, vkeys, subject }) => [
        { text, vkeys, claim: {} },
        { text: certificatePage(certificate), vkeys, claim: { language: 'zh' as const } },
        ...(certificate.bindingSalt === null ? [] : [{ text, vkeys, claim: { subject } }]),
      ]),
    );
    expect(verdicts.map(({ ok }) => ok)).not.toContain(false);
  });

  it('agree about another identifier, another key, and none', async () => {
    const [one, two, three] = certificates.map(({ text, vkeys }) => ({ text, vkeys }));
    const verdicts = await compare([
      ...['u-1', '', 'ｕ-1001', '\ud800'].map((subject) => ({
        text: one?.text ?? '',
        vkeys: one?.vkeys ?? [],
        claim: { subject },
      })),
      { text: one?.text ?? '', vkeys: three?.vkeys ?? [], claim: {} },
      { text: three?.text ?? '', vkeys: one?.vkeys ?? [], claim: {} },
      { text: two?.text ?? '', vkeys: two?.vkeys.slice(1) ?? [], claim: {} },
      { text: one?.text ?? '', vkeys: [], claim: {} },
    ]);
    expect(verdicts.map(({ ok }) => ok)).not.toContain(true);
  });

  it('agree about files with any one character changed, missing, repeated or cut off', {
    timeout: 120_000,
  }, async () => {
    const questions = certificates.flatMap(({ text, vkeys }) =>
      Array.from({ length: 120 }, (_, n) => {
        const at = Math.floor((n * text.length) / 120);
        const [before, here = '', after] = [text.slice(0, at), text[at], text.slice(at + 1)];
        const other = here === '0' ? '1' : '0';
        const changed = [before + other + after, before + after, before + here + here + after, before][n % 4] as string;
        return { text: changed, vkeys, claim: {} };
      }),
    );
    expect((await compare(questions)).map(({ ok }) => ok)).not.toContain(true);
  });

  it('agree about certificates put together anew from their parts', { timeout: 120_000 }, async () => {
    const changes = fc.sample(
      fc.record({
        of: fc.nat(2),
        from: fc.nat(2),
        order: fc.array(fc.nat(9), { maxLength: 6 }),
        swapped: fc.constantFrom('salt', 'proof', 'evidence', 'nothing'),
      }),
      { numRuns: 100, seed: 1 },
    );
    const questions = changes.map(({ of, from, order, swapped }) => {
      const [{ certificate, vkeys }, other] = [certificates[of], certificates[from]] as [Made, Made];
      const all = [...certificate.receipts, ...other.certificate.receipts];
      const receipts = order.flatMap((n) => all[n % all.length] ?? []);
      const [first, last] = [receipts[0], receipts.at(-1)];
      if (first !== undefined && last !== undefined && swapped !== 'nothing') {
        receipts[0] = { ...first, [swapped]: last[swapped] };
      }
      return { text: formatCertificate({ ...certificate, receipts }), vkeys: [...vkeys, ...other.vkeys], claim: {} };
    });
    await compare(questions);
  });
});

type Made = Awaited<ReturnType<typeof makeCertificate>>;
