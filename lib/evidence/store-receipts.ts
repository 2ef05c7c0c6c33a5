import { ExpungeError } from '../errors.ts';
import type { ReceiptPage } from './receipt.ts';

/** Where evidence is kept: what is written once stays as it was written. */
export interface EvidenceStorage {
  /** Writes unless something is there. Durable when it returns. */
  putOnce(key: string, body: string): Promise<'stored' | 'was there'>;
}

/**
 * Keeps a page of receipts, once: a page's name is never given twice, so a message that comes again finds it there.
 * Where a page was worked on twice, both attempts are kept, and of two receipts with one id the earlier page's stands.
 * @throws ExpungeError MESSAGE_INVALID: not a page of receipts; nothing is stored and the message stays in its queue.
 */
export async function storeReceipts(message: string, storage: EvidenceStorage): Promise<'stored' | 'was there'> {
  const page = parsePage(message);
  const day = page.receipts[0]?.verifiedAt.slice(0, 10).replaceAll('-', '/');
  return storage.putOnce(`receipts/${day}/${page.page}.json`, message);
}

function parsePage(message: string): ReceiptPage {
  let page: Partial<ReceiptPage> | null = null;
  try {
    page = JSON.parse(message);
  } catch {}
  const isPage =
    page?.format === 'expunge-receipts/1' &&
    typeof page.page === 'string' &&
    /^(delete|anonymise)-\d\d-\d+-[\w-]{8}$/.test(page.page) &&
    Array.isArray(page.receipts) &&
    page.receipts.length > 0 &&
    page.receipts.every(
      (receipt) =>
        receipt?.format === 'expunge-receipt/1' &&
        typeof receipt.verifiedAt === 'string' &&
        /^\d{4}-\d\d-\d\dT/.test(receipt.verifiedAt),
    );
  if (isPage) return page as ReceiptPage;
  throw new ExpungeError(
    'MESSAGE_INVALID',
    'A message on the log queue is not a page of receipts. It stays in the queue.',
    {
      place: 'log queue',
    },
  );
}
