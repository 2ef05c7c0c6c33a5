import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseOrder as parseAdapt } from '../../functions/adapt/orders.ts';
import { parseOrder as parseCase } from '../../functions/case/orders.ts';
import { createHandler as createCertify } from '../../functions/certify/handler.ts';
import { parseOrder as parseHold } from '../../functions/hold/orders.ts';
import { parseOrder as parseOperate } from '../../functions/operate/orders.ts';
import { auditOrders } from '../../functions/sweep/audit-orders.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { shutDownOrders } from '../../functions/sweep/shut-down-orders.ts';
import { parseOrder as parseTell } from '../../functions/tell/orders.ts';
import { isErrorCode } from '../../lib/errors.ts';
import { parseCertificate } from '../../lib/evidence/certificate/certificate-file.ts';
import { parsePage } from '../../lib/evidence/receipt-page.ts';
import { parseNotice } from '../../lib/platforms/index.ts';
import { parseSecrets } from '../../lib/platforms/secrets.ts';
import { compile } from '../../lib/policy/index.ts';
import { parseEvent } from '../../lib/registry/index.ts';
import { createAuditingWorld } from '../auditing/auditing-world.ts';
import { createCertifyingWorld } from '../certifying/certifying-world.ts';
import { makeCertificate } from '../evidence/certificate/certificates.ts';
import { packed, receipt } from '../evidence/pages.ts';
import { busEvent, NOW } from '../functions/messages.ts';
import { files, INVENTORY, POLICY } from '../policy/sample.ts';
import { tellFigures } from '../support/figures.ts';
import { NO_PRIMITIVES } from './hostile.ts';

/*
 * A value that nothing can be compared with, and that has a length: whoever compares it before looking what it is throws,
 * and not one of our codes. At every entry, in the place of every member.
 */
type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** The value with each of its parts exchanged, one at a time. */
function* exchanged(value: Json): Generator<Json> {
  yield* NO_PRIMITIVES;
  if (value === null || typeof value !== 'object') return;
  const copy = (name: string, other: Json): Json =>
    Array.isArray(value)
      ? value.map((one, at) => (String(at) === name ? other : one))
      : { ...(value as object), [name]: other };
  for (const [name, inner] of Object.entries(value)) for (const other of exchanged(inner)) yield copy(name, other);
}

const at = '2026-03-01T00:00:00Z';
const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
const by = 'officer';
const about = { id: 'e', policy: 'shop', subject: 'li', receivedAt: at };
const key = { review_id: { S: 'r' } };
const hold = { id: 'h-1', on: { policy: 'shop', subject: 'li' }, ground: 'a', authority: 'Court', by };
const notice = {
  platform: 'tiktok',
  policy: 'shop',
  receivedAt: at,
  query: { a: 'b' },
  headers: { a: 'b' },
  body: '{}',
};
const certificate: Json = JSON.parse((await makeCertificate({ receipts: 1 })).text);

const event = (type: string) => (detail: Json) => parseEvent(busEvent(type, detail), NOW);
/** What a function answers where it refuses is thrown. */
const refusing = async (answer: Promise<object>): Promise<void> => {
  const { error } = (await answer) as { error?: object };
  if (error !== undefined) throw error;
};
const sweep = createSweep({
  ...{ tasks: [], registry: { walks: async () => [] }, clock: { now: () => NOW, sleep: async () => {} } },
  ...{ meter: { count: () => {} }, fault: () => {} },
  orders: {
    ...auditOrders(async () => createAuditingWorld().office),
    ...shutDownOrders({ shutDowns: async () => [], walk: async () => null }),
  },
});
const certifier = createCertifyingWorld().certifier();
/** Entries: what each is given, and what it makes of it. */
const ENTRIES: Readonly<Record<string, readonly [Json, (value: Json) => unknown]>> = {
  'an account’s end': [about, event('AccountClosed')],
  'a withdrawal': [{ ...about, categories: ['phone'], preconditions: { identity: 'T-1' } }, event('ConsentWithdrawn')],
  'a fulfilled purpose': [{ ...about, dataset: 'reviews', key }, event('PurposeFulfilled')],
  'a proof': [{ id: 'p', case: CASE, preconditions: { identity: 'T-1' }, metAt: at }, event('PreconditionsMet')],
  'stored data': [{ dataset: 'reviews', subject: 'li', key, times: { collected: at } }, event('PersonalDataStored')],
  'a consent': [
    { id: 'c', policy: 'shop', subject: 'li', categories: ['phone'], version: '1', evidence: 'T', givenAt: at },
    event('ConsentGiven'),
  ],
  'an order to case': [{ command: 'case meet', case: CASE, gate: 'identity', evidence: 'T-1', by }, parseCase],
  'a hold': [{ command: 'hold place', ...hold, reviewAt: at }, parseHold],
  'an order to operate': [{ command: 'receipts find', policy: 'shop', subject: 'li', after: null }, parseOperate],
  'an order to tell': [{ command: 'recipient confirm', case: CASE, recipient: 'insurer', by }, parseTell],
  'a day’s list': [
    {
      ...{ command: 'platform list', platform: 'wechat', app: 'wx1', date: '2026-03-01' },
      revocations: [{ subject: 'oaKk343WOktAaT2ygsX138BGblrg', codes: ['8'] }],
    },
    parseAdapt,
  ],
  'the start of an audit': [{ command: 'audit begin', store: 'logs' }, (order) => refusing(sweep(order))],
  'a restored store': [{ command: 'restore guard', dataset: 'logs', after: null }, (order) => refusing(sweep(order))],
  'the end of a service': [{ command: 'shut-down show', id: CASE }, (order) => refusing(sweep(order))],
  'a question after a case': [CASE, (asked) => refusing(createCertify({ certifier })({ case: asked }))],
  'a notice': [notice, (detail) => parseNotice(busEvent('PlatformNotice', detail), NOW)],
  'a secret': [{ clientSecret: 's' }, (secret) => parseSecrets('tiktok', JSON.stringify(secret))],
  'a certificate': [certificate, (text) => parseCertificate(JSON.stringify(text))],
  'a page of receipts': [
    { format: 'expunge-receipts/1', page: 'p', family: 'p', receipts: [receipt() as unknown as Json] },
    (page) => parsePage(packed(page)),
  ],
};

let inputs = 0;
afterAll(() => tellFigures('hostile-values-without-a-primitive', { kind: 'values without a primitive', inputs }));

describe('a value that nothing can be compared with', () => {
  it.each(Object.entries(ENTRIES))('is refused under a code, anywhere in %s', async (_, [sound, enter]) => {
    let refused = 0;
    for (const value of exchanged(sound)) {
      inputs++;
      const fault: unknown = await (async () => enter(value))().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (fault === null) continue;
      expect((fault as { code?: unknown }).code, `${JSON.stringify(value).slice(0, 2000)}: ${fault}`).toSatisfy(
        isErrorCode,
      );
      refused++;
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('is a problem of a policy or an inventory, with a place', () => {
    for (const [text, isPolicy] of [
      [POLICY, true],
      [INVENTORY, false],
    ] as const) {
      for (const value of exchanged(parse(text))) {
        inputs++;
        const spoilt = stringify(value);
        const { problems } = compile(isPolicy ? files(spoilt, INVENTORY) : files(POLICY, spoilt));
        expect(problems.filter(({ code }) => !isErrorCode(code))).toEqual([]);
      }
    }
  });
});
