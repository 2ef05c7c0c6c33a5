import { describe, expect, it } from 'vitest';
import { receiptsDigest, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { formatProof, parseProof } from '../../../lib/evidence/log/index.ts';
import { STAGES } from '../../../lib/evidence/statement.ts';
import { ed25519Signer, p256Signer, type Signer, signNote } from '../log/published-log.ts';
import { idOf } from '../pages.ts';
import { LOG, type Made, makeCertificate, SUBJECT, type Wanted } from './certificates.ts';
import { edited } from './edited.ts';

const problemsOf = async (made: Made, text = made.text, keys = made.keys) =>
  (await verifyCertificate(text, keys)).problems;
const named = async (wanted: Wanted) => {
  const found = await problemsOf(await makeCertificate(wanted));
  return found.map(({ code, where, message }) => `${code} ${where}: ${message}`);
};

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
    expect((await problemsOf(made, both))[0]?.message).toContain('witness.example');
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

describe('a false statement in the log', () => {
  const day = 86_400_000;
  const shift = (instant: string, by: number) => new Date(Date.parse(instant) + by).toISOString();

  it.each<[string, Wanted, string]>([
    [
      'too few receipts',
      { stated: (one) => ({ ...one, receipts: { ...one.receipts, count: 2 } }) },
      'receipts: The statement counts 2 receipts, and the file has 3.',
    ],
    [
      'other receipts',
      { stated: (one) => ({ ...one, receipts: { ...one.receipts, digest: '0'.repeat(64) } }) },
      'receipts: They are in the log, and they are not the ones that the statement counts.',
    ],
    [
      'another id',
      { stated: (one) => ({ ...one, id: idOf(3) }) },
      'statement: Its id is not that of its case and stage.',
    ],
    [
      'a moment before it was completed',
      { receipts: 0, stated: (one) => ({ ...one, statedAt: shift(one.completedAt, -1) }) },
      'statement: It was stated before the case was completed.',
    ],
    [
      'a moment before a receipt',
      { stated: (one) => ({ ...one, completedAt: shift(one.completedAt, -2), statedAt: shift(one.completedAt, -1) }) },
      'statement: It was stated before one of its receipts was verified.',
    ],
    [
      'an earlier end of the copies',
      { stated: (one) => ({ ...one, copiesGoneBy: shift(one.copiesGoneBy ?? '', -1) }) },
      'statement: When the copies are gone is not what the receipts say.',
    ],
    [
      'no copies',
      { stated: (one) => ({ ...one, copiesGoneBy: null }) },
      'statement: When the copies are gone is not what the receipts say.',
    ],
    [
      'final, with a copy left',
      { stage: 'final', stated: (one) => ({ ...one, statedAt: shift(one.copiesGoneBy ?? '', -1) }) },
      'statement: It is final, and a known copy had not expired yet.',
    ],
    [
      'final, with a recipient outstanding',
      { stage: 'final', stated: (one) => ({ ...one, recipients: [{ id: 'partner', confirmedAt: null }] }) },
      'statement: It is final, and a recipient had not confirmed yet.',
    ],
    [
      'beyond use, with no copy left',
      { stage: 'beyond-use', stated: (one) => ({ ...one, statedAt: one.copiesGoneBy ?? '' }) },
      'statement: It speaks of copies, and there were none any more.',
    ],
    [
      'beyond use, without copies',
      { stage: 'beyond-use', copies: false },
      'statement: It speaks of copies, and there were none any more.',
    ],
    [
      'a confirmation to come',
      { stated: (one) => ({ ...one, recipients: [{ id: 'partner', confirmedAt: shift(one.statedAt, day) }] }) },
      'statement: A recipient confirmed after it was stated.',
    ],
    [
      'a recipient twice',
      { stated: (one) => ({ ...one, recipients: [...one.recipients, ...one.recipients] }) },
      'statement: It names a recipient twice.',
    ],
    [
      'a receipt of another case',
      { receipt: (one, at) => (at === 1 ? { ...one, trigger: { kind: 'AccountClosed', case: 'another' } } : one) },
      'receipt 2: It is not a receipt of this case.',
    ],
    [
      'a receipt of no case',
      { receipt: (one, at) => (at === 2 ? { ...one, trigger: { kind: 'AccountClosed' } as never } : one) },
      'receipt 3: It is not a receipt of this case.',
    ],
    [
      'a receipt of another trigger',
      { stated: (one) => ({ ...one, trigger: 'ErasureRequested' }), receipts: 1 },
      'receipt 1: It has another trigger than the case.',
    ],
    [
      'a receipt of another policy',
      { receipt: (one, at) => (at === 0 ? { ...one, policy: { ...one.policy, id: 'shop' } } : one) },
      'receipt 1: It is of another policy than the case.',
    ],
    [
      'a receipt of another subject',
      { receipt: (one, at) => (at === 0 ? { ...one, subject: { ...one.subject, ref: idOf(5) } } : one) },
      'receipt 1: It is of another subject than the case.',
    ],
  ])('is found: %s', async (_, wanted, expected) => {
    expect(await named(wanted)).toEqual([`CERTIFICATE_INVALID ${expected}`]);
  });

  it('is not found in what is true: an old policy version, a second epoch, the very moment', async () => {
    const fine: Wanted[] = [
      { receipt: (one) => ({ ...one, policy: { ...one.policy, version: '2023-01-01', digest: 'e'.repeat(64) } }) },
      { receipt: (one, at) => (at === 0 ? { ...one, subject: { epoch: '2025', ref: idOf(5) } } : one) },
      { stage: 'final', stated: (one) => ({ ...one, statedAt: one.copiesGoneBy ?? '' }) },
      { stated: (one) => ({ ...one, statedAt: one.completedAt, recipients: [] }) },
    ];
    for (const wanted of fine) expect(await named(wanted)).toEqual([]);
  });

  it('is found where it was logged before what it counts, in another log, or under two checkpoints', async () => {
    const made = await makeCertificate({ receipts: 2, years: ['2026', '2027'] });
    const earlier = await makeCertificate({ receipts: 2, years: ['2027', '2026'] });
    expect((await problemsOf(earlier)).map(({ where, message }) => `${where}: ${message}`)).toEqual([
      expect.stringMatching(/^receipt 2: It does not come after/),
      'statement: It was logged before a receipt that it counts.',
    ]);
    const elsewhere = await makeCertificate({ receipts: 2, log: 'elsewhere.example' });
    const mixed = edited(made, ({ receipts }) => receipts.splice(0, 1, elsewhere.certificate.receipts[0] as never));
    expect(await problemsOf(made, mixed, [...made.keys, ...elsewhere.keys])).toContainEqual(
      expect.objectContaining({ where: 'receipt 1', message: expect.stringContaining('not a year of the log') }),
    );
    const larger = await makeCertificate({ receipts: 2, years: ['2026', '2027'], others: 40 });
    const grown = edited(made, ({ statement }) => Object.assign(statement, larger.certificate.statement));
    const older = edited({ ...made, text: grown }, ({ receipts }) => receipts.splice(0, 1));
    expect(await problemsOf(made, older)).toContainEqual(
      expect.objectContaining({ code: 'CHECKPOINT_INVALID', where: 'receipt 1' }),
    );
  });
});

describe('what is no certificate', () => {
  it.each<[string, string | ((text: string) => string), string]>([
    ['nothing', '', 'text'],
    ['no JSON', 'certificate', 'text'],
    ['another document', '{"format":"expunge-receipt/1"}\n', 'text'],
    ['another version', (text) => text.replace('certificate/1', 'certificate/2'), 'text'],
    ['a list', '[]\n', 'text'],
    ['null', 'null\n', 'text'],
    ['no newline at the end', (text) => text.trimEnd(), 'text'],
    ['two newlines', (text) => `${text}\n`, 'text'],
    ['a byte order mark', (text) => `\ufeff${text}`, 'text'],
    ['other white space', (text) => text.replace(',', ', '), 'text'],
    ['another spelling', (text) => text.replace('AccountClosed', '\\u0041ccountClosed'), 'text'],
    ['a member twice', (text) => text.replace('{', '{"bindingSalt":null,'), 'text'],
    ['a member more', (text) => text.replace('{', '{"a":1,'), 'text'],
    ['a prototype', (text) => text.replace('{', '{"__proto__":{},'), 'text'],
    ['half a character', (text) => text.replace('"proof":"', '"proof":"\\ud800'), 'text'],
    ['rounds without end', (text) => text.replace('200000', '99999999999'), 'text'],
    ['a page without data', '<!doctype html><p>', 'page'],
    ['a page cut off', '<!doctype html><script type="application/json" id="certificate">{', 'page'],
  ])('is refused: %s', async (_, change, where) => {
    const made = await makeCertificate();
    const text = typeof change === 'string' ? change : change(made.text);
    const { ok, stage, statement, problems, proved } = await verifyCertificate(text, made.keys);
    expect([ok, stage, statement, proved]).toEqual([false, null, null, []]);
    expect(problems).toMatchObject([{ where }]);
    expect(problems[0]?.code).toMatch(/^(CERTIFICATE|RECEIPT)_INVALID$/);
  });

  it('names the members that are wrong, and quotes nothing', async () => {
    const made = await makeCertificate();
    const text = edited(made, ({ receipts, statement }) => {
      Object.assign(receipts[2]?.evidence ?? {}, { records: 'li-lei' });
      Object.assign(statement.evidence, { deadline: 'li-lei' });
    });
    const [problem] = await problemsOf(made, text);
    expect(problem?.message).toContain('receipt 3: evidence.records');
    expect(problem?.message).toContain('statement.evidence.deadline');
    expect(problem?.message).not.toContain('li-lei');
  });
});
