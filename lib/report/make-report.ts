import { addUp, type Count, type DayCounts, type DueCount, type ErasureCount } from '../evidence/log/counts.ts';
import { isLate, type Margin } from '../evidence/log/margins.ts';
import { STAGES } from '../evidence/statement.ts';
import type { Plan } from '../policy/plan.ts';
import { ruleOf } from '../policy/plan-index.ts';
import type { Audit } from '../registry/index.ts';
import type { Backlog } from './backlog.ts';
import { type ByMargin, percentile } from './margin-words.ts';
import { daysOf, type Period } from './period.ts';
import { type Checkpoints, proofOf } from './proof.ts';
import type { Amounts, CaseReport, DriftReport, Lateness, PolicyReport, Report, RuleReport } from './report.ts';

/** What a report is made from. */
export interface Material {
  readonly period: Period;
  readonly madeAt: number;
  readonly days: readonly DayCounts[];
  readonly backlog: Backlog;
  readonly audits: readonly Audit[];
  readonly plan: Plan;
  readonly checkpoints: Checkpoints;
}

export function makeReport({ period, madeAt, days, backlog, audits, plan, checkpoints }: Material): Report {
  const within = days.filter(({ day }) => day >= period.from && day <= period.to);
  const counts = [...within.reduce((sums, day) => addUp(day.counts, sums), new Map<string, Count>()).values()];
  const byDay = new Map(within.map((day) => [day.day, day.counts]));
  return {
    format: 'expunge-report/1',
    ...period,
    madeAt: new Date(madeAt).toISOString(),
    totals: amountsOf(counts),
    lateness: latenessOf(counts),
    days: daysOf(period).map((day) => ({ day, ...amountsOf(byDay.get(day) ?? []) })),
    rules: rulesOf(counts, plan),
    cases: casesOf(counts),
    now: backlog,
    drift: audits.map(driftOf),
    policies: policiesOf(counts, plan),
    proof: proofOf(counts, checkpoints),
  };
}

function driftOf({ store, policy, endedAt, records, untracked, due, findings }: Audit): DriftReport {
  return { store, policy, auditedAt: new Date(endedAt).toISOString(), records, untracked, due, findings };
}

function amountsOf(counts: readonly Count[]): Amounts {
  const erasures = counts.filter((count) => count.of === 'erasure');
  const erased = erasures.filter(({ outcome }) => outcome === 'erased');
  const records = (some: readonly (ErasureCount | DueCount)[]) => sum(some, (one) => one.records);
  const receipts = (some: readonly ErasureCount[]) => sum(some, (one) => one.receipts);
  return {
    due: records(counts.filter((count) => count.of === 'due')),
    deleted: records(erased.filter(({ action }) => action === 'delete')),
    anonymised: records(erased.filter(({ action }) => action === 'anonymise')),
    late: records(erased.filter(({ margin }) => isLate(margin))),
    receipts: receipts(erasures),
    heldReceipts: receipts(erasures.filter(({ outcome }) => outcome === 'held')),
    absentReceipts: receipts(erasures.filter(({ outcome }) => outcome === 'absent')),
  };
}

function latenessOf(counts: readonly Count[]): Lateness {
  const erased = counts.filter((count) => count.of === 'erasure').filter(({ outcome }) => outcome === 'erased');
  const records = byMargin(erased, (one) => one.records);
  const at = (p: number) => percentile(records, p);
  return { records, p50: at(50), p90: at(90), p99: at(99), max: at(100) };
}

function rulesOf(counts: readonly Count[], plan: Plan): readonly RuleReport[] {
  const some = counts.filter((count) => count.of === 'erasure' || count.of === 'due');
  const rules = Map.groupBy(some, ({ policy, dataset, rule }) => [policy, dataset, rule].join('#'));
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, of]) => {
      const [policy = '', dataset = '', rule = ''] = name.split('#');
      return { policy, dataset, rule, clause: ruleOf(plan, dataset, rule)?.clause ?? null, ...amountsOf(of) };
    });
}

function casesOf(counts: readonly Count[]): CaseReport {
  const cases = counts.filter((count) => count.of === 'case');
  const erased = cases.filter(({ stage }) => stage === 'erased');
  const triggers = Map.groupBy(erased, ({ policy, trigger }) => `${policy}#${trigger}`);
  const late = erased.filter(({ margin }) => isLate(margin));
  const number = (some: typeof cases) => sum(some, (one) => one.cases);
  return {
    completed: [...triggers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, [first, ...rest]]) =>
        first === undefined
          ? []
          : [
              {
                policy: first.policy,
                trigger: first.trigger,
                cases: byMargin([first, ...rest], (one) => one.cases),
              },
            ],
      ),
    inTime: number(erased) - number(late),
    late: number(late),
    certificates: Object.fromEntries(
      STAGES.map((stage) => [stage, number(cases.filter((one) => one.stage === stage))]),
    ) as CaseReport['certificates'],
  };
}

function policiesOf(counts: readonly Count[], plan: Plan): readonly PolicyReport[] {
  const seen = counts.filter((count) => count.of === 'policy');
  const now = Object.values(plan.policies)
    .filter(({ id, digest }) => !seen.some((one) => one.policy === id && one.digest === digest))
    .map(({ id, version, digest }) => ({ policy: id, version, digest, entries: 0 }));
  return [...seen, ...now]
    .map(({ policy, version, digest, entries }) => {
      const current = plan.policies[policy];
      const { controller = null, zone = null } = current ?? {};
      return { policy, version, digest, controller, zone, entries, inForceNow: current?.digest === digest };
    })
    .sort((a, b) => (`${a.policy}#${a.version}` < `${b.policy}#${b.version}` ? -1 : 1));
}

function byMargin<T extends { readonly margin: Margin }>(some: readonly T[], amount: (one: T) => number): ByMargin {
  const sums: Record<string, number> = {};
  for (const one of some) sums[one.margin] = (sums[one.margin] ?? 0) + amount(one);
  return sums;
}

const sum = <T>(some: readonly T[], amount: (one: T) => number): number =>
  some.reduce((total, one) => total + amount(one), 0);
