import { caseKey, SUBJECT, subjectPartition, urgentSortKey } from '../keys.ts';
import type { Case, Subject } from '../model.ts';
import type { CaseRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalClusterName, legalOpening, legalUrgentTimer } from './legal.ts';
import { putUrgentTimer } from './timers.ts';

export function caseMethods(items: Items, shards: number, before: Before): CaseRegistry {
  const known = (id: string): Case => {
    const found = items.get(caseKey(id)) as Case | undefined;
    insist(found !== undefined, `there is no case ${id}`);
    return found;
  };
  const put = (one: Case): Case => {
    const tidy = { ...one, outstanding: asSet(one.outstanding), restricted: asSet(one.restricted) };
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
      put(opened);
      const key = { pk: subjectPartition(subject.ref), sk: SUBJECT };
      const { ref, policy, id, closure } = subject;
      const first = (items.get(key) as Subject | undefined)?.closure ?? closure;
      items.put(key, { ref, policy, id, closure: first });
      for (const timer of timers) putUrgentTimer(items, timer, shards);
      return true;
    },

    async case(id) {
      await before('case');
      return (items.get(caseKey(id)) as Case | undefined) ?? null;
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

    async endCase(id, state, at) {
      await before('endCase');
      const one = known(id);
      const is = one.outstanding.length > 0 ? 'open' : one.restricted.length > 0 ? 'restricted' : 'completed';
      if (is !== state) return;
      const since = `${state}At` as const;
      put({ ...one, state, [since]: one[since] ?? at });
    },
  };
}

function asSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
