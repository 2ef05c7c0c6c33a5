import { DateTime } from 'luxon';
import type { ReadPolicy } from '../read-policy.ts';

/** The instant at which a version begins to bind: the beginning of its day where it counts its days. Null: not known. */
export function effectiveFrom(read: ReadPolicy | undefined): number | null {
  if (read?.effective == null || read.zone === null) return null;
  return DateTime.fromISO(read.effective, { zone: read.zone }).toMillis();
}

/**
 * The versions of each policy, the oldest first, the active one last. What cannot be put in order is reported: a version
 * of a policy that is not active, one that came into force with another or after it, one that is named twice.
 */
export function orderVersions(
  active: readonly ReadPolicy[],
  earlier: readonly ReadPolicy[],
): ReadonlyMap<string, readonly ReadPolicy[]> {
  const ordered = new Map<string, ReadPolicy[]>();
  for (const read of active) if (read.file !== null) ordered.set(read.file.policy, [read]);
  const byAge = [...earlier].sort((a, b) => (effectiveFrom(b) ?? 0) - (effectiveFrom(a) ?? 0));
  for (const read of byAge) {
    if (read.file === null) continue;
    const versions = ordered.get(read.file.policy);
    const next = versions?.[0];
    if (versions === undefined || next === undefined) {
      read.report.error('POLICY_INVALID', ['policy'], {
        message: `this is an earlier version of \`${read.file.policy}\`, of which no version is active`,
        remedy: 'name the active version too, or take this file out',
      });
      continue;
    }
    const [from, until] = [effectiveFrom(read), effectiveFrom(next)];
    if (from === null || until === null) continue; // reported where it is written
    const same = versions.find(({ file }) => file?.version === read.file?.version);
    if (from >= until || same !== undefined) {
      read.report.error('POLICY_CONFLICT', same === undefined ? ['effective'] : ['version'], {
        message:
          same === undefined
            ? `this version does not come into force before version \`${next.file?.version}\` (${next.source.file.path})`
            : `version \`${read.file.version}\` stands in two files; the other is ${same.source.file.path}`,
        remedy: 'earlier versions keep their own version and date; only the newest of a policy is active',
      });
      continue;
    }
    versions.unshift(read);
  }
  return ordered;
}
