import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';
import words from './page/words.json' with { type: 'json' };

const pathTo = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const TARGET = ['chrome137', 'firefox130', 'safari17']; // the first with Ed25519 in Web Crypto

/**
 * The verifier as one HTML file: markup, style and script, with a policy that allows exactly these two and no request
 * to anywhere. The same sources make the same bytes.
 * @throws esbuild's own error where the page does not compile, or where it would need Node.
 */
export async function buildVerifier(): Promise<string> {
  const { code: style } = await transform(readFileSync(pathTo('./page/page.css'), 'utf8'), {
    loader: 'css',
    minify: true,
    target: TARGET,
    charset: 'utf8',
  });
  const script = await bundleForBrowser(pathTo('./page/page.ts'));
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return readFileSync(pathTo('./page/page.html'), 'utf8')
    .replace(/>%(\w+)%</g, (_, word: keyof typeof words) => `>${words[word].en}<`) // what those without scripts read
    .replace('"POLICY"', () => `"${policy}"`)
    .replace('/* STYLE */', () => style)
    .replace('/* SCRIPT */', () => script);
}

/**
 * One script for browsers, with nothing of Node in it but what has another file in its place.
 * @param entry the path of a module. @param name the global variable that gets its exports; none where it has no exports.
 */
export async function bundleForBrowser(entry: string, name?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    ...(name !== undefined && { globalName: name }),
    platform: 'browser', // an import of Node is an error
    target: TARGET,
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    plugins: [hashInBrowser],
    logLevel: 'silent',
  });
  return (outputFiles[0]?.text ?? '').trim();
}

const hashInBrowser: Plugin = {
  name: 'hash in browser',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]evidence[\\/]log[\\/]crypto\.ts$/ }, () => ({
      contents: "export { sha256 } from './browser-sha256.ts';",
      resolveDir: pathTo('.'),
    }));
  },
};

/** How a content security policy names an inline script or style: exactly these bytes. */
const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
