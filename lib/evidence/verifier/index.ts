/** The page that checks a certificate in a browser, from disk and without a network. Needs esbuild: no function imports this. */
export { buildVerifier, bundleForBrowser } from './build.ts';
