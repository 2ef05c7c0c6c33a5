import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BINDING_ITERATIONS, bindingDigest } from '../../../lib/evidence/binding.ts';
import { certificatePage, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import {
  appendEntries,
  canonicalJson,
  commit,
  EMPTY_EDGE,
  fromBase64,
  leafHash,
  toHex,
} from '../../../lib/evidence/log/index.ts';
import { CASE, LOG, makeCertificate, POLICY, SUBJECT } from './certificates.ts';

/** Whom somebody might look for: the true identifier is among them, whole and in the parts that a person is known by. */
const GUESSES = [SUBJECT, 'u-1001', '13800138000', '+8613800138000', 'u-1002'];

describe('a published log', () => {
  it('lets nobody recognise a leaf by guessing the identifier', async () => {
    const { certificate, entries, vkeys, keys } = await makeCertificate({ receipts: 5, others: 40 });
    const published = [...entries.values()].flat();
    const { files, root } = appendEntries(EMPTY_EDGE, published);
    // everything that the log publishes: entries, the hashes of leaves and nodes, the root
    const known = new Set([toHex(root), ...published.flatMap((entry) => [toHex(entry), toHex(leafHash(entry))])]);
    const bytes = Buffer.concat(files.map((file) => file.bytes)).toString('hex');

    // what anybody may know beside the log: its name and key, the policy, the form of receipts, even whole receipts
    const publicKeys = ['', POLICY, LOG, `${LOG}/2026`, ...vkeys, ...keys.map(({ id }) => id)];
    const evidence = [certificate.statement, ...certificate.receipts].map((proved) => proved.evidence);
    const unsalted = [new Uint8Array(32), new Uint8Array(32).fill(0xff)];
    const tried = GUESSES.flatMap((guess) => {
      const texts = [
        guess,
        `${guess}\n`,
        `${POLICY}${guess}`,
        `${POLICY}\0${guess}`,
        JSON.stringify([POLICY, guess]),
        JSON.stringify(['subject', POLICY, guess]),
        canonicalJson({ policy: POLICY, subject: guess }),
        ...['expunge-commitment/1\n', 'expunge-binding-salt/1\n', 'expunge-receipts-digest/1\n'].map(
          (at) => at + guess,
        ),
        ...evidence.map((one) => canonicalJson({ ...one, subject: guess })),
      ];
      const digests = texts.flatMap((text) => [
        createHash('sha256').update(text).digest(),
        ...publicKeys.map((key) => createHmac('sha256', key).update(text).digest()),
      ]);
      const salts = [...unsalted, ...digests];
      const commitments = evidence.flatMap((one) => salts.map((salt) => Buffer.from(commit(one, salt))));
      return [...digests, ...digests.map((digest) => Buffer.from(leafHash(digest))), ...commitments];
    });
    expect(tried.length).toBeGreaterThan(3_000);
    for (const one of tried) {
      expect(known.has(one.toString('hex'))).toBe(false);
      expect(bytes).not.toContain(one.subarray(0, 16).toString('hex')); // nor cut to a reference's 16 bytes
    }
    // that the search would find one: the very commitment, which takes the receipt's own salt
    const receipt = certificate.receipts[0];
    if (receipt === undefined) throw new Error('a receipt');
    const own = commit(receipt.evidence, fromBase64(receipt.salt) ?? new Uint8Array(0));
    expect(known.has(toHex(own))).toBe(true);
    expect(bytes).toContain(toHex(own));
  });

  it('has a certificate that is recognised with its salt, and only by the identifier itself', async () => {
    const { certificate, text, keys } = await makeCertificate();
    const { digest } = certificate.statement.evidence.subject.binding;
    const salt = fromBase64(certificate.bindingSalt ?? '') ?? new Uint8Array(0);
    const matches: boolean[] = [];
    for (const guess of GUESSES) {
      matches.push((await bindingDigest(POLICY, guess, salt, BINDING_ITERATIONS)) === digest);
      expect((await verifyCertificate(text, keys, { subject: guess })).ok).toBe(guess === SUBJECT);
    }
    expect(matches).toEqual(GUESSES.map((guess) => guess === SUBJECT));
    // without the salt, which the statement names by its digest alone, not even the true one is
    for (const other of [
      new Uint8Array(32),
      Buffer.from(certificate.statement.evidence.subject.binding.saltDigest, 'hex'),
    ]) {
      expect(await bindingDigest(POLICY, SUBJECT, other, BINDING_ITERATIONS)).not.toBe(digest);
    }
  });
});

describe('a certificate and its page', () => {
  it('hold no identifier, and no digest of one that needs no salt', async () => {
    const { text, certificate } = await makeCertificate({ receipts: 5, years: ['2026', '2027'] });
    for (const file of [text, certificatePage(certificate)]) {
      expect(file).toContain(CASE);
      for (const secret of [SUBJECT, 'u-1001', '13800138000']) {
        const digest = createHash('sha256').update(secret);
        const hidden = [...(['hex', 'base64', 'base64url'] as const).map((as) => digest.copy().digest(as))];
        for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), ...hidden]) {
          expect(file).not.toContain(form);
        }
      }
    }
  });
});
