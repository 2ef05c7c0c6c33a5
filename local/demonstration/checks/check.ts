import type { Population } from '../../../examples/five-apps/population/index.ts';
import type { Look } from '../inspect.ts';
import type { Ledger } from '../ledger.ts';
import type { Approvals } from '../officer.ts';
import type { PublishedCertificate } from '../published-certificates.ts';
import type { PublishedLog } from '../published-log.ts';
import type { PublishedReport } from '../published-report.ts';
import type { Receipts } from '../receipts.ts';
import type { RegistryView } from '../registry-view.ts';
import type { TriggerResult } from '../triggers/perform.ts';
import type { FaultKind } from '../verdict.ts';

/** One promise, held against what the stores show. */
export interface Check {
  /** P1 to P7: docs/architecture.md, The promises. */
  readonly promise: string;
  readonly name: string;
  readonly ok: boolean;
  /** What was counted; names datasets and rules, never people. */
  readonly detail: string;
}

/** Everything the demonstration saw. */
export interface Findings {
  readonly population: Population;
  readonly ledger: Ledger;
  readonly approvals: Approvals;
  /** In order of time; the last one when the simulated time had passed. */
  readonly looks: readonly Look[];
  readonly tagging: Tagging;
  readonly registry: RegistryView;
  readonly receipts: Receipts;
  /** In order of time; one a year. */
  readonly logs: readonly PublishedLog[];
  readonly certificates: readonly PublishedCertificate[];
  readonly report: PublishedReport;
  /** Every line printed by a function; metrics are among them. */
  readonly lines: readonly string[];
  /** Messages in queues of failures, by queue. */
  readonly letters: ReadonlyMap<string, readonly string[]>;
  /** Objects of input that was set aside. */
  readonly parked: number;
  readonly repetition: Repetition;
  /** Every trigger of every policy, played by a subject of its own. */
  readonly triggers: readonly TriggerResult[];
}

export interface Tagging {
  /** Records seen with a tag for every rule that has something to erase in them. */
  readonly tagged: number;
  /** Records gone before anybody looked for their tags. */
  readonly unseen: number;
  readonly missing: number;
}

/** What doing everything once more changed. */
export interface Repetition {
  readonly events: number;
  readonly storesSame: boolean;
  readonly registrySame: boolean;
  readonly receiptsAdded: number;
}

export function lastLook({ looks }: Findings): Look {
  const last = looks.at(-1);
  if (last === undefined) throw new Error('Nobody has looked at the stores.');
  return last;
}

export interface Where {
  readonly closed?: boolean;
  readonly versions?: boolean;
}

/** Faults of these kinds at any look: `3 in shop-orders at 2026-05-01`. */
export function faults({ looks, ledger }: Findings, kinds: readonly FaultKind[], where: Where = {}): readonly string[] {
  const found = new Map<string, number>();
  for (const { at, verdicts } of looks) {
    for (const [id, verdict] of verdicts) {
      if (!verdict.faults.some((fault) => kinds.includes(fault))) continue;
      const entry = ledger.entries.get(id);
      if (entry === undefined) continue;
      if (where.closed !== undefined && (ledger.closing(entry) !== undefined) !== where.closed) continue;
      if (where.versions !== undefined && (entry.original.kind !== 'item') !== where.versions) continue;
      const place = `${entry.dataset} on ${new Date(at).toISOString().slice(0, 10)}`;
      found.set(place, (found.get(place) ?? 0) + 1);
    }
  }
  return [...found].map(([place, count]) => `${count} in ${place}`);
}

/** `nothing` for an empty list, else its beginning. */
export function listed(list: readonly string[]): string {
  if (list.length === 0) return 'nothing';
  const more = list.length > 6 ? ` and ${list.length - 6} more` : '';
  return `${list.slice(0, 6).join(', ')}${more}`;
}
