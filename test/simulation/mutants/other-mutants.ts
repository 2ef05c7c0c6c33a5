import { isStatement } from '../../../lib/evidence/evidence.ts';
import type { ReceiptPage } from '../../../lib/evidence/index.ts';
import type { Commit } from '../../../lib/evidence/log/log-heads.ts';
import type { Plan, PlanRule } from '../../../lib/policy/plan.ts';
import type { Mutation } from '../world.ts';
import type { Mutant } from './mutant.ts';

const rules = (change: (rule: PlanRule) => PlanRule): Mutation => ({
  plan: (plan): Plan => ({
    ...plan,
    policies: Object.fromEntries(
      Object.entries(plan.policies).map(([id, policy]) => [
        id,
        {
          ...policy,
          rules: Object.fromEntries(Object.entries(policy.rules).map(([name, rule]) => [name, change(rule)])),
        },
      ]),
    ),
  }),
});
const pages = (change: (page: ReceiptPage) => ReceiptPage): Mutation => ({
  prove: (prove) => async (page) => {
    const changed = change(page);
    if (changed.receipts.length > 0) await prove(changed);
  },
});
const without = (outcome: 'absent' | 'erased' | 'held') =>
  pages((page) => ({ ...page, receipts: page.receipts.filter((one) => isStatement(one) || one.outcome !== outcome) }));

/** What breaks the proof, the stores and the promises themselves. */
export const otherMutants: readonly Mutant[] = [
  {
    name: 'verify skipped',
    breaks: 'what the store says it erased is not read back',
    mutation: () => ({ target: (target) => ({ ...target, stillPresent: async () => new Set() }) }),
  },
  { name: 'no receipts', breaks: 'what was erased is not proved', mutation: () => without('erased') },
  {
    name: 'repeated page gives no receipt',
    breaks: 'what an interrupted attempt erased is not proved',
    mutation: () => without('absent'),
  },
  {
    name: 'held cluster on a repeated page without receipt',
    breaks: 'what an interrupted attempt erased is not proved where there is a hold by now',
    mutation: () => without('held'),
  },
  {
    name: 'receipt id random',
    breaks: 'a page that comes again has other ids, and the log takes them for something else',
    mutation: () => {
      let made = 0;
      return pages((page) => ({
        ...page,
        receipts: page.receipts.map((one) => ({ ...one, id: Buffer.alloc(16, `${++made} `).toString('base64url') })),
      }));
    },
  },
  {
    name: 'receipts not durable',
    breaks: 'a page is forgotten while its receipts may still be lost',
    mutation: () => ({ prove: (prove) => async (page) => void (await prove(page).catch(() => {})) }),
  },
  {
    name: 'sealer ignores the other one',
    breaks: 'a commit that lost against another is taken for one that won',
    mutation: () => ({
      heads: (heads) => ({ ...heads, commit: async (commit) => (await heads.commit(commit)) || true }),
    }),
  },
  {
    name: 'sealer signs before CAS',
    breaks: 'a head is signed and shown before it is known whether it was committed',
    mutation: () => ({
      heads: (heads) => {
        let waiting: Commit[] = [];
        return {
          ...heads,
          read: async () => waiting.at(-1)?.head ?? heads.read(),
          commit: async (commit) => {
            if (commit.head.pending.length > 0) {
              waiting.push(commit);
              return true;
            }
            const late = waiting;
            waiting = [];
            for (const one of [...late, commit]) if (!(await heads.commit(one))) return false;
            return true;
          },
        };
      },
    }),
  },
  {
    name: 'sealed families forgotten',
    breaks: 'a page that comes twice is sealed twice',
    mutation: () => ({ heads: (heads) => ({ ...heads, families: async () => new Map() }) }),
  },
  {
    name: 'floor ignored',
    breaks: 'what the law still protects goes',
    mutation: () => rules((rule) => ({ ...rule, floor: null })),
  },
  {
    name: 'window ignored',
    breaks: 'erasing begins long before its time',
    mutation: () => rules((rule) => ({ ...rule, window: 4 * 86_400 })),
  },
  {
    name: 'period too short',
    breaks: 'a promise of twenty days is kept after two',
    mutation: () => rules((rule) => (rule.period === 'P20D' ? { ...rule, period: 'P2D' } : rule)),
  },
  {
    name: 'period too long',
    breaks: 'a promise of twenty days is kept after thirty',
    mutation: () => rules((rule) => (rule.period === 'P20D' ? { ...rule, period: 'P30D' } : rule)),
  },
  {
    name: 'clock that stands',
    breaks: 'a worker never notices that its lease has ended',
    mutation: () => ({
      clock: (clock) => {
        const begun = clock.now();
        return { ...clock, now: () => begun };
      },
    }),
  },
  {
    name: 'only the first page found',
    breaks: 'a subject with many records keeps the rest',
    mutation: () => ({
      target: (target) => ({
        ...target,
        async *find(scope) {
          for await (const page of target.find(scope)) {
            yield page.slice(0, 1);
            return;
          }
        },
      }),
    }),
  },
];
