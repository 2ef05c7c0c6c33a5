import { CERTIFICATES, parseDocketSortKey } from '../keys.ts';
import { docketFrom, REFRESHES, refreshKey } from '../refresh-keys.ts';
import type { NotedRefresh, RefreshRegistry } from '../refreshes.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist } from './legal.ts';

const LAST = '\uffff';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export function refreshMethods(items: Items, before: Before): RefreshRegistry {
  return {
    async refreshes() {
      await before('refreshes');
      return items.range(REFRESHES, ' ', LAST).map(({ item }) => item as unknown as NotedRefresh);
    },

    async noteRefresh(refresh) {
      await before('noteRefresh');
      insist(INSTANT.test(refresh.refreshedAt), 'instants compare as texts only where all are written alike');
      insist(!refresh.dataset.includes('#'), 'the id of a dataset holds no #');
      const standing = items.get(refreshKey(refresh)) as NotedRefresh | undefined;
      if (standing !== undefined && standing.refreshedAt >= refresh.refreshedAt) return standing;
      items.put(refreshKey(refresh), { ...refresh });
      return refresh;
    },

    async certificatesAhead(after, limit) {
      await before('certificatesAhead');
      insist(limit > 0, `${limit} entries of the docket were asked for`);
      const rows = items.range(CERTIFICATES, docketFrom(after), LAST, limit);
      const last = rows.at(-1);
      return {
        entries: rows.map(({ sk }) => parseDocketSortKey(sk)),
        next: last === undefined || rows.length < limit ? null : { sortKey: last.sk },
      };
    },
  };
}
