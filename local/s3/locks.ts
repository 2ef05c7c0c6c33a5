import { S3Fault } from './fault.ts';
import { child, malformed, parseXml, textOf } from './xml.ts';

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** What keeps one version from being removed. */
export interface Lock {
  readonly lockMode: LockMode | null;
  /** ms; null without a mode */
  readonly retainUntil: number | null;
  readonly legalHold: boolean;
}

export const UNLOCKED: Lock = { lockMode: null, retainUntil: null, legalHold: false };

/** What a bucket puts on every new version. Years are calendar years, in UTC. */
export interface DefaultRetention {
  readonly mode: LockMode;
  readonly unit: 'Days' | 'Years';
  readonly count: number;
}

/**
 * Whether a version may be removed now (S3 User Guide, "Object Lock"): a legal hold always forbids it; COMPLIANCE forbids
 * it until its date, GOVERNANCE too unless the caller bypasses it.
 */
export function mayRemove(lock: Lock, now: number, bypass: boolean): boolean {
  if (lock.legalHold) return false;
  if (lock.lockMode === null || lock.retainUntil === null || lock.retainUntil <= now) return true;
  return lock.lockMode === 'GOVERNANCE' && bypass;
}

/** Whether a version's retention may be replaced: lengthened always, weakened only where it could be removed. */
export function mayRetain(
  lock: Lock,
  next: Pick<Lock, 'lockMode' | 'retainUntil'>,
  now: number,
  bypass: boolean,
): boolean {
  const lengthened = next.lockMode === lock.lockMode && (next.retainUntil ?? 0) >= (lock.retainUntil ?? 0);
  return lengthened || mayRemove({ ...lock, legalHold: false }, now, bypass);
}

/**
 * The lock of a new version: what its headers say, else what its bucket puts on every version.
 * @throws S3Fault InvalidRequest (no Object Lock on the bucket, no digest), InvalidArgument (a date gone by, half a retention)
 */
export function lockOfNew(
  headers: Readonly<Record<string, string | undefined>>,
  bucket: { readonly locking: boolean; readonly defaultRetention: DefaultRetention | null },
  guarded: boolean,
  now: number,
): Lock {
  const mode = headers['x-amz-object-lock-mode'];
  const until = headers['x-amz-object-lock-retain-until-date'];
  const hold = headers['x-amz-object-lock-legal-hold'];
  if (mode !== undefined || until !== undefined || hold !== undefined) {
    requireLocking(bucket);
    if (!guarded) {
      throw new S3Fault(
        'InvalidRequest',
        'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
      );
    }
  }
  if ((mode === undefined) !== (until === undefined)) {
    throw new S3Fault(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  const legalHold = hold === undefined ? false : holdOf(hold);
  if (mode !== undefined) return { lockMode: modeOf(mode), retainUntil: retainUntilOf(until, now), legalHold };
  if (bucket.defaultRetention === null) return { ...UNLOCKED, legalHold };
  return { lockMode: bucket.defaultRetention.mode, retainUntil: addRetention(now, bucket.defaultRetention), legalHold };
}

export function requireLocking(bucket: { readonly locking: boolean }): void {
  if (!bucket.locking) throw new S3Fault('InvalidRequest', 'Bucket is missing Object Lock Configuration');
}

export function modeOf(text: string | undefined): LockMode {
  if (text === 'GOVERNANCE' || text === 'COMPLIANCE') return text;
  throw text === undefined ? malformed() : new S3Fault('InvalidArgument', 'Unknown wormMode directive.');
}

export function holdOf(text: string | undefined): boolean {
  if (text === 'ON' || text === 'OFF') return text === 'ON';
  throw text === undefined ? malformed() : new S3Fault('InvalidArgument', 'Legal Hold must be either of ON or OFF');
}

export function retainUntilOf(text: string | undefined, now: number): number {
  const until = Date.parse(text ?? '');
  if (Number.isNaN(until)) {
    throw new S3Fault('InvalidArgument', 'The retain until date must be provided in ISO 8601 format');
  }
  if (until <= now) throw new S3Fault('InvalidArgument', 'The retain until date must be in the future!');
  return until;
}

/** The default retention in an ObjectLockConfiguration; null where it has none. @throws S3Fault MalformedXML */
export function defaultRetentionOf(configuration: string | undefined): DefaultRetention | null {
  if (configuration === undefined) return null;
  const document = parseXml(Buffer.from(configuration), 'ObjectLockConfiguration');
  if (textOf(document, 'ObjectLockEnabled') !== 'Enabled') throw malformed();
  const retention = child(child(document, 'Rule'), 'DefaultRetention');
  if (retention === undefined) return null;
  const days = textOf(retention, 'Days');
  const years = textOf(retention, 'Years');
  if ((days === undefined) === (years === undefined)) throw malformed();
  const count = Number(days ?? years);
  if (!Number.isInteger(count) || count < 1) {
    throw new S3Fault('InvalidArgument', 'Default retention period must be a positive integer value.');
  }
  return { mode: modeOf(textOf(retention, 'Mode')), unit: days === undefined ? 'Years' : 'Days', count };
}

function addRetention(now: number, { unit, count }: DefaultRetention): number {
  const date = new Date(now);
  if (unit === 'Days') date.setUTCDate(date.getUTCDate() + count);
  else date.setUTCFullYear(date.getUTCFullYear() + count);
  return date.getTime();
}
