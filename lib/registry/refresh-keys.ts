import type { Refresh } from '../evidence/copies.ts';
import { type Key, startedBound } from './keys.ts';

/** The latest refresh of every copy. Ids of datasets hold no `#`; names of copies may. */
export const REFRESHES = 'K#refresh';

export const refreshKey = ({ dataset, copy }: Pick<Refresh, 'dataset' | 'copy'>): Key => ({
  pk: REFRESHES,
  sk: `${dataset}#${copy}`,
});

/** Where to begin reading the docket. Nothing sorts between a key and the same with a zero character behind it. */
export const docketFrom = (after: { readonly at: number } | { readonly sortKey: string }): string =>
  'at' in after ? startedBound(after.at) : `${after.sortKey}\u0000`;
