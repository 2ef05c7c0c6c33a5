import type { Checksum } from './request.ts';

/** What is kept about a version beside its bytes, as JSON. */
export interface Attributes {
  /** Response headers as they were given: content-type, cache-control, x-amz-meta-… */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | null;
}

const KEPT = new Set([
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
]);

/** Reads them from the headers of a write. */
export function attributesOf(
  given: Readonly<Record<string, string | undefined>>,
  checksum: Checksum | null,
): Attributes {
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    'x-amz-server-side-encryption': 'AES256',
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && (KEPT.has(name) || name.startsWith('x-amz-meta-'))) headers[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((one) => one.trim());
  const kept = encodings.filter((one) => one !== '' && one !== 'aws-chunked');
  delete headers['content-encoding'];
  if (kept.length > 0) headers['content-encoding'] = kept.join(',');
  return { headers, checksum };
}

export function parseAttributes(json: string): Attributes {
  return JSON.parse(json) as Attributes;
}

/** The headers about encryption, which answers to writes repeat. */
export function encryptionHeaders({ headers }: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );
}
