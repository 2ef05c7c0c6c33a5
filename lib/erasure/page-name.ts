import { hash } from 'node:crypto';
import type { AnnouncedPage } from './page.ts';

/** How the log calls an attempt at a page, all attempts at it together, by the first, and the attempt before. */
export interface PageName {
  readonly page: string;
  readonly family: string;
  /** Its own where it repeats none. */
  readonly before: string;
}

/**
 * The range of timers tells two pages of one number apart, should the registry ever be restored to an older state. A
 * repeat covers the same range.
 */
export function pageName({ order, state }: Pick<AnnouncedPage, 'order' | 'state'>): PageName {
  const { cursor, plannedEnd, urgentEnd, page, first = page } = state;
  const range = hash('sha256', JSON.stringify([cursor, plannedEnd, urgentEnd]), 'base64url').slice(0, 8);
  const { action, shard } = order.name;
  const named = (number: number) => `${action}-${String(shard).padStart(2, '0')}-${number}-${range}`;
  return { page: named(page), family: named(first), before: named(Math.max(first, page - 1)) };
}
