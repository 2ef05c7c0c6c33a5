import { ExpungeError } from '../../errors.ts';
import type { DecisionRegistry } from '../desk-registry.ts';
import {
  ASKED_PREFIX,
  askedKey,
  caseKey,
  openCaseKey,
  parseDocketSortKey,
  REFUSED_CASES,
  refusedCaseKey,
  SUBJECT,
  subjectPartition,
} from '../keys.ts';
import type { Case, Decision, Subject } from '../model.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalId, legalRef } from './legal.ts';

const LAST = '\uffff';

export function decisionMethods(items: Items, before: Before): DecisionRegistry {
  const caseOf = (id: string) => items.get(caseKey(id)) as Case | undefined;
  /** As it was read, and nothing has become of it since. */
  const unchanged = (one: Case): Case | null => {
    const known = caseOf(one.id);
    return known?.state === one.state && known.deadline === one.deadline ? known : null;
  };
  const decided = (one: Case, decision: Decision): readonly Decision[] => [...(one.decisions ?? []), decision];
  const mark = ({ ref, policy, id, turn, forgetting: _not, unproved: _stale, ...marks }: Subject) => {
    const key = { pk: subjectPartition(ref), sk: SUBJECT };
    const known = items.get(key) as (Subject & { ttl?: number }) | undefined;
    if (known?.turn !== turn) {
      throw new ExpungeError('ANOTHER_WORKER', 'The marks of the subject have changed since they were read.');
    }
    // With an id it is remembered, and forgotten no more.
    const kept = id === undefined ? { id: known?.id, forgetting: known?.forgetting, ttl: known?.ttl } : { id };
    items.put(key, { ref, policy, ...kept, unproved: known?.unproved, ...marks, turn: (turn ?? 0) + 1 });
  };

  return {
    async refuseCase(waiting, refused, subject) {
      await before('refuseCase');
      legalId('ground', refused.code);
      insist(subject?.waiting?.includes(waiting.id) !== true, 'a refused case keeps its subject waiting');
      const known = unchanged(waiting);
      if (known?.state !== 'waiting') return false;
      if (subject !== null) mark(subject);
      const { id } = known;
      items.put(caseKey(id), { ...known, state: 'refused', refusedAt: refused.at, decisions: decided(known, refused) });
      items.delete(openCaseKey(known));
      items.put(refusedCaseKey({ id, refusedAt: refused.at }), {});
      return true;
    },

    async reopenCase(refused, granted, subject) {
      await before('reopenCase');
      insist(subject.id !== undefined, 'a case waits again for a subject that nobody knows');
      insist(subject.waiting?.includes(refused.id) === true, 'a case waits again, and its subject does not know');
      const known = unchanged(refused);
      if (known?.state !== 'refused' || known.refusedAt === undefined) return false;
      mark(subject);
      const { refusedAt, ...rest } = known;
      items.put(caseKey(known.id), { ...rest, state: 'waiting', decisions: decided(known, granted) });
      items.put(openCaseKey(known), {});
      items.delete(refusedCaseKey({ id: known.id, refusedAt }));
      return true;
    },

    async decideFee(id, fee) {
      await before('decideFee');
      legalId('case', id);
      const known = caseOf(id);
      if (known === undefined) return null;
      const one = { ...known, fee: known.fee ?? fee };
      items.put(caseKey(id), one);
      return one;
    },

    async refusedCases(after, limit) {
      await before('refusedCases');
      insist(limit > 0, `${limit} refused cases were asked for`);
      const rows = items.range(REFUSED_CASES, `${after}\u0000`, LAST, limit);
      const cases = rows.map(({ sk }) => parseDocketSortKey(sk)).map(({ case: id, at }) => ({ id, deadline: at }));
      return { cases, next: rows.length < limit ? null : (rows.at(-1)?.sk ?? null) };
    },

    async noteRequest(ref, asked) {
      await before('noteRequest');
      legalRef(ref);
      legalId('case', asked.case);
      items.put(askedKey(ref, asked), {});
    },

    async requests(ref) {
      await before('requests');
      legalRef(ref);
      const rows = items.range(subjectPartition(ref), ASKED_PREFIX, ASKED_PREFIX + LAST);
      return rows.map(({ sk }) => parseDocketSortKey(sk.slice(ASKED_PREFIX.length)));
    },
  };
}
