import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where this machine has a browser; null where it has none. */
const executable =
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path)) ?? null;

/** A browser without a network, for pages from disk. Whatever they ask for besides files is kept. */
export interface OfflineBrowser {
  /** The addresses that were asked for, but for files. */
  readonly asked: string[];
  /** What pages complained about: errors, and everything on their consoles. */
  readonly complaints: string[];
  /** Writes a file that can be opened or chosen. @returns its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Opens a file that was written in a window of its own. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** A browser, or in a few words why there is none: the reason for which tests are skipped. */
export async function launchOffline(): Promise<OfflineBrowser | string> {
  if (executable === null) return 'Chromium is not installed';
  let browser: Browser;
  try {
    browser = await chromium.launch({ executablePath: executable });
  } catch {
    return `${executable} does not start`; // what some systems install is only an invitation to install it
  }
  const folder = mkdtempSync(join(tmpdir(), 'expunge-verifier-'));
  const asked: string[] = [];
  const complaints: string[] = [];
  return {
    asked,
    complaints,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async open(path, options = {}) {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      await context.setOffline(true);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) asked.push(request.url());
      });
      page.on('pageerror', (error) => void complaints.push(error.message));
      page.on('console', (message) => void complaints.push(message.text()));
      await page.addInitScript(
        "addEventListener('securitypolicyviolation', ({ violatedDirective }) => console.error(violatedDirective))",
      );
      await page.goto(pathToFileURL(path).href);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}
