/** A certificate as a page for people. */
export { certificatePage } from './certificate-page.ts';
export { dataInPage, isPage } from './data.ts';
