import { describe, expect, it } from 'vitest';
import { receiptsDigest, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { formatProof, parseProof } from '../../../lib/evidence/log/index.ts';
import { STAGES } from '../../../lib/evidence/statement.ts';
import { ed25519Signer, p256Signer, type Signer, signNote } from '../log/published-log.ts';
import { idOf } from '../pages.ts';
import { LOG, type Made, makeCertificate, SUBJECT } from './certificates.ts';
import { edited } from './edited.ts';

const problemsOf = async (made: Made, text = made.text, keys = made.keys) =>
  (await verifyCertificate(text, keys)).problems;
describe('a certificate that is true', () => {
  const many = STAGES.flatMap((stage) =>
    [['2026'], ['2026', '2027']].flatMap((years) => [0, 1, 2, 5].map((receipts) => ({ stage, years, receipts }))),
  ).filter(({ stage, receipts }) => stage !== 'beyond-use' || receipts > 0);

  it.each(many)('holds: $stage, logs of $years, $receipts receipts', async (wanted) => {
    const { text, keys, certificate } = await makeCertificate(wanted);
    const verdict = await verifyCertificate(text, keys);
    expect(verdict.problems).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, stage: wanted.stage, statement: certificate.statement.evidence });
    const used = wanted.receipts > 1 ? wanted.years : wanted.years.slice(wanted.receipts === 1 ? 0 : -1);
    expect(verdict.logs.map(({ origin }) => origin)).toEqual(used.map((year) => `${LOG}/${year}`));
  });

  it('says what was proved and what cannot be, in English and Chinese', async () => {
    const { text, keys, vkeys, subject } = await makeCertificate({ years: ['2026', '2027'], receipts: 5 });
    const { proved, notProved, logs } = await verifyCertificate(text, keys, { subject });
    expect(proved).toEqual([
      `In the log ${LOG}/2026, at size 24, signed with the key ${keys[0]?.id}: receipts 1 to 3.`,
      `In the log ${LOG}/2027, at size 24, signed with the key ${keys[1]?.id}: this statement and receipts 4 to 5.`,
      'The statement counts exactly these 5 receipts: none was left out, added or changed since it was logged.',
      'By these receipts, every copy that the operator declared is gone by 2 Jan 2027, 02:00:41 UTC.',
      'The identifier given is that of the person whom the certificate is about.',
    ]);
    for (const word of [
      'told the truth',
      'physically destroyed',
      'no copies besides',
      'nobody else',
      'witness',
      'time',
    ]) {
      expect(notProved.join('\n')).toContain(word);
    }
    expect(logs).toMatchObject([
      { size: 24, signers: [vkeys[0]] },
      { size: 24, signers: [vkeys[1]] },
    ]);
    const chinese = await verifyCertificate(text, keys, { language: 'zh' });
    expect(chinese.proved).toHaveLength(4);
    for (const line of [...chinese.proved, ...chinese.notProved]) expect(line).toMatch(/\p{Script=Han}{3}/u);
  });

  it('says that nobody asked whose it is, or that nobody can', async () => {
    const { text, keys } = await makeCertificate();
    expect((await verifyCertificate(text, keys)).notProved[0]).toContain('was not given an identifier');
    const another = await verifyCertificate(text, keys, { subject: 'somebody else' });
    expect(another.ok).toBe(false);
    expect(another.notProved.join()).not.toContain('was not given an identifier');
    const destroyed = await makeCertificate({ epochDestroyed: true });
    expect(await verifyCertificate(destroyed.text, keys)).toMatchObject({ ok: true });
    expect((await verifyCertificate(destroyed.text, keys)).notProved[0]).toContain('was destroyed');
  });

  it('may come as bytes', async () => {
    const { text, keys } = await makeCertificate();
    expect(await verifyCertificate(Buffer.from(text), keys)).toMatchObject({ ok: true });
    const broken = Buffer.from(text);
    broken[60] = 0xff;
    expect((await verifyCertificate(broken, keys)).problems).toMatchObject([{ where: 'text' }]);
  });
});

describe('whose a certificate is', () => {
  it('shows with the identifier, and only with that one', async () => {
    const { text, keys, subject } = await makeCertificate();
    expect(await verifyCertificate(text, keys, { subject })).toMatchObject({ ok: true });
    for (const other of [`${subject} `, subject.slice(1), subject.toUpperCase(), '', '\ud800']) {
      const { ok, problems, proved } = await verifyCertificate(text, keys, { subject: other });
      expect([ok, proved]).toEqual([false, []]);
      expect(problems).toMatchObject([{ code: 'ANOTHER_SUBJECT', where: 'subject' }]);
      expect(JSON.stringify(problems)).not.toContain(SUBJECT);
    }
  });

  it('cannot be shown once the key of the epoch is destroyed', async () => {
    const { text, keys, subject } = await makeCertificate({ epochDestroyed: true });
    const { problems } = await verifyCertificate(text, keys, { subject });
    expect(problems).toMatchObject([{ code: 'EPOCH_DESTROYED', where: 'subject' }]);
  });

  it('cannot be shown with another salt, which is found without the identifier', async () => {
    const made = await makeCertificate();
    const text = edited(made, (certificate) => {
      certificate.bindingSalt = Buffer.alloc(32, 9).toString('base64');
    });
    expect(await problemsOf(made, text)).toMatchObject([{ code: 'CERTIFICATE_INVALID', where: 'bindingSalt' }]);
  });
});

