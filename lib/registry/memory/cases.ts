import { caseKey, docketKey, docketSoon, openCaseKey } from '../keys.ts';
import { type Case, MOST_NOTED } from '../model.ts';
import type { OpeningRegistry } from '../openings.ts';
import type { CaseRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalClusterName, legalId } from './legal.ts';

export function caseMethods(items: Items, before: Before): Omit<CaseRegistry, keyof OpeningRegistry> {
  const known = (id: string): Case => {
    const found = items.get(caseKey(id)) as Case | undefined;
    insist(found !== undefined, `there is no case ${id}`);
    return found;
  };
  const put = (one: Case): Case => {
    const tidy = tidyCase(one);
    items.put(caseKey(one.id), { ...tidy });
    return tidy;
  };

  return {
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
      if (one.state === 'waiting' || one.state === 'refused') return;
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

/** As the table gives it back: sets without repetition and in order. */
export function tidyCase(one: Case): Case {
  const doubts = [...one.doubts].sort((a, b) => a.at - b.at || (a.what < b.what ? -1 : 1));
  return {
    ...one,
    outstanding: asSet(one.outstanding),
    restricted: asSet(one.restricted),
    receipts: asSet(one.receipts),
    recipients: [...one.recipients].sort((a, b) => (a.id < b.id ? -1 : 1)),
    doubts,
  };
}

function asSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
