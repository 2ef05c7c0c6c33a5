import type { Subject, UrgentTimer } from '../../../lib/registry/index.ts';
import type { Mutant } from './mutant.ts';
import { of, workers } from './replacing.ts';

/** What breaks timers, tags, cases, subjects and budgets. */
export const registryMutants: readonly Mutant[] = [
  {
    name: 'day budget off',
    breaks: 'what is erased is taken off no budget: nothing would stop a mistake',
    mutation: () =>
      workers(() => ({
        takeBudget: async (name, { today, records }) => ({
          taken: true,
          brake: { ...name, step: 1, day: today, budget: records, left: records, before: [] },
        }),
      })),
  },
  {
    name: 'next timer not left behind',
    breaks: 'what stays has no timer any more',
    mutation: () => workers(() => ({ putPlannedTimers: async () => {} })),
  },
  {
    name: 'no second try',
    breaks: 'what failed, is held or was not seen yet gets no urgent timer',
    mutation: () => workers(() => ({ putUrgentTimers: async () => {} })),
  },
  {
    name: 'planned timer inserted behind the cursor',
    breaks: 'what is due now is put among the planned timers, where the cursor has passed',
    mutation: () =>
      of(['tag'], (registry) => ({
        putUrgentTimers: (timers) =>
          registry.putPlannedTimers(
            timers.map(({ nonce: _nonce, startAt, ...timer }) => ({ ...timer, startAt: startAt - 10 * 86_400_000 })),
          ),
      })),
  },
  {
    name: 'urgent timer deleted first',
    breaks: 'the urgent timers of a page go when it begins',
    mutation: () =>
      workers((registry) => {
        let page: readonly UrgentTimer[] = [];
        return {
          urgentTimers: async (name, range) => {
            page = await registry.urgentTimers(name, range);
            return page;
          },
          announce: async (name, next) => {
            const ours = await registry.announce(name, next);
            if (ours) await registry.removeUrgentTimers(page);
            return ours;
          },
        };
      }),
  },
  {
    name: 'urgent timer never deleted',
    breaks: 'what is done is done again for ever',
    mutation: () => workers(() => ({ removeUrgentTimers: async () => {} })),
  },
  {
    name: 'case counted down twice',
    breaks: 'a cluster that is done takes another one off its case',
    mutation: () =>
      workers((registry) => ({
        countDown: async (id, cluster, to) => {
          const one = await registry.countDown(id, cluster, to);
          const [other] = one.outstanding;
          return other === undefined ? one : registry.countDown(id, other, to);
        },
      })),
  },
  {
    name: 'case never counted down',
    breaks: 'a case stays open although all of it went',
    mutation: () =>
      workers((registry) => ({
        countDown: async (id, cluster) => (await registry.case(id)) ?? registry.countDown(id, cluster, 'erased'),
      })),
  },
  {
    name: 'late records dropped',
    breaks: 'what is due when it is first seen gets no timer',
    mutation: () => of(['tag'], () => ({ putUrgentTimers: async () => {} })),
  },
  {
    name: 'tombstone forgotten',
    breaks: 'data that come back for a closed account are taken for new',
    mutation: () => {
      const alive = (subject: Subject | null | undefined) => (subject?.id === undefined ? null : subject);
      return of(['tag', 'worker'], (registry) => ({
        subjects: async (refs) => new Map([...(await registry.subjects(refs))].filter(([, subject]) => alive(subject))),
        rememberSubject: async (subject) => {
          const { subject: known } = await registry.checkSubject(subject.ref);
          if (known !== null && known.id === undefined) {
            const { closure: _closure, withdrawn: _withdrawn, ...bare } = known;
            await registry.markSubject(bare);
          }
          return registry.rememberSubject(subject);
        },
      }));
    },
  },
  {
    name: 'subject never forgotten',
    breaks: 'the id stays when the last record has gone',
    mutation: () => workers(() => ({ forgetSubject: async () => true })),
  },
  {
    name: 'forgotten while records are left',
    breaks: 'the id goes although there are tags and records',
    mutation: () => ({
      ...workers((registry) => ({
        isTagged: async () => false,
        forgetSubject: async (ref, _mark, until) => {
          const { subject } = await registry.checkSubject(ref);
          return registry.forgetSubject(ref, subject?.forgetting ?? 0, until);
        },
      })),
      target: (target) => ({ ...target, any: async () => false }),
    }),
  },
  {
    name: 'nobody remembered',
    breaks: 'timers and tags name a subject that nobody knows',
    mutation: () => of(['tag'], () => ({ rememberSubject: async () => {} })),
  },
  {
    name: 'locator not kept',
    breaks: 'nobody knows where the records are that no search finds',
    mutation: () => of(['tag'], () => ({ putTags: async () => {} })),
  },
];
