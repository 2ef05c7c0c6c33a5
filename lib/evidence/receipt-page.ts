import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import { safeParse } from '../safe-parse.ts';
import { type Evidence, instantOf } from './evidence.ts';
import { receiptShape, statementShape } from './evidence-shapes.ts';
import { canonicalJson } from './log/commitment.ts';
import type { ReceiptPage } from './receipt.ts';
import { statementId } from './statement.ts';
import { statementPageName } from './statement-page.ts';

/** Decompressed. A full page has a tenth of that. */
const LARGEST_PAGE = 4_000_000;
/** Bytes of a receipt or statement in RFC 8785 JSON. */
const LARGEST_RECEIPT = 8192;
const MOST_RECEIPTS = 1000;
/** A page is worked in minutes. */
const LONGEST_PAGE = 48 * 3_600_000;

const pageName = z.string().check(z.regex(/^(delete|anonymise)-\d\d-\d{1,15}-[\w-]{8}$/));

const page = z.strictObject({
  format: z.literal('expunge-receipts/1'),
  page: pageName,
  family: pageName,
  receipts: z.array(receiptShape).check(z.minLength(1), z.maxLength(MOST_RECEIPTS)),
});

const statementPageShape = z
  .strictObject({
    format: z.literal('expunge-receipts/1'),
    page: z.string(),
    family: z.string(),
    receipts: z.tuple([statementShape]),
  })
  .check(
    z.refine(({ page: name, family, receipts: [statement] }) => {
      const isItsOwn = statement.id === statementId(statement.case, statement.stage);
      return isItsOwn && name === statementPageName(statement) && family === name;
    }),
  );

const packed = z.strictObject({ format: z.literal('expunge-receipts/1+gzip'), data: z.base64() });

/**
 * Reads a message of the log queue. All of a page or nothing: a page with one bad receipt is refused as a whole.
 * @throws ExpungeError MESSAGE_INVALID: not a packed page, too large when unpacked, a receipt or statement that is
 * malformed or larger than 8,192 bytes, a statement under a name that is not its own. It quotes nothing of it.
 */
export function parsePage(message: string): ReceiptPage {
  const { data } = read(packed, json(message), 'a packed page of receipts');
  const content = json(unpack(data));
  const found = isOfStatement(content)
    ? read(statementPageShape, content, 'a page with the statement it is named for')
    : read(page, content, 'a page of receipts');
  const evidence = found.receipts as readonly Evidence[];
  const times = evidence.map((one) => Date.parse(instantOf(one)));
  if (Math.max(...times) - Math.min(...times) > LONGEST_PAGE) throw invalid('its receipts are days apart');
  for (const one of evidence) {
    if (Buffer.byteLength(canonicalJson(one)) > LARGEST_RECEIPT) throw invalid('one of its receipts is too large');
  }
  return found as ReceiptPage;
}

function isOfStatement(content: unknown): boolean {
  const name = (content as { page?: unknown } | null)?.page;
  return typeof name === 'string' && name.startsWith('certify-');
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
  const result = safeParse(shape, value);
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
