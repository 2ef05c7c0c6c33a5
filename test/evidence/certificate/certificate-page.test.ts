import { describe, expect, it } from 'vitest';
import { certificatePage, formatCertificate, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { dataInPage } from '../../../lib/evidence/certificate/page/index.ts';
import words from '../../../lib/evidence/certificate/words.json' with { type: 'json' };
import { sayInstant, sayTime } from '../../../lib/evidence/certificate/words.ts';
import type { Statement } from '../../../lib/evidence/statement.ts';
import { CASE, LOG, makeCertificate, NOT_ASKED, POLICY } from './certificates.ts';

const pageOf = async (wanted: Parameters<typeof makeCertificate>[0] = {}) =>
  certificatePage((await makeCertificate(wanted)).certificate);

const visible = (page: string) =>
  page
    .replace(/<(style|script|title)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page of a certificate', () => {
  it('holds the deadline against what may go, and says when the law let the rest go', async () => {
    const kept = '2026-12-01T00:00:00.000Z';
    const stated = (one: Statement) => ({
      ...one,
      restrictedAt: kept,
      completedAt: '2027-06-01T00:00:00.000Z',
      statedAt: '2027-06-01T00:01:00.000Z',
    });
    const page = certificatePage((await makeCertificate({ stated })).certificate);
    expect(page).toContain('All gone but what the law keeps');
    expect(page).toContain('除依法留存外删除完毕');
    expect(page).toContain('within the deadline');
    expect(page).not.toContain('after the deadline');
  });

  it('is as true as its certificate, whose data it holds', async () => {
    const { certificate, text, keys, subject } = await makeCertificate({ years: ['2026', '2027'], receipts: 4 });
    const page = certificatePage(certificate);
    expect(await verifyCertificate(page, keys, { subject })).toMatchObject({ ok: true, problems: [] });
    expect(`${dataInPage(page)}\n`).toBe(text);
    expect(certificatePage(JSON.parse(text))).toBe(page);
  });

  it('names what people read and what was sealed apart', async () => {
    const { certificate, keys } = await makeCertificate();
    const page = certificatePage(certificate);
    const painted = page.replace('已删除，经核实不存在', '未删除');
    expect((await verifyCertificate(painted, keys)).problems).toMatchObject([
      { where: 'page', message: expect.stringMatching(/From byte \d+ on/) },
    ]);
    const forged = JSON.parse(formatCertificate(certificate));
    forged.receipts[1].evidence.records = 9;
    const places = (await verifyCertificate(certificatePage(forged), keys)).problems.map(({ where }) => where);
    expect(places).toEqual(['receipt 2']);
  });

  it('stands alone: runs nothing and asks nothing of any network', async () => {
    const page = await pageOf();
    expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script type="application/json" id="certificate">']);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page.replace(/<script.*?<\/script>/s, '')).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|\son\w+=/);
  });

  it('says the same in Chinese and English', async () => {
    const text = visible(await pageOf({ stage: 'beyond-use', receipts: 3 }));
    for (const said of [
      '个人信息删除证明 Certificate of erasure',
      '仅存于备份，已停止使用',
      'Beyond use in backups',
      '最迟于北京时间2026年12月31日10:00:41到期清除',
      'those copies are gone by 31 Dec 2026, 02:00:41 UTC',
      '注销账号 account closed',
      '期限内完成 within the deadline',
      '2 数据集 Data set weidandan-submissions 条款 Clause 2.1 处理结果 What was done 已删除，经核实不存在 deleted, found absent',
      '记录数 Records 2 核实时间（北京时间） Read back (UTC) 2026年11月25日10:00:41 25 Nov 2026, 02:00:41 日志序号 Log entry 5',
      '已匿名化，经核实不可识别',
      'confirmed 26 Nov 2026, 02:01:31 UTC',
      '个人信息处理者出具回执时所述属实',
      'that storage media were physically destroyed',
      '本页不能自证真实',
      CASE,
      `${LOG}/2026`,
      POLICY,
    ]) {
      expect(text).toContain(said);
    }
  });

  it('shows how far the case had come', async () => {
    const steps = async (wanted: Parameters<typeof pageOf>[0]) =>
      [...(await pageOf(wanted)).matchAll(/<li class="(past|here|ahead)"/g)].map(([, state]) => state);
    expect(await steps({})).toEqual(['here', 'ahead', 'ahead']);
    expect(await steps({ stage: 'beyond-use' })).toEqual(['past', 'here', 'ahead']);
    expect(await steps({ stage: 'final' })).toEqual(['past', 'past', 'here']);
    expect(await steps({ stage: 'final', copies: false })).toEqual(['past', 'ahead', 'here']);
  });

  it('says what is not as it should be', async () => {
    const late = await pageOf({ stated: (one) => ({ ...one, deadline: '2026-11-24T00:00:00.000Z' }) });
    expect(visible(late)).toContain('逾期完成 after the deadline');
    expect(visible(await pageOf())).toContain('已通知，尚未确认 told 23 Nov 2026, 02:01:00 UTC, has not confirmed yet');
    const recipients = (change: object) => (one: Statement) => ({
      ...one,
      recipients: [{ ...NOT_ASKED, id: 'a', ...change }],
    });
    const at = '2026-11-25T02:00:00.000Z';
    const unreached = visible(await pageOf({ stated: recipients({ escalatedAt: at }) }));
    expect(unreached).toContain('could not be told in time; left to a person 25 Nov 2026, 02:00:00 UTC');
    const silent = visible(await pageOf({ stated: recipients({ toldAt: at, escalatedAt: at }) }));
    expect(silent).toContain('已通知，逾期未确认；北京时间2026年11月25日10:00:00转人工处理');
    const authorised = { because: 'own-authorisation', why: 'an account of its own' };
    expect(visible(await pageOf({ stated: recipients({ skipped: authorised }) }))).toContain(
      'was not told: the person authorised it independently (an account of its own)',
    );
    const held = await pageOf({
      receipt: (one, at) => ({ ...one, outcome: (['held', 'absent'] as const)[at % 2] ?? 'held' }),
    });
    expect(visible(held)).toContain('suspended by a legal hold after an interrupted attempt');
    expect(visible(held)).toContain('前次操作中断，再次核实时已无数据');
    expect(visible(await pageOf({ receipts: 0, copies: false, stage: 'final' }))).toContain('nothing was found');
    expect(visible(await pageOf({ epochDestroyed: true }))).toContain('相应时期的密钥在证明出具前已销毁');
    const unknown = await pageOf({ stated: (one) => ({ ...one, trigger: 'Comet' }), receipts: 0 });
    expect(visible(unknown)).toContain('Comet');
  });

  it('lets no text out of its place', async () => {
    const clause = `</script><img src=x onerror="alert('1')">&`;
    const { certificate, keys, text } = await makeCertificate({
      receipt: (one) => ({ ...one, rule: { id: 'account', clause } }),
    });
    const page = certificatePage(certificate);
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(visible(page)).toContain('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;');
    expect(await verifyCertificate(page, keys)).toMatchObject({ ok: true });
    expect(await verifyCertificate(text, keys)).toMatchObject({ ok: true });
  });

  it('shows a certificate whose proofs nobody can read', async () => {
    const { certificate } = await makeCertificate();
    const broken = { ...certificate, statement: { ...certificate.statement, proof: 'none' } };
    expect(visible(certificatePage(broken))).toContain('—');
  });
});

describe('the words of a certificate', () => {
  it.each(Object.entries(words))('are there in both languages: %s', (_, { en, zh }) => {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/[a-z]/i);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/[,;!?]/); // Chinese has its own
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect(names(zh)).toEqual(names(en));
  });

  it('give instants in Beijing time and in UTC', () => {
    const instant = '2026-12-31T16:00:00.000Z';
    expect(sayInstant(instant, 'zh')).toBe('北京时间2027年1月1日00:00:00');
    expect(sayInstant(instant, 'en')).toBe('31 Dec 2026, 16:00:00 UTC');
    expect(sayTime('2026-02-03T04:05:06.789Z', 'en')).toBe('3 Feb 2026, 04:05:06');
  });
});
