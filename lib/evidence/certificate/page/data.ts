import { ExpungeError } from '../../../errors.ts';
import { canonicalJson } from '../../log/commitment.ts';
import type { Certificate } from '../certificate.ts';

const OPEN = '<script type="application/json" id="certificate">';
const CLOSE = '</script>';

/** Whether this is to be read as a page, and not as JSON. */
export const isPage = (text: string): boolean => text.startsWith('<');

/** The certificate as a data block of the page: no `<` in it, so that nothing in it ends the block. */
export function dataBlock(certificate: Certificate): string {
  return OPEN + canonicalJson(certificate).replaceAll('<', '\\u003c') + CLOSE;
}

/** The JSON in a page. @throws ExpungeError CERTIFICATE_INVALID: there is none. */
export function dataInPage(page: string): string {
  const start = page.indexOf(OPEN) + OPEN.length;
  const end = page.indexOf(CLOSE, start);
  if (start >= OPEN.length && end >= 0) return page.slice(start, end);
  throw new ExpungeError('CERTIFICATE_INVALID', 'This page has no certificate in it, or it is cut off.', {
    place: 'page',
  });
}