describe('a certificate under keys', () => {
  it('is refused where a key is missing, another year’s, another log’s or another pair', async () => {
    const made = await makeCertificate({ years: ['2026', '2027'], receipts: 4 });
    const [first, second] = made.keys;
    if (first === undefined || second === undefined) throw new Error('two keys');
    const of = async (keys: (typeof first)[]) =>
      (await problemsOf(made, made.text, keys)).map(({ code, where }) => `${code} ${where}`);
    const older = ['SIGNATURE_INVALID receipt 1', 'SIGNATURE_INVALID receipt 2'];
    const newer = ['SIGNATURE_INVALID statement', 'SIGNATURE_INVALID receipt 3', 'SIGNATURE_INVALID receipt 4'];
    expect(await of([second])).toEqual(older);
    expect(await of([first])).toEqual(newer);
    const all = [newer[0], ...older, ...newer.slice(1)];
    expect(await of([])).toEqual(all);
    expect(await of([p256Signer('elsewhere.example/2026').key])).toEqual(all);
    expect(await of([ed25519Signer(first.name).key, ed25519Signer(second.name).key])).toEqual(all);
    const other = await makeCertificate({ log: 'elsewhere.example/aws-cn' });
    expect((await problemsOf(other, other.text, [first])).map(({ code }) => code)).toEqual(
      Array(4).fill('SIGNATURE_INVALID'),
    );
  });

  it('is refused with bytes in it that no key vouches for', async () => {
    const made = await makeCertificate();
    const extra = edited(made, ({ statement }) => {
      statement.proof = formatProof({ ...parseProof(statement.proof), extra: Uint8Array.of(1) });
    });
    expect(await problemsOf(made, extra)).toMatchObject([{ code: 'PROOF_INVALID', where: 'statement' }]);

    const witness = ed25519Signer('witness.example', 9);
    const signed = (...signers: Signer[]) => {
      const [text] = parseProof(made.certificate.statement.proof).checkpoint.split('\n\n');
      const checkpoint = signNote(`${text}\n`, ...signers);
      return edited(made, ({ statement, receipts }) => {
        for (const proved of [statement, ...receipts]) {
          proved.proof = formatProof({ ...parseProof(proved.proof), checkpoint });
        }
      });
    };
    const both = signed(p256Signer(`${LOG}/2026`), witness);
    expect((await problemsOf(made, both)).map(({ code }) => code)).toEqual(Array(4).fill('PROOF_INVALID'));
    expect((await problemsOf(made, both))[0]?.message).toMatch(/signed by key [0-9a-f]{8} too/);
    expect(await problemsOf(made, both, [...made.keys, witness.key])).toEqual([]);
  });
});

describe('receipts', () => {
  it('are refused where one is left out, repeated, swapped, exchanged or from another case', async () => {
    const made = await makeCertificate({ receipts: 4 });
    const another = await makeCertificate({ receipts: 4, receipt: (one) => ({ ...one, id: idOf(7), records: 99 }) });
    const places = async (change: Parameters<typeof edited>[1]) =>
      (await problemsOf(made, edited(made, change))).map(({ code, where }) => `${code} ${where}`);
    for (const at of [0, 1, 2, 3]) {
      expect(await places(({ receipts }) => receipts.splice(at, 1))).toEqual([
        'CERTIFICATE_INVALID receipts',
        // the last one says when the copies are gone
        ...(at === 3 ? ['CERTIFICATE_INVALID statement'] : []),
      ]);
      expect(await places(({ receipts }) => receipts.splice(at, 0, receipts[at] as never))).toEqual([
        `CERTIFICATE_INVALID receipt ${at + 2}`,
        'CERTIFICATE_INVALID receipts',
      ]);
      expect(await places(({ receipts }) => receipts.splice(at, 1, another.certificate.receipts[at] as never))).toEqual(
        [expect.stringContaining(`receipt ${at + 1}`), 'CERTIFICATE_INVALID receipts'],
      );
    }
    expect(await places(({ receipts }) => receipts.reverse())).toEqual([
      'CERTIFICATE_INVALID receipt 2',
      'CERTIFICATE_INVALID receipt 3',
      'CERTIFICATE_INVALID receipt 4',
      'CERTIFICATE_INVALID receipts',
    ]);
    expect(
      await places(({ receipts }) => {
        const [first, second] = receipts;
        if (first && second) [first.proof, second.proof] = [second.proof, first.proof];
      }),
    ).toEqual(['PROOF_INVALID receipt 1', 'PROOF_INVALID receipt 2']);
  });

  it('have a digest that was computed elsewhere', () => {
    // printf 'expunge-receipts-digest/1\n' | sha256sum, and with 32 bytes 01 and 32 bytes 02 after it
    expect(receiptsDigest([])).toBe('61fe6670adff12afb4b47eaef5a88d37b21e124b57e3537c000fd609b2ea8afa');
    const commitments = [1, 2].map((byte) => new Uint8Array(32).fill(byte));
    expect(receiptsDigest(commitments)).toBe('c355c27fba5614bf8dc514169cc5307ba0b317baebf72ca6ca00e8f186c39e25');
    expect(receiptsDigest(commitments.reverse())).not.toBe(
      'c355c27fba5614bf8dc514169cc5307ba0b317baebf72ca6ca00e8f186c39e25',
    );
  });
});
