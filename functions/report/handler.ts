import type { Clock } from '../../lib/clock.ts';
import {
  parsePeriod,
  periodsToReport,
  type ReporterDeps,
  type ReportFiles,
  writeReport,
} from '../../lib/report/index.ts';
import { answeringRefusals, type RefusedAnswer } from '../wiring/refusal.ts';

/** Lambda answers with 6 MB at most; in JSON some characters take more room than in their file. */
const LARGEST_ANSWER = 5_500_000;

export interface Reported {
  /** Where in the evidence bucket each report was put. */
  readonly folders: readonly string[];
}

export interface Answer {
  readonly folder: string;
  /** By name; null where they are too large to be answered with. */
  readonly files: ReportFiles['files'] | null;
}

export interface ReportDeps extends ReporterDeps {
  readonly clock: Clock;
}

/** Reports on the period that it is asked for, and answers with the files. Started by the schedule: on what is due by itself. */
export function createHandler({ clock, ...deps }: ReportDeps) {
  const answer = answeringRefusals(async ({ from, to }: { from?: unknown; to?: unknown }): Promise<Answer> => {
    const { folder, files } = await writeReport(deps, parsePeriod(from, to), clock.now());
    return { folder, files: Buffer.byteLength(JSON.stringify(files)) > LARGEST_ANSWER ? null : files };
  });
  return async (event: unknown): Promise<Answer | Reported | RefusedAnswer> => {
    const { from, to } = (event ?? {}) as { from?: unknown; to?: unknown };
    if (from !== undefined || to !== undefined) return answer({ from, to }, undefined);
    const folders: string[] = [];
    for (const period of periodsToReport(clock.now())) {
      folders.push((await writeReport(deps, period, clock.now())).folder);
    }
    return { folders };
  };
}
