import type { LogHeads } from '../evidence/log/log-heads.ts';
import type { LogStorage } from '../evidence/log/log-storage.ts';
import type { Plan } from '../policy/plan.ts';
import type { Registry } from '../registry/index.ts';
import { reportCsv } from './csv.ts';
import { reportPage } from './html/index.ts';
import { makeReport } from './make-report.ts';
import type { Period } from './period.ts';
import type { Checkpoints } from './proof.ts';
import { type ReportedRegistry, readBacklog } from './read-backlog.ts';
import type { Report } from './report.ts';

export interface ReporterDeps {
  readonly heads: Pick<LogHeads, 'read' | 'days'>;
  /** The published log. */
  readonly files: Pick<LogStorage, 'get'>;
  readonly registry: ReportedRegistry & Pick<Registry, 'audits'>;
  readonly shards: number;
  readonly plan: Plan;
  /** Keeps a file of a report under its path, in place of what was there. */
  readonly keep: (path: string, text: string) => Promise<void>;
}

/** A report as it is kept, by file name. */
export interface ReportFiles {
  /** Where: `reports/<from>_<to>/`. */
  readonly folder: string;
  readonly report: Report;
  readonly files: Readonly<Record<ReportFile, string>>;
}

export const REPORT_FILES = ['index.html', 'report.json', 'report.csv'] as const;
export type ReportFile = (typeof REPORT_FILES)[number];

/**
 * Makes a report and keeps its three files. Costs requests by the days of the period and by what is open, never by what
 * was erased. Repeatable: a later one takes the earlier one's place, and knows more.
 */
export async function writeReport(deps: ReporterDeps, period: Period, now: number): Promise<ReportFiles> {
  const { heads, registry, shards, plan, keep } = deps;
  const days = await heads.days(period.from, period.to);
  const origins = new Set(
    days.flatMap(({ counts }) => counts.flatMap((one) => (one.of === 'entry' ? one.origin : []))),
  );
  const head = await heads.read();
  if (head !== null) origins.add(head.origin);
  const checkpoints = await checkpointsOf(deps.files, [...origins]);
  const backlog = await readBacklog(registry, shards, plan, now);
  const audits = await registry.audits();
  const report = makeReport({ period, madeAt: now, days, backlog, audits, plan, checkpoints });
  const files = {
    'index.html': reportPage(report),
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
    'report.csv': reportCsv(period, days),
  };
  const folder = `reports/${period.from}_${period.to}/`;
  for (const name of REPORT_FILES) await keep(`${folder}${name}`, files[name]);
  return { folder, report, files };
}

/** The newest published checkpoint of each log. Read after the counts: so it covers them, unless they wait to be published. */
async function checkpointsOf(files: Pick<LogStorage, 'get'>, origins: readonly string[]): Promise<Checkpoints> {
  const found = await Promise.all(
    origins.map(async (origin): Promise<[string, string | null]> => {
      const file = await files.get(`${origin}/checkpoint`);
      return [origin, file === null ? null : new TextDecoder().decode(file.bytes)];
    }),
  );
  return new Map(found);
}
