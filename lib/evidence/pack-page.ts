import { gzipSync } from 'node:zlib';
import type { ReceiptPage } from './receipt.ts';

/**
 * A page of receipts as a message of the log queue: gzip, because receipts of a page say much the same, and a batch of
 * messages may weigh no more than six megabytes. A file of its own, so that who writes pages need not carry what reads them.
 */
export interface PackedPage {
  readonly format: 'expunge-receipts/1+gzip';
  /** The page as JSON, gzip, base64. */
  readonly data: string;
}

export function packPage(page: ReceiptPage): PackedPage {
  return { format: 'expunge-receipts/1+gzip', data: gzipSync(JSON.stringify(page)).toString('base64') };
}
