import { hash } from 'node:crypto';
import type { Population } from '../../examples/five-apps/population/index.ts';

/** Bytes. `上海市` and an amount say nothing about anybody; whatever identifies is longer, or among the names. */
const SHORTEST = 10;
/** Instants and days are of nobody: the deadline of one account may be the birthday of another. */
const A_TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * What must be found in nothing that is published: every subject's id, plain and as an unsalted digest, every name and
 * number, and every value of a record, wherever in it, that belongs to one subject alone.
 */
export function personalValues({ items, identifying }: Pick<Population, 'items' | 'identifying'>): ReadonlySet<string> {
  const { ids, names, phones, numbers } = identifying;
  const owners = new Map<string, string | null>();
  for (const { item, subject } of items) {
    for (const text of textsIn(item)) {
      const owner = owners.get(text);
      owners.set(text, owner === undefined || owner === subject ? subject : null);
    }
  }
  const values = [...owners].flatMap(([text, owner]) => (owner !== null && isTelling(text) ? [text] : []));
  const digests = [...ids].flatMap((id) =>
    (['hex', 'base64', 'base64url'] as const).map((encoding) => hash('sha256', id, encoding)),
  );
  return new Set([...ids, ...digests, ...names, ...phones, ...numbers, ...values]);
}

const isTelling = (text: string): boolean => Buffer.byteLength(text) >= SHORTEST && !A_TIME.test(text);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
