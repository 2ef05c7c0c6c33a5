import { invalid } from './fault.ts';

/**
 * One page of a list. The token is the position of the next item: lists here are short and change only by
 * administration, so a position is stable enough.
 */
export function page<T>(items: readonly T[], limit: number, token: string | undefined): { items: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw invalid('The pagination token is not one this server gave.');
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length && { next: String(end) }) };
}
