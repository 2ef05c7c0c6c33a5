import { notImplemented, S3Fault } from './fault.ts';

/**
 * The bytes a Range header asks for, both ends included; null where it is no byte range, which S3 ignores.
 * @throws S3Fault InvalidRange where nothing of it exists, NotImplemented for several ranges
 */
export function rangeOf(header: string | undefined, size: number): { first: number; last: number } | null {
  if (header === undefined) return null;
  if (/^bytes=.*,/.test(header)) throw notImplemented('several ranges in one request; neither does S3');
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header);
  const from = parts?.[1] ?? '';
  const to = parts?.[2] ?? '';
  if (from === '' && to === '') return null;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size) {
    throw new S3Fault('InvalidRange', 'The requested range is not satisfiable', { 'content-range': `bytes */${size}` });
  }
  return { first, last };
}
