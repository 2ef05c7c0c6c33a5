import { caseKey, docketKey, docketSoon, openCaseKey, SUBJECT, subjectPartition, urgentSortKey } from '../keys.ts';
import { type Case, MOST_NOTED, type Subject } from '../model.ts';
import { firstNotice, noticeKey } from '../outbox-keys.ts';
import type { CaseRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalClusterName, legalId, legalOpening, legalUrgentTimer } from './legal.ts';
import { putUrgentTimer } from './timers.ts';

export function caseMethods(items: Items, shards: number, before: Before): CaseRegistry {
  const known = (id: string): Case => {
    const found = items.get(caseKey(id)) as Case | undefined;
    insist(found !== undefined, `there is no case ${id}`);
    return found;
  };
  const put = (one: Case): Case => {
    const tidy = {
      ...one,
      outstanding: asSet(one.outstanding),
      restricted: asSet(one.restricted),
      receipts: asSet(one.receipts),
    };
    items.put(caseKey(one.id), tidy);
    return tidy;
  };

  return {
    async openCase(opened, subject, timers) {
      await before('openCase');
      legalOpening(opened, subject, timers);
      timers.forEach(legalUrgentTimer);
      const keys = new Set(timers.map((timer) => `${timer.action}#${urgentSortKey(timer)}`));
      insist(keys.size === timers.length, 'a transaction writes the same timer twice');
      if (items.get(caseKey(opened.id))) return false;
      put({ ...opened, recipients: [...opened.recipients].sort((a, b) => (a.id < b.id ? -1 : 1)) });
      if (opened.completedAt === undefined) items.put(openCaseKey(opened), {});
      else items.put(docketKey(docketSoon(opened.id, opened.completedAt)), {});
      const key = { pk: subjectPartition(subject.ref), sk: SUBJECT };
      const { ref, policy, id, closure } = subject;
      const first = (items.get(key) as Subject | undefined)?.closure ?? closure;
      items.put(key, { ref, policy, id, closure: first });
      for (const timer of timers) putUrgentTimer(items, timer, shards);
      const notice = firstNotice(opened);
      if (notice !== null) items.put(noticeKey(notice), {});
      return true;
    },

    async case(id) {
      await before('case');
      return (items.get(caseKey(id)) as Case | undefined) ?? null;
    },

    async cases(ids) {
      await before('cases');
      return [...new Set(ids)].flatMap((id) => (items.get(caseKey(id)) as Case | undefined) ?? []);
    },

    async countDown(id, cluster, to) {
      await before('countDown');
      legalClusterName(cluster);
      const { outstanding, restricted, ...rest } = known(id);
      const others = restricted.filter((name) => name !== cluster);
      return put({
        ...rest,
        outstanding: outstanding.filter((name) => name !== cluster),
        restricted: to === 'restricted' ? [...others, cluster] : others,
      });
    },

    async endCase(ended, state, at) {
      await before('endCase');
      const one = known(ended.id);
      insist(one.deadline === ended.deadline, 'a case is ended under another deadline than its own');
      const is = one.outstanding.length > 0 ? 'open' : one.restricted.length > 0 ? 'restricted' : 'completed';
      if (is !== state) return;
      const since = `${state}At` as const;
      put({ ...one, state, [since]: one[since] ?? at });
      items.put(docketKey(docketSoon(one.id, at)), {});
      if (state === 'completed') items.delete(openCaseKey(one));
    },

    async noteReceipt(id, receipt) {
      await before('noteReceipt');
      legalId('receipt', receipt);
      const one = known(id);
      if (one.receipts.length < MOST_NOTED) put({ ...one, receipts: [...one.receipts, receipt] });
    },

    async confirmRecipient(id, recipient, at, now, by) {
      await before('confirmRecipient');
      legalId('case', id);
      const one = items.get(caseKey(id)) as Case | undefined;
      const told = one?.recipients.some((known) => known.id === recipient && known.attempts !== undefined);
      if (one === undefined || !told) return one ?? null;
      const recipients = one.recipients.map((known) =>
        known.id === recipient ? { confirmedAt: at, ...(by !== undefined && { confirmedBy: by }), ...known } : known,
      );
      const confirmed = put({ ...one, recipients });
      if (confirmed.state !== 'completed') return confirmed;
      // A request of its own.
      await before('confirmRecipient');
      items.put(docketKey(docketSoon(id, now)), {});
      return confirmed;
    },
  };
}

function asSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
