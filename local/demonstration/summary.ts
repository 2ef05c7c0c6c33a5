import { STAGES, type Stage } from '../../lib/evidence/statement.ts';
import { type Check, due, type Findings } from './checks/index.ts';
import { leftToDo, restrictions } from './inspect.ts';
import type { Approvals } from './officer.ts';
import type { PublishedCertificate } from './published-certificates.ts';
import type { RegistryView } from './registry-view.ts';
import type { TriggerResult } from './triggers/perform.ts';

/** What a run showed. Every count of records was counted in the stores. */
export interface Summary {
  readonly subjects: number;
  /** Items, versions of objects and delete markers that were written. */
  readonly records: number;
  readonly approvals: Approvals;
  /** Seen with a tag for every rule that erases something of them. */
  readonly tagged: number;
  /** Had to be deleted or anonymised by the end. */
  readonly due: number;
  readonly deleted: number;
  /** Still there, without what made them personal, or without those of their fields that were due. */
  readonly anonymised: number;
  /** Of closed accounts, kept by a floor. */
  readonly restricted: number;
  /** Deleted or anonymised records whose erasure a strong read of the store confirmed. */
  readonly verifiedAbsent: number;
  readonly receipts: number;
  /** Entries of the logs of all years. */
  readonly logSize: number;
  /** Root of the newest log, hex. */
  readonly logRoot: string;
  /** Every published log is what its checkpoint says. */
  readonly logVerified: boolean;
  /** Certificates issued, of all stages. */
  readonly certificates: number;
  readonly certificatesByStage: Readonly<Record<Stage, number>>;
  /** As JSON and as a page, under the published keys. */
  readonly certificatesVerified: number;
  /** Cases whose next certificate is kept back, by kind of reason. */
  readonly certificatesRefused: Readonly<Record<string, number>>;
  /** One that goes as far as any, within `results`. Null: there is none. */
  readonly sampleCertificate: string | null;
  readonly stuck: number;
  readonly late: number;
  readonly casesOpened: number;
  readonly casesCompleted: number;
  /** Cases in which all has gone but what a floor keeps. */
  readonly casesRestricted: number;
  /** Have the digest they were written with. */
  readonly untouched: number;
  readonly seed: string;
  readonly days: number;
  readonly from: string;
  readonly until: string;
  readonly seconds: number;
  readonly policies: Readonly<Record<string, PolicyCounts>>;
  readonly results: string;
  /** Each trigger of each policy that has it, played by one subject: what became of it, and how long it took. */
  readonly triggers: readonly TriggerResult[];
  readonly checks: readonly Check[];
}

export interface PolicyCounts {
  readonly subjects: number;
  readonly closed: number;
  readonly records: number;
  readonly deleted: number;
  readonly anonymised: number;
  readonly restricted: number;
  readonly untouched: number;
}

export interface Circumstances {
  readonly days: number;
  readonly seconds: number;
  readonly results: string;
}

export function summarise(findings: Findings, checks: readonly Check[], around: Circumstances): Summary {
  const { population, registry, receipts, logs, certificates, tagging, ledger, looks } = findings;
  const policies = countByPolicy(findings);
  const total = (what: keyof PolicyCounts) => Object.values(policies).reduce((sum, counts) => sum + counts[what], 0);
  const lateRecords = new Set(
    looks.flatMap(({ verdicts }) => [...verdicts].filter(([, one]) => one.faults.includes('late')).map(([id]) => id)),
  );
  const lateReceipts = receipts.all.filter((one) => one.due !== null && one.verifiedAt > one.due);
  const cases = (state: string) => registry.cases.filter((one) => one.state === state).length;
  const last = looks.at(-1);
  const doneWith = [...ledger.entries.values()].filter((entry) => {
    const verdict = last?.verdicts.get(entry.id);
    return (
      verdict !== undefined && verdict.is !== 'untouched' && verdict.faults.length === 0 && verdict.done.length > 0
    );
  });
  return {
    subjects: population.subjects.length,
    records: ledger.entries.size,
    approvals: findings.approvals,
    tagged: tagging.tagged,
    due: due(findings),
    deleted: total('deleted'),
    anonymised: total('anonymised'),
    restricted: total('restricted'),
    verifiedAbsent: doneWith.length,
    receipts: receipts.all.length,
    logSize: logs.reduce((sum, log) => sum + log.size, 0),
    logRoot: logs.at(-1)?.root ?? '',
    logVerified: logs.length > 0 && logs.every(({ problem }) => problem === null),
    certificates: certificates.length,
    certificatesByStage: byStage(certificates),
    certificatesVerified: certificates.filter(({ problems }) => problems.length === 0).length,
    certificatesRefused: refusals(registry),
    sampleCertificate: sample(certificates),
    stuck: registry.urgent.filter(({ stuck }) => stuck !== undefined).length,
    late: lateRecords.size + lateReceipts.length,
    casesOpened: registry.cases.length,
    casesCompleted: cases('completed'),
    casesRestricted: cases('restricted'),
    untouched: total('untouched'),
    seed: population.seed,
    days: around.days,
    from: new Date(population.start).toISOString(),
    until: new Date(last?.at ?? population.start).toISOString(),
    seconds: Math.round(around.seconds * 10) / 10,
    policies,
    results: around.results,
    triggers: findings.triggers,
    checks,
  };
}

function byStage(certificates: readonly PublishedCertificate[]): Record<Stage, number> {
  const count = (stage: Stage) => certificates.filter((one) => one.stage === stage).length;
  return Object.fromEntries(STAGES.map((stage) => [stage, count(stage)])) as Record<Stage, number>;
}

function refusals({ cases }: RegistryView): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of cases.flatMap(({ refusal }) => [...new Set(refusal)])) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Of the latest stage there is, the one with the most receipts. */
function sample(certificates: readonly PublishedCertificate[]): string | null {
  const rank = (one: PublishedCertificate) => STAGES.indexOf(one.stage) * 1e6 + one.receipts.length;
  const [first] = [...certificates].sort((a, b) => rank(b) - rank(a));
  return first === undefined ? null : `certificates/${first.case}/${first.stage}.html`;
}

function countByPolicy({ population, ledger, looks }: Findings): Record<string, PolicyCounts> {
  const counts: Record<string, { -readonly [K in keyof PolicyCounts]: number }> = {};
  const of = (policy: string) => {
    const known = counts[policy] ?? {
      subjects: 0,
      closed: 0,
      records: 0,
      deleted: 0,
      anonymised: 0,
      restricted: 0,
      untouched: 0,
    };
    counts[policy] = known;
    return known;
  };
  const look = looks.at(-1);
  for (const { policy, id } of population.subjects) {
    of(policy).subjects++;
    if (ledger.closing({ policy, subject: id }) !== undefined) of(policy).closed++;
  }
  for (const entry of ledger.entries.values()) {
    const verdict = look?.verdicts.get(entry.id);
    if (look === undefined || verdict === undefined) continue;
    const count = of(entry.policy);
    count.records++;
    if (verdict.is === 'gone') count.deleted++;
    else if (verdict.is === 'anonymised') count.anonymised++;
    else count.untouched++;
    if (leftToDo(entry, verdict, ledger).length > 0 && restrictions(entry, verdict, ledger, look.at).length > 0)
      count.restricted++;
  }
  return counts;
}
