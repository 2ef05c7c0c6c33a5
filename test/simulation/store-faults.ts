import { ExpungeError } from '../../lib/errors.ts';
import type { LogHeads } from '../../lib/evidence/log/log-heads.ts';
import type { Registry } from '../../lib/registry/index.ts';
import type { Scheduler } from './scheduler.ts';

type Method = keyof Registry;
type Call = (...args: unknown[]) => Promise<unknown>;

/** What is one transaction in the table: another one on any of its items makes the store refuse all of it. */
const TRANSACTIONS: ReadonlySet<Method> = new Set<Method>([
  ...(['openCase', 'meetGates', 'setDeadline', 'markSubject', 'endCase'] as const),
  ...(['certified', 'refused', 'refuseCase', 'placeHold'] as const),
]);

/** What is written in batches, of which the store may leave out any part. */
const BATCHES: ReadonlySet<Method> = new Set<Method>([
  'putTags',
  'putPlannedTimers',
  'putUrgentTimers',
  'removeUrgentTimers',
]);

/** Single writes: the client repeats one whose answer was lost, and what it tells is the answer to the repetition. */
const SINGLE_WRITES: ReadonlySet<Method> = new Set<Method>([
  ...(['announce', 'noteAttempt', 'rememberSubject', 'markForgetting', 'forgetSubject', 'removeTag'] as const),
  ...(['countDown', 'noteReceipt', 'releaseHold'] as const),
  ...(['confirmRecipient', 'beginTelling', 'noteTold', 'escalateRecipient', 'turnNotice'] as const),
]);

/** The registry as its table may behave although every request is right. What is read late is the twin's own affair. */
export function withStoreFaults<R extends Pick<Registry, Method>>(registry: R, scheduler: Scheduler): R {
  const methods = Object.entries(registry) as [Method, Call][];
  return Object.fromEntries(methods.map(([method, call]) => [method, faulty(method, call, scheduler)])) as unknown as R;
}

function faulty(method: Method, call: Call, { strikes, hit, draws }: Scheduler): Call {
  const what = `registry.${method}`;
  if (TRANSACTIONS.has(method)) {
    return async (...args) => {
      if (!strikes(0.04, 13)) return call(...args);
      hit('conflict', what);
      throw Object.assign(new Error(`${what}: conflict.`), { name: 'TransactionCanceledException' });
    };
  }
  if (BATCHES.has(method)) {
    return async (things) => {
      const all = things as readonly unknown[];
      if (all.length < 2 || !strikes(0.05, 14)) return call(all);
      hit('partly written', what);
      await call(all.filter((_, index) => draws(100 + index) < 0.5));
      throw new ExpungeError('STORE_UNAVAILABLE', `${what}: partly written.`);
    };
  }
  if (SINGLE_WRITES.has(method)) {
    return async (...args) => {
      const first = await call(...args);
      if (!strikes(0.02, 15)) return first;
      hit('tried twice', what);
      return call(...args);
    };
  }
  return call;
}

/** A commit of the log is a transaction too, and one that conflicts was not the first. */
export function withConflicts(heads: LogHeads, { strikes, hit }: Scheduler): LogHeads {
  return {
    ...heads,
    commit: async (commit) => {
      if (!strikes(0.04, 16)) return heads.commit(commit);
      hit('conflict', 'heads.commit');
      return false;
    },
  };
}
