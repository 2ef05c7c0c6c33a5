import * as z from 'zod/mini';
import type { Stage, Statement } from './statement.ts';

/* What evidence looks like, to the last member. Runs in a browser too. */

const text = z.string().check(
  z.maxLength(1024),
  z.refine((value) => value.isWellFormed()),
);
const id = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));
// `~<category>`, `!<rule>`: derived from the written ones for triggers
const rule = z.string().check(z.regex(/^[~!]?[a-z0-9-]{1,32}$/));
// 16 bytes in base64url have only one spelling: the last character holds two bits
const reference = z.string().check(z.regex(/^[\w-]{21}[AQgw]$/));
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
// 32 bytes in base64: the last character but one holds four bits
export const base64Of32 = z.string().check(z.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/));
const instant = z.iso.datetime({ precision: 3 });
const policy = z.strictObject({ id, version: text, digest: hash });

const STAGES = { erased: 'erased', 'beyond-use': 'beyond-use', final: 'final' } as const satisfies {
  [S in Stage]: S;
};
const MOST_ROUNDS = 10_000_000; // of PBKDF2: seconds, so that no file keeps its reader busy for hours

export const receiptShape = z.strictObject({
  format: z.literal('expunge-receipt/1'),
  id: reference,
  trigger: z.strictObject({ kind: text, case: z.optional(text) }),
  policy,
  rule: z.strictObject({ id: rule, clause: text }),
  subject: z.strictObject({ epoch: text, ref: reference }),
  dataset: id,
  categories: z.array(id),
  action: z.enum(['delete', 'anonymise']),
  records: z.int().check(z.minimum(0)),
  outcome: z.enum(['erased', 'absent', 'held']),
  due: z.nullable(instant),
  startedAt: instant,
  verifiedAt: instant,
  verification: z.strictObject({ method: text, result: z.enum(['absent', 'anonymous', 'not erased']) }),
  copiesGoneBy: z.nullable(instant),
  copies: z.optional(z.array(z.strictObject({ name: text, goneBy: instant })).check(z.minLength(1))),
});

export const statementShape = z.strictObject({
  format: z.literal('expunge-statement/1'),
  id: reference,
  stage: z.enum(STAGES),
  case: text,
  trigger: text,
  scope: z.union([
    z.strictObject({ kind: z.literal('account') }),
    z.strictObject({ kind: z.literal('categories'), categories: z.array(id).check(z.minLength(1)) }),
    z.strictObject({ kind: z.literal('record') }),
  ]),
  policy,
  subject: z.strictObject({
    epoch: text,
    ref: reference,
    binding: z.strictObject({
      iterations: z.int().check(z.minimum(1), z.maximum(MOST_ROUNDS)),
      digest: base64Of32,
      saltDigest: hash,
    }),
  }),
  receivedAt: instant,
  deadline: instant,
  restrictedAt: z.nullable(instant),
  completedAt: instant,
  statedAt: instant,
  copiesGoneBy: z.nullable(instant),
  refreshes: z.optional(
    z.array(z.strictObject({ dataset: id, copy: text, refreshedAt: instant, evidence: text })).check(z.minLength(1)),
  ),
  receipts: z.strictObject({ count: z.int().check(z.minimum(0)), digest: hash }),
  recipients: z.array(
    z.strictObject({
      id: text,
      toldAt: z.nullable(instant),
      confirmedAt: z.nullable(instant),
      escalatedAt: z.nullable(instant),
      skipped: z.nullable(z.strictObject({ because: z.enum(['law', 'own-authorisation']), why: text })),
    }),
  ),
}) satisfies z.ZodMiniType<Statement>;
