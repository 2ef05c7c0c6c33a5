import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import { canonicalJson } from './log/commitment.ts';
import type { ReceiptPage } from './receipt.ts';

/** Decompressed. A full page has a tenth of that. */
const LARGEST_PAGE = 4_000_000;
/** Bytes of a receipt in RFC 8785 JSON. */
const LARGEST_RECEIPT = 8192;
const MOST_RECEIPTS = 1000;
/** A page is worked in minutes. */
const LONGEST_PAGE = 48 * 3_600_000;

const text = z.string().check(
  z.maxLength(1024),
  z.refine((value) => value.isWellFormed()),
);
const id = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));
// 16 bytes in base64url have only one spelling: the last character holds two bits
const reference = z.string().check(z.regex(/^[\w-]{21}[AQgw]$/));
const instant = z.iso.datetime({ precision: 3 });
const pageName = z.string().check(z.regex(/^(delete|anonymise)-\d\d-\d{1,15}-[\w-]{8}$/));

const receipt = z.strictObject({
  format: z.literal('expunge-receipt/1'),
  id: reference,
  trigger: z.strictObject({ kind: text, case: z.optional(text) }),
  policy: z.strictObject({ id, version: text, digest: z.string().check(z.regex(/^[0-9a-f]{64}$/)) }),
  rule: z.strictObject({ id, clause: text }),
  subject: z.strictObject({ epoch: text, ref: reference }),
  dataset: id,
  action: z.enum(['delete', 'anonymise']),
  records: z.int().check(z.minimum(0)),
  outcome: z.enum(['erased', 'absent', 'held']),
  due: z.nullable(instant),
  startedAt: instant,
  verifiedAt: instant,
  verification: z.strictObject({ method: text, result: z.enum(['absent', 'anonymous', 'not erased']) }),
  copiesGoneBy: z.nullable(instant),
});

const page = z.strictObject({
  format: z.literal('expunge-receipts/1'),
  page: pageName,
  family: pageName,
  receipts: z.array(receipt).check(z.minLength(1), z.maxLength(MOST_RECEIPTS)),
});

const packed = z.strictObject({ format: z.literal('expunge-receipts/1+gzip'), data: z.base64() });

/**
 * Reads a message of the log queue. All of a page or nothing: a page with one bad receipt is refused as a whole.
 * @throws ExpungeError MESSAGE_INVALID: not a packed page, too large when unpacked, a receipt that is malformed or larger
 * than 8,192 bytes. It quotes nothing of it.
 */
export function parsePage(message: string): ReceiptPage {
  const { data } = read(packed, json(message), 'a packed page of receipts');
  const found = read(page, json(unpack(data)), 'a page of receipts') as ReceiptPage;
  const times = found.receipts.map(({ verifiedAt }) => Date.parse(verifiedAt));
  if (Math.max(...times) - Math.min(...times) > LONGEST_PAGE) throw invalid('its receipts are days apart');
  for (const one of found.receipts) {
    if (Buffer.byteLength(canonicalJson(one)) > LARGEST_RECEIPT) throw invalid('one of its receipts is too large');
  }
  return found;
}

function unpack(data: string): string {
  try {
    return gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: LARGEST_PAGE }).toString('utf8');
  } catch {
    throw invalid(`it cannot be unpacked, or has more than ${LARGEST_PAGE} bytes`);
  }
}

function json(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    throw invalid('it is not JSON'); // the parser's own message quotes it
  }
}

function read<T extends z.ZodMiniType>(shape: T, value: unknown, what: string): z.output<T> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const paths = result.error.issues.map(({ path }) =>
    path.map((step) => (typeof step === 'number' ? '#' : String(step))),
  );
  const fields = [...new Set(paths.map((path) => path.join('.') || 'the whole'))].slice(0, 5);
  throw invalid(`it is not ${what}: ${fields.join(', ')}`);
}

function invalid(why: string): ExpungeError {
  return new ExpungeError(
    'MESSAGE_INVALID',
    `A message on the log queue is refused as a whole: ${why}. It stays in the queue, and nothing of it is sealed.`,
    { place: 'log queue' },
  );
}
