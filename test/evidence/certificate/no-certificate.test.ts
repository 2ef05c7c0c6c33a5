import { describe, expect, it } from 'vitest';
import { verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { makeCertificate } from './certificates.ts';
import { edited } from './edited.ts';

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

  it('is refused as bytes that a careless reader takes for others', async () => {
    const clause = '\ufffd';
    const made = await makeCertificate({ receipt: (one) => ({ ...one, rule: { id: 'account', clause } }) });
    const bytes = Buffer.from(made.text);
    expect(await verifyCertificate(bytes, made.keys)).toMatchObject({ ok: true });
    const broken = Buffer.from(bytes);
    broken[bytes.indexOf(clause) + 2] = 0xff;
    const marked = Buffer.concat([Buffer.from('\ufeff'), bytes]);
    for (const wrong of [broken, marked]) {
      expect((await verifyCertificate(wrong, made.keys)).problems).toMatchObject([{ where: 'text' }]);
    }
  });

  it('names the members that are wrong, and quotes nothing', async () => {
    const made = await makeCertificate();
    const text = edited(made, ({ receipts, statement }) => {
      Object.assign(receipts[2]?.evidence ?? {}, { records: 'li-lei' });
      Object.assign(statement.evidence, { deadline: 'li-lei' });
    });
    const [problem] = (await verifyCertificate(text, made.keys)).problems;
    expect(problem?.message).toContain('receipt 3: evidence.records');
    expect(problem?.message).toContain('statement.evidence.deadline');
    expect(problem?.message).not.toContain('li-lei');
  });
});
