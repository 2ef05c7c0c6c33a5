import type { Receipt } from '../../../lib/evidence/index.ts';
import { STAGES } from '../../../lib/evidence/statement.ts';
import { type Erasures, erasuresShown } from '../expected-erasures.ts';
import { type Check, type Findings, lastLook, listed } from './check.ts';

/** One erasure, one receipt: what the receipts say, against what the stores show. */
export function proofChecks(findings: Findings): readonly Check[] {
  return [receiptsMatch(findings), logHolds(findings), reportMatches(findings), onTime(findings)];
}

function receiptsMatch(findings: Findings): Check {
  const { receipts, ledger } = findings;
  const shown = erasuresShown(ledger, lastLook(findings));
  const groups = Map.groupBy(receipts.all, ({ dataset, rule }) => `${dataset} ${rule.id}`);
  const unproved = shown.filter(
    (erasures) => !isProved(erasures, groups.get(`${erasures.dataset} ${erasures.rule}`) ?? []),
  );
  const known = new Set(shown.map(({ dataset, rule }) => `${dataset} ${rule}`));
  const unfounded = [...groups]
    .filter(([name, group]) => !known.has(name) && recordsIn(group) > 0)
    .map(([name]) => name);
  const empty = receipts.all.filter(({ outcome, records }) => (outcome === 'erased') !== records > 0).length;
  const total = recordsIn(receipts.all);
  const wrong = [...unproved.map((one) => describe(one, groups.get(`${one.dataset} ${one.rule}`) ?? [])), ...unfounded];
  return {
    promise: 'P4',
    name: 'every erasure has exactly one receipt, and every receipt its erasures',
    ok: wrong.length === 0 && empty === 0 && receipts.repeated === 0,
    detail: `${receipts.all.length} receipts for ${total} erasures, compared with the stores by dataset, rule and subject; different: ${listed(wrong)}; written twice: ${receipts.repeated}`,
  };
}

function logHolds({ receipts, logs, certificates }: Findings): Check {
  const problems = logs.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const size = logs.reduce((sum, log) => sum + log.size, 0);
  const known = receipts.all.length + certificates.length;
  const last = logs.at(-1);
  return {
    promise: 'P4',
    name: 'the published log verifies, and holds the commitments of exactly these receipts and certificates',
    ok: last !== undefined && problems.length === 0 && receipts.missing === 0 && size === known,
    detail: `${size} entries in ${logs.map(({ origin }) => origin).join(', ') || 'no log'}, root ${last?.root.slice(0, 16) ?? 'none'}…; receipts ${receipts.all.length}, certificates ${certificates.length}, entries of neither ${receipts.missing}; wrong: ${listed(problems)}`,
  };
}

/** The report is counted as things are sealed; here the receipts and certificates are counted anew. */
function reportMatches({ receipts, certificates, report: { report } }: Findings): Check {
  const records = (action: string) => recordsIn(receipts.all.filter((one) => one.action === action));
  const stages = Map.groupBy(certificates, ({ stage }) => stage);
  const both: readonly (readonly [string, number, number])[] = [
    ['deleted', report.totals.deleted, records('delete')],
    ['anonymised', report.totals.anonymised, records('anonymise')],
    ['receipts', report.totals.receipts, receipts.all.length],
    ['late', report.totals.late, 0],
    ['cases late', report.cases.late, 0],
    ...STAGES.map((stage) => [stage, report.cases.certificates[stage], stages.get(stage)?.length ?? 0] as const),
    ['entries not published', report.proof.unpublished, 0],
  ];
  const wrong = both.filter(([, said, counted]) => said !== counted);
  return {
    promise: 'P4',
    name: 'the erasure report says what the receipts and certificates say',
    ok: wrong.length === 0,
    detail: `${report.from} to ${report.to}: ${report.totals.deleted} deleted, ${report.totals.anonymised} anonymised, ${report.totals.receipts} receipts; different: ${listed(wrong.map(([what, said, counted]) => `${what} (report ${said}, counted ${counted})`))}`,
  };
}

/**
 * In total, and spread over as many subjects in the same portions: a receipt names its subject by a reference that only
 * Expunge can compute, so portions are compared, not names.
 */
function isProved({ bySubject }: Erasures, receipts: readonly Receipt[]): boolean {
  const counts = [...bySubject.values()];
  const total = recordsIn(receipts);
  if (total < sum(counts.map(({ least }) => least)) || total > sum(counts.map(({ most }) => most))) return false;
  if (counts.some(({ least, most }) => least !== most)) return true;
  const portions = [...Map.groupBy(receipts, ({ subject }) => subject.ref).values()].map(recordsIn);
  return `${sorted(portions)}` === `${sorted(counts.map(({ least }) => least))}`;
}

function describe({ dataset, rule, bySubject }: Erasures, receipts: readonly Receipt[]): string {
  const counts = [...bySubject.values()];
  const [least, most] = [sum(counts.map((one) => one.least)), sum(counts.map((one) => one.most))];
  const range = least === most ? String(least) : `${least} to ${most}`;
  return `${dataset}/${rule} (stores ${range}, receipts ${recordsIn(receipts)})`;
}

function onTime({ receipts, registry, letters, parked, lines }: Findings): Check {
  const late = receipts.all.filter(({ due, verifiedAt }) => due !== null && verifiedAt > due).length;
  const stuck = registry.urgent.filter((timer) => timer.stuck !== undefined).length;
  const open = registry.cases.filter(({ state }) => state === 'open').length;
  const dead = [...letters.values()].flat().length;
  const faults = lines.filter((line) => line.includes('"level":"ERROR"') || line.startsWith('ERROR')).length;
  return {
    promise: 'P6',
    name: 'nothing is stuck, lost or late',
    ok: late + stuck + open + dead + parked + faults === 0,
    detail: `late receipts ${late}, stuck clusters ${stuck}, cases still open ${open} of ${registry.cases.length}, dead letters ${dead}, parked input ${parked}, faults logged ${faults}`,
  };
}

const recordsIn = (receipts: readonly Receipt[]): number => sum(receipts.map(({ records }) => records));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const sorted = (numbers: readonly number[]): number[] => numbers.filter((number) => number > 0).sort((a, b) => a - b);
