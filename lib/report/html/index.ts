/** The report as a page. */
export { reportPage } from './page.ts';
