import { S3Fault } from './fault.ts';

/** S3's limit, in bytes of UTF-8. */
const LONGEST_KEY = 1024;

/** @throws S3Fault KeyTooLongError */
export function checkKey(key: string | null): string {
  if (Buffer.byteLength(key ?? '') > LONGEST_KEY) throw new S3Fault('KeyTooLongError', 'Your key is too long');
  return key ?? '';
}
