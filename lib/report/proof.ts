import { parseCheckpoint } from '../evidence/log/checkpoint.ts';
import type { Count } from '../evidence/log/counts.ts';
import type { LogReport, ProofReport } from './report.ts';

/** Origin → the newest published checkpoint, as it is. Null: none was published. */
export type Checkpoints = ReadonlyMap<string, string | null>;

/** Where in which log the evidence of these counts is, and whether a published checkpoint covers it. */
export function proofOf(counts: readonly Count[], checkpoints: Checkpoints): ProofReport {
  const entries = counts.filter((count) => count.of === 'entry');
  const origins = [...new Set([...entries.map(({ origin }) => origin), ...checkpoints.keys()])].sort();
  const logs = origins.map((origin): LogReport => {
    const count = entries.find((one) => one.origin === origin);
    const text = checkpoints.get(origin) ?? null;
    return {
      origin,
      entries: count?.entries ?? 0,
      first: count?.first ?? null,
      last: count === undefined ? null : count.end - 1,
      checkpoint: text === null ? null : { size: sizeOf(text), text },
    };
  });
  return {
    logs,
    entries: logs.reduce((sum, one) => sum + one.entries, 0),
    unpublished: logs.reduce((sum, one) => sum + unpublishedOf(one), 0),
  };
}

/** At most: entries of other days may lie among those beyond the checkpoint. */
function unpublishedOf({ entries, last, checkpoint }: LogReport): number {
  if (last === null || checkpoint === null) return entries;
  return Math.min(entries, Math.max(0, last + 1 - checkpoint.size));
}

/** Its signature is for the reader to check, with a key from elsewhere. */
const sizeOf = (checkpoint: string): number => parseCheckpoint(`${checkpoint.split('\n\n')[0]}\n`).size;
