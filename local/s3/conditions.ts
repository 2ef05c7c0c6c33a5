import { notImplemented, S3Fault } from './fault.ts';
import type { Version } from './versions.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Conditions of a write, against what a plain GET would find; a delete marker counts as nothing.
 * @throws S3Fault PreconditionFailed, NoSuchKey (If-Match on nothing), NotImplemented (If-None-Match other than `*`)
 */
export function checkWrite(headers: Headers, current: Version | undefined): void {
  const there = current !== undefined && !current.marker ? current : undefined;
  const none = headers['if-none-match'];
  if (none !== undefined) {
    if (none !== '*') throw notImplemented('If-None-Match with an ETag on writes; neither does S3');
    if (there !== undefined) throw failed();
  }
  const match = headers['if-match'];
  if (match === undefined) return;
  if (there === undefined) throw new S3Fault('NoSuchKey', 'The specified key does not exist.');
  if (!matches(match, there.etag)) throw failed();
}

/** Conditions of a read (RFC 9110 §13.2.2). @throws S3Fault PreconditionFailed, NotModified */
export function checkRead(headers: Headers, version: Version, found: Readonly<Record<string, string>>): void {
  const seconds = Math.floor(version.modified / 1000);
  const match = headers['if-match'];
  if (match !== undefined) {
    if (!matches(match, version.etag)) throw failed();
  } else if (headers['if-unmodified-since'] !== undefined && seconds > secondsOf(headers['if-unmodified-since'])) {
    throw failed();
  }
  const none = headers['if-none-match'];
  const unchanged =
    none !== undefined
      ? matches(none, version.etag)
      : headers['if-modified-since'] !== undefined && seconds <= secondsOf(headers['if-modified-since']);
  if (unchanged) throw new S3Fault('NotModified', 'Not Modified', found);
}

function matches(condition: string, etag: string): boolean {
  return condition.split(',').some((one) => {
    const wanted = one.trim().replace(/^W\//, '').replaceAll('"', '');
    return wanted === '*' || wanted === etag;
  });
}

function secondsOf(date: string): number {
  return Date.parse(date) / 1000;
}

function failed(): S3Fault {
  return new S3Fault('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
}
