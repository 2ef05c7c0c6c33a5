import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certificatePage } from '../../../lib/evidence/certificate/index.ts';
import { buildVerifier } from '../../../lib/evidence/verifier/index.ts';
import { makeCertificate } from '../certificate/certificates.ts';
import { ed25519Signer } from '../log/published-log.ts';
import { launchOffline, type OfflineBrowser } from './chromium.ts';

const made = await makeCertificate();
const twoYears = await makeCertificate({ years: ['2026', '2027'], stage: 'final' });

let browser: OfflineBrowser;
let unready: string | null = null;
let verifier: string;

beforeAll(async () => {
  const launched = await launchOffline();
  if (typeof launched === 'string') {
    unready = launched;
    return;
  }
  browser = launched;
  verifier = browser.write('verifier.html', await buildVerifier());
}, 120_000);
afterAll(async () => browser?.close());
beforeEach(({ skip }) => skip(unready !== null, unready ?? ''));
afterEach(() => {
  if (unready === null) expect([browser.asked, browser.complaints]).toEqual([[], []]);
});

interface Given {
  readonly text?: string | Uint8Array;
  readonly name?: string;
  readonly vkeys?: readonly string[];
  readonly subject?: string;
}

/** Fills in what is given, asks, and waits for what comes of it. */
async function ask(
  page: Page,
  { text = made.text, name = 'certificate.json', vkeys = made.vkeys, subject }: Given = {},
) {
  await page.setInputFiles('#certificate', browser.write(name, text));
  await page.getByRole('textbox', { name: 'Verifier key of the log' }).fill(vkeys.join('\n'));
  if (subject !== undefined) await page.getByRole('textbox', { name: 'The person’s identifier' }).fill(subject);
  await page.getByRole('button', { name: 'Verify' }).click();
  return readVerdict(page);
}

async function readVerdict(page: Page) {
  const verdict = page.locator('#verdict');
  await verdict.locator('.card').waitFor();
  const items = (part: string) => verdict.locator(`.${part} li`).allInnerTexts();
  return {
    title: await verdict.getByRole('heading', { level: 2 }).innerText(),
    said: await page.getByRole('status').innerText(),
    problems: await items('problems'),
    proved: await items('proved'),
    unproved: await items('unproved'),
    states: await verdict.locator('dl').allInnerTexts(),
  };
}

/** The id of what has the focus, or else what it says. */
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');

/** Drops files somewhere on the page, all at once. */
const drop = (page: Page, files: Readonly<Record<string, string>>) =>
  page.evaluate(`{
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(${JSON.stringify(files)})) dataTransfer.items.add(new File([text], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }`);

const HOLDS = 'The certificate holds';
const FAILS = 'The certificate does not hold';

