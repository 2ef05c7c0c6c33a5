import type { Evidence } from '../evidence.ts';
import type { ReceiptPage } from '../receipt.ts';
import type { DayCounts } from './counts.ts';
import { dayParts, type Family, MOST_ITEMS } from './log-heads.ts';
import { type DayOf, rollUp } from './rollup.ts';

/** Receipts in one commit, and so in one object: some ten megabytes. */
const MOST_RECEIPTS = 10_000;

/** What the next commit takes up. */
export interface Chunk {
  /** Pages that are done with when it is committed, those among them of which nothing is new. */
  readonly pages: readonly ReceiptPage[];
  /** In the order in which they are logged. */
  readonly receipts: readonly { readonly page: string; readonly receipt: Evidence }[];
  /** As they are after it, whole: only those that gained something. */
  readonly families: readonly Family[];
  readonly days: readonly DayCounts[];
  /** Receipts that were sealed already. */
  readonly dropped: number;
}

/**
 * Takes from the waiting pages, in order, what fits one commit, and leaves out what is sealed already: a page that comes
 * again as a whole, a repeated page's receipts whose ids its family has.
 * @param known the families of these pages as far as anything of them was sealed.
 * @param at origin and size of the log that they are added to.
 */
export function nextChunk(
  waiting: readonly ReceiptPage[],
  known: ReadonlyMap<string, Family>,
  at: { readonly origin: string; readonly size: number },
  dayOf: DayOf,
): Chunk {
  const families = new Map<string, Family>();
  let chunk: Chunk = { pages: [], receipts: [], families: [], days: [], dropped: 0 };
  for (const page of waiting) {
    const family = families.get(page.family) ?? known.get(page.family) ?? { name: page.family, pages: [] };
    const fresh = unsealed(page, family);
    const receipts = [...chunk.receipts, ...fresh.map((receipt) => ({ page: page.page, receipt }))];
    const first = at.size + chunk.receipts.length;
    if (fresh.length > 0) {
      const sealed = { page: page.page, origin: at.origin, first, ids: fresh.map(({ id }) => id) };
      families.set(family.name, { ...family, pages: [...family.pages, sealed] });
    }
    const next: Chunk = {
      pages: [...chunk.pages, page],
      receipts,
      families: [...families.values()],
      days: rollUp(fresh, { origin: at.origin, first }, dayOf, chunk.days),
      dropped: chunk.dropped + page.receipts.length - fresh.length,
    };
    if (chunk.pages.length > 0 && !fits(next)) break;
    chunk = next;
  }
  return chunk;
}

function fits({ receipts, families, days }: Chunk): boolean {
  return receipts.length <= MOST_RECEIPTS && families.length + dayParts(days) <= MOST_ITEMS;
}

function unsealed({ page, receipts }: ReceiptPage, { pages }: Family): Evidence[] {
  if (pages.some((sealed) => sealed.page === page)) return [];
  const ids = new Set(pages.flatMap((sealed) => sealed.ids));
  return receipts.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** Greater than the number of any page: it has fifteen digits at most. */
const AFTER_ALL = 1e15;

/**
 * Pages of one shard in the order of their numbers: of two receipts with one id the earlier page's is sealed. Statements
 * come after the receipts, in the order of their stages.
 */
export function inOrder(pages: readonly ReceiptPage[]): ReceiptPage[] {
  const numberOf = ({ page }: ReceiptPage) => {
    const [kind, second, third] = page.split('-');
    return kind === 'certify' ? AFTER_ALL + Number(second) : Number(third);
  };
  return [...pages].sort((a, b) => numberOf(a) - numberOf(b));
}
