import { describe, expect, it } from 'vitest';
import type { Audit } from '../../lib/registry/index.ts';
import { reportPage } from '../../lib/report/html/index.ts';
import { makeReport } from '../../lib/report/make-report.ts';
import { material } from './sample.ts';

const audit: Audit = {
  store: 'weidandan-logs',
  policy: 'weidandan',
  pass: 3,
  begunAt: Date.parse('2026-11-20T02:00:00Z'),
  endedAt: Date.parse('2026-11-20T02:07:00Z'),
  records: 12_000,
  untracked: 2,
  due: 1,
  held: 0,
  undated: 0,
  ownerless: 0,
  findings: [
    { kind: 'undeclared', attribute: '<ip>', category: null, count: 40 },
    { kind: 'prohibited', attribute: 'note', category: 'id-card', count: 3 },
  ],
};

describe('drift in a report', () => {
  it('is what the last audit of each store came to: names and numbers [B-07, D-39, R-28]', () => {
    const report = makeReport(material({ audits: [audit] }));
    expect(report.drift).toEqual([
      {
        store: 'weidandan-logs',
        policy: 'weidandan',
        auditedAt: '2026-11-20T02:07:00.000Z',
        records: 12_000,
        untracked: 2,
        due: 1,
        findings: audit.findings,
      },
    ]);
    const page = reportPage(report);
    expect(page).toContain('<strong>prohibited: id-card</strong> <code>note</code> in 3 records');
    expect(page).not.toContain('<ip>');
  });

  it('says that no store was audited, where none was', () => {
    expect(reportPage(makeReport(material()))).toContain('No store has been audited yet.');
  });
});