describe('the verifier in a browser, from disk and without a network', () => {
  it('says what a true certificate proves and what it cannot', async () => {
    const verdict = await ask(await browser.open(verifier));
    expect(verdict).toMatchObject({ title: HOLDS, said: `${HOLDS}. Erased from the live stores`, problems: [] });
    expect(verdict.proved.join('\n')).toMatch(/this statement and receipts 1 to 3/);
    expect(verdict.proved.join('\n')).not.toMatch(/identifier/);
    expect(verdict.unproved[0]).toMatch(/^whose data it was/);
    expect(verdict.unproved.length).toBeGreaterThan(4);
    expect(verdict.states.join()).toContain(made.certificate.statement.evidence.case);
  });

  it('takes the page of a certificate too', async () => {
    const text = certificatePage(made.certificate);
    const page = await browser.open(verifier);
    expect(await ask(page, { text, name: 'certificate.html' })).toMatchObject({ title: HOLDS, problems: [] });
    const changed = text.replace('weidandan-orders', 'weidandan-orderz');
    const verdict = await ask(page, { text: changed, name: 'certificate.html' });
    expect(verdict.problems[0]).toMatch(/^The page is not as it was issued[\s\S]*CERTIFICATE_INVALID/);
  });

  it('names a byte that was changed, and then shows nothing of what is stated', async () => {
    const text = made.text.replace('weidandan-orders', 'weidandan-orderz');
    const verdict = await ask(await browser.open(verifier), { text });
    expect(verdict).toMatchObject({ title: FAILS, proved: [], states: [] });
    expect(verdict.problems).toHaveLength(1);
    expect(verdict.problems[0]).toMatch(/^Receipt 3 is not in the log[\s\S]*PROOF_INVALID\s*receipt 3$/);
    expect(verdict.said).toMatch(/^The certificate does not hold/);
  });

  it('refuses what is no text, and what is no certificate', async () => {
    const page = await browser.open(verifier);
    const bytes = Buffer.from(made.text).fill(0xff, 40, 41);
    expect((await ask(page, { text: bytes })).problems[0]).toMatch(
      /^The file[\s\S]*not UTF-8[\s\S]*CERTIFICATE_INVALID/,
    );
    expect((await ask(page, { text: '{}' })).problems[0]).toMatch(/^The file[\s\S]*CERTIFICATE_INVALID/);
    expect((await ask(page, { text: '' })).title).toBe(FAILS);
  });

  it('is not taken in by another key', async () => {
    const other = await makeCertificate({ signer: (origin) => ed25519Signer(origin, 3) });
    const verdict = await ask(await browser.open(verifier), { vkeys: other.vkeys });
    expect(verdict.title).toBe(FAILS);
    expect(verdict.problems.join()).toMatch(/The statement is not signed by the key given[\s\S]*SIGNATURE_INVALID/);
  });

  it('tells the identifier of the person from any other, to the letter', async () => {
    const page = await browser.open(verifier);
    const right = await ask(page, { subject: made.subject });
    expect(right).toMatchObject({ title: HOLDS, problems: [] });
    expect(right.proved.at(-1)).toMatch(/^The identifier given is that of the person/);
    expect(right.unproved.join()).not.toMatch(/whose data it was/);
    for (const subject of [`${made.subject} `, made.subject.toUpperCase(), 'u-1002']) {
      const wrong = await ask(page, { subject });
      expect(wrong, subject).toMatchObject({ title: FAILS, proved: [] });
      expect(wrong.problems[0]).toMatch(/^The identifier[\s\S]*ANOTHER_SUBJECT\s*subject$/);
    }
  });

  it('needs the key of each log that a certificate rests on, of either type', async () => {
    const page = await browser.open(verifier);
    const { text, vkeys } = twoYears;
    expect(await ask(page, { text, vkeys })).toMatchObject({ title: HOLDS, problems: [] });
    expect((await ask(page, { text, vkeys: vkeys.slice(0, 1) })).problems.join()).toMatch(/SIGNATURE_INVALID/);
    const ed25519 = await makeCertificate({ signer: (origin) => ed25519Signer(origin) });
    expect(await ask(page, ed25519)).toMatchObject({ title: HOLDS });
  });

  it('says beside the field what is missing, and which line is no key', async () => {
    const page = await browser.open(verifier);
    const keys = page.getByRole('textbox', { name: 'Verifier key of the log' });
    const asks = () => page.getByRole('button', { name: 'Verify' }).click();
    await asks();
    expect(await page.locator('#certificate').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#certificate-fault').innerText()).not.toBe('');
    await page.setInputFiles('#certificate', browser.write('certificate.json', made.text));
    await asks();
    expect(await focused(page)).toBe('keys');
    await keys.fill(`${made.vkeys[0]}\n\n${made.vkeys[0]?.replace('A', 'B')}`);
    await asks();
    expect(await page.locator('#keys-fault').innerText()).toMatch(/^Line 3 /);
    expect(await page.locator('#verdict .card').count()).toBe(0);
  });

  it('takes a verdict away as soon as anything it was about changes', async () => {
    const page = await browser.open(verifier);
    const gone = () => page.locator('#verdict .card').count();
    await ask(page);
    await page.locator('#subject').fill('u');
    expect([await gone(), await page.getByRole('status').innerText()]).toEqual([0, '']);
    await ask(page);
    await page.locator('#keys').press('Space');
    expect(await gone()).toBe(0);
    await ask(page);
    await page.setInputFiles('#certificate', browser.write('other.json', twoYears.text));
    await page.getByText('other.json').waitFor();
    expect(await gone()).toBe(0);
  });

  it('takes certificate and keys that are dropped on it together', async () => {
    const page = await browser.open(verifier);
    await drop(page, { 'log.vkey': `${made.vkeys[0]}\n`, 'certificate.json': made.text });
    await page.getByText('certificate.json').waitFor();
    expect(await page.locator('#keys').inputValue()).toBe(made.vkeys[0]);
    await page.setInputFiles('#key-file', browser.write('log.vkey', `${twoYears.vkeys.join('\n')}\n`));
    await expect.poll(() => page.locator('#keys').inputValue()).toBe(twoYears.vkeys.join('\n'));
    await page.getByRole('button', { name: 'Verify' }).click();
    expect((await readVerdict(page)).title).toBe(HOLDS);
  });

  it('speaks the language of its reader, and changes it with the verdict', async () => {
    const page = await browser.open(verifier, { locale: 'zh-CN' });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('核验删除证明');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await ask(page, { subject: made.subject });
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByText('证明成立', { exact: true }).waitFor();
    expect((await readVerdict(page)).proved.at(-1)).toMatch(/标识符/);
    expect(await page.getByRole('button', { name: '中文' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('shows markup in a certificate as the text that it is', async () => {
    const markup = '<img src=x onerror=alert(1)>';
    const policy = { id: 'weidandan', version: markup, digest: 'd'.repeat(64) };
    const { text, vkeys } = await makeCertificate({ stated: (statement) => ({ ...statement, policy }) });
    const verdict = await ask(await browser.open(verifier), { text, vkeys });
    expect(verdict.title).toBe(HOLDS);
    expect(verdict.states.join()).toContain(markup);
  });

  it('could not reach a network if it tried, and keeps nothing', async () => {
    const page = await browser.open(verifier);
    await ask(page, { subject: made.subject });
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
    await page.evaluate("fetch('https://elsewhere.example/').catch(() => {})");
    // the page's own policy stops it, before the missing network could
    await expect.poll(() => browser.complaints).toContain('connect-src');
    expect(browser.asked).toEqual([]);
    await page.context().close();
    browser.complaints.length = 0;
  });

  it.each([
    ['light', 390],
    ['dark', 320],
    ['dark', 1280],
  ] as const)('fits its window (%s, %i pixels wide)', async (colorScheme, width) => {
    const page = await browser.open(verifier, { colorScheme, viewport: { width, height: 800 } });
    await ask(page, { ...twoYears, subject: twoYears.subject });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('can be used from the keyboard alone', async () => {
    const page = await browser.open(verifier);
    const names: string[] = [];
    for (let n = 0; n < 7; n++) {
      await page.keyboard.press('Tab');
      names.push(await focused(page));
    }
    expect(names).toEqual(['English', '中文', 'certificate', 'keys', 'key-file', 'subject', 'verify']);
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('certificate');
    expect(await page.getByRole('status').count()).toBe(1);
  });
});
