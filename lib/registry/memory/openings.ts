import { ExpungeError } from '../../errors.ts';
import {
  caseKey,
  docketKey,
  docketSoon,
  fulfilledKey,
  openCaseKey,
  SUBJECT,
  subjectPartition,
  urgentSortKey,
} from '../keys.ts';
import { withDeadline } from '../marks.ts';
import type { Case, FulfilledRecord, Subject, UrgentTimer } from '../model.ts';
import { begun, type OpeningRegistry } from '../openings.ts';
import { firstNotice, noticeKey } from '../outbox-keys.ts';
import { tidyCase } from './cases.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalBeginning, legalId, legalOpening, legalRef, legalUrgentTimer } from './legal.ts';
import { fulfilledIn } from './subjects.ts';
import { putUrgentTimer } from './timers.ts';

type StoredSubject = Subject & { readonly ttl?: number };

export function openingMethods(items: Items, shards: number, before: Before): OpeningRegistry {
  const subjectKey = (ref: string) => ({ pk: subjectPartition(ref), sk: SUBJECT });
  const caseOf = (id: string) => items.get(caseKey(id)) as Case | undefined;
  const putCase = (one: Case) => items.put(caseKey(one.id), { ...tidyCase(one) });
  const unmoved = (subject: Subject) => {
    if ((items.get(subjectKey(subject.ref)) as StoredSubject | undefined)?.turn === subject.turn) return;
    throw new ExpungeError('ANOTHER_WORKER', 'The marks of the subject have changed since they were read.');
  };
  const mark = ({ ref, policy, id, turn = 0, forgetting: _not, unproved: _stale, ...marks }: Subject) => {
    const known = items.get(subjectKey(ref)) as StoredSubject | undefined;
    const kept =
      id === undefined
        ? { id: known?.id, forgetting: known?.forgetting, ttl: known?.ttl }
        : { id, forgetting: undefined, ttl: undefined };
    items.put(subjectKey(ref), { ref, policy, ...kept, unproved: known?.unproved, ...marks, turn: turn + 1 });
  };
  const place = (one: Case) => {
    if (one.completedAt === undefined) items.put(openCaseKey(one), {});
    else items.put(docketKey(docketSoon(one.id, one.completedAt)), {});
  };
  const setOff = (one: Case, timers: readonly UrgentTimer[]) => {
    for (const timer of timers) putUrgentTimer(items, timer, shards);
    const notice = firstNotice(one);
    if (notice !== null) items.put(noticeKey(notice), {});
  };
  const legalTimers = (timers: readonly UrgentTimer[]) => {
    timers.forEach(legalUrgentTimer);
    const keys = new Set(timers.map((timer) => `${timer.action}#${urgentSortKey(timer)}`));
    insist(keys.size === timers.length, 'a transaction writes the same timer twice');
  };

  return {
    async openCase(opened, subject, timers, fulfilled) {
      await before('openCase');
      legalOpening(opened, subject, timers, fulfilled);
      legalTimers(timers);
      if (caseOf(opened.id)) return false;
      unmoved(subject);
      putCase(opened);
      place(opened);
      mark(subject);
      if (fulfilled) items.put(fulfilledKey(subject.ref, fulfilled), { ...fulfilled });
      setOff(opened, timers);
      return true;
    },

    async meetGates(waiting, gates, then) {
      await before('meetGates');
      legalBeginning(waiting, gates, then);
      const known = caseOf(waiting.id);
      const isSame =
        known?.state === 'waiting' &&
        known.deadline === waiting.deadline &&
        JSON.stringify(known.gates) === JSON.stringify(waiting.gates);
      if (!isSame) return false;
      if (then === null) {
        putCase({ ...known, gates });
        return true;
      }
      legalTimers(then.timers);
      unmoved(then.subject);
      const next = begun(known, gates, then);
      putCase(next);
      items.delete(openCaseKey(known));
      place(next);
      mark(then.subject);
      setOff(next, then.timers);
      return true;
    },

    async setDeadline({ id, deadline }, next) {
      await before('setDeadline');
      legalId('case', id);
      const known = caseOf(id);
      const ended = known?.state === 'completed' || known?.state === 'refused';
      if (known === undefined || ended || known.deadline !== deadline) return false;
      // A request of its own, after the reads.
      await before('setDeadline');
      const moved = { ...known, deadline: next.at, provisional: next.provisional, calendar: next.calendar };
      putCase(moved);
      items.delete(openCaseKey(known));
      items.put(openCaseKey(moved), {});
      const subject = items.get(subjectKey(known.ref)) as StoredSubject | undefined;
      if (subject) {
        const marked = withDeadline(subject, id, next.at);
        if (marked !== subject) items.put(subjectKey(known.ref), { ...marked, turn: (subject.turn ?? 0) + 1 });
      }
      for (const record of fulfilledIn(items, known.ref)) {
        if (record.case === id) items.put(fulfilledKey(known.ref, record), { ...record, deadline: next.at });
      }
      return true;
    },

    async noteDoubt(id, doubt) {
      await before('noteDoubt');
      legalId('case', id);
      const known = caseOf(id);
      if (known === undefined) return null;
      const others = known.doubts.filter(({ at, what }) => at !== doubt.at || what !== doubt.what);
      putCase({ ...known, doubts: [...others, doubt] });
      return caseOf(id) ?? null;
    },

    async markSubject(subject) {
      await before('markSubject');
      legalRef(subject.ref);
      unmoved(subject);
      const { id: _stays, ...marks } = subject;
      mark(marks);
    },

    async removeFulfilled(ref, dataset, record) {
      await before('removeFulfilled');
      legalRef(ref);
      legalId('record hash', record);
      items.delete(fulfilledKey(ref, { dataset, record } satisfies Pick<FulfilledRecord, 'dataset' | 'record'>));
    },
  };
}
