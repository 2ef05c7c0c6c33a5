import { caseKey, docketKey, docketSoon, ESCALATED, NOTICES, parseDocketSortKey, startedBound } from '../keys.ts';
import type { Case, CaseRecipient, DocketEntry } from '../model.ts';
import type { Outbox } from '../outbox.ts';
import { escalatedKey, listedUntil, noticeKey, parseEscalatedSortKey } from '../outbox-keys.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalDocketEntry, legalId } from './legal.ts';

const LAST = ':';

export function outboxMethods(items: Items, before: Before): Outbox {
  const put = (entry: DocketEntry) => {
    legalDocketEntry(entry);
    items.put(noticeKey(entry), {});
  };
  const update = (id: string, who: string, change: (recipient: CaseRecipient) => CaseRecipient | null): Case | null => {
    legalId('case', id);
    const one = items.get(caseKey(id)) as Case | undefined;
    const known = one?.recipients.find((recipient) => recipient.id === who);
    const changed = known === undefined ? null : change(known);
    if (one === undefined || changed === null) return null;
    const next = { ...one, recipients: one.recipients.map((each) => (each.id === who ? changed : each)) };
    items.put(caseKey(id), { ...next });
    return next;
  };

  return {
    async putNotice(entry) {
      await before('putNotice');
      put(entry);
    },

    async noticesDue(now, limit) {
      await before('noticesDue');
      insist(limit > 0, `${limit} notices were asked for`);
      return items.range(NOTICES, '0', startedBound(now), limit).map(({ sk }) => parseDocketSortKey(sk));
    },

    async noticesWaiting(after, limit) {
      await before('noticesWaiting');
      insist(limit > 0, `a page of ${limit} notices was asked for`);
      const rows = items.range(NOTICES, `${after}\u0000`, LAST, limit);
      const entries = rows.map(({ sk }) => parseDocketSortKey(sk));
      return { entries, next: rows.length < limit ? null : (rows.at(-1)?.sk ?? null) };
    },

    async turnNotice(done, next) {
      await before('turnNotice');
      const coming = next === null ? null : { case: done.case, at: next };
      if (coming !== null) put(coming);
      if (coming !== null && noticeKey(coming).sk === noticeKey(done).sk) return;
      // A request of its own.
      await before('turnNotice');
      items.delete(noticeKey(done));
    },

    async beginTelling(id, recipient, { number, confirmBy, next }) {
      await before('beginTelling');
      insist(number >= 1, `attempts are numbered from 1, not ${number}`);
      return update(id, recipient, (known) =>
        known.skipped !== undefined || (known.attempts ?? 0) !== number - 1
          ? null
          : { confirmBy, ...known, attempts: number, next },
      );
    },

    async noteTold(id, recipient, { at, by, failure, next }) {
      await before('noteTold');
      return update(id, recipient, ({ failure: _before, ...known }) =>
        known.attempts === undefined
          ? null
          : {
              ...(at !== null && { toldAt: at }),
              ...(by !== undefined && { toldBy: by }),
              ...known,
              ...(failure !== null && { failure }),
              next,
            },
      );
    },

    async escalateRecipient(id, recipient, { at, by }) {
      await before('escalateRecipient');
      const one = items.get(caseKey(id)) as Case | undefined;
      const standing = one?.recipients.find((each) => each.id === recipient);
      if (standing === undefined || standing.skipped !== undefined) return null;
      const since = standing.escalatedAt ?? at;
      items.put(escalatedKey({ case: id, recipient, at: since }), { ttl: listedUntil(since) });
      // Requests of their own.
      await before('escalateRecipient');
      const escalated = update(id, recipient, (known) => ({
        escalatedAt: since,
        ...(by !== undefined && { escalatedBy: by }),
        ...known,
      }));
      if (escalated?.state !== 'completed') return escalated;
      await before('escalateRecipient');
      items.put(docketKey(docketSoon(id, at)), {});
      return escalated;
    },

    async escalatedRecipients(limit) {
      await before('escalatedRecipients');
      const rows = items.range(ESCALATED, '0', LAST).reverse().slice(0, limit);
      return rows.map(({ sk }) => parseEscalatedSortKey(sk));
    },
  };
}
