import type { Refresh } from '../evidence/copies.ts';
import type { DocketEntry } from './model.ts';

/** A refresh of a backup as it is kept: the latest of each copy, an item each, `K#refresh` / dataset#copy. */
export interface NotedRefresh extends Refresh {
  /** Of the event that told of it. */
  readonly id: string;
  /** The role that said so, where a person did. */
  readonly by?: string;
}

/** What is known of backups that were made anew. Nobody's: no item of it has anything of a subject. */
export interface RefreshRegistry {
  /** The latest of each copy. */
  refreshes(): Promise<readonly NotedRefresh[]>;
  /** Keeps a refresh, unless a later one of the same copy is known. @returns the one that stands. */
  noteRefresh(refresh: NotedRefresh): Promise<NotedRefresh>;
  /** Entries of the docket whose time is after an instant, in order. `next`: `after` of the page behind; null: there is none. */
  certificatesAhead(
    after: { readonly at: number } | { readonly sortKey: string },
    limit: number,
  ): Promise<{ readonly entries: readonly DocketEntry[]; readonly next: { readonly sortKey: string } | null }>;
}
