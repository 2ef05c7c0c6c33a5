import { describe, expect, it } from 'vitest';
import { addUp } from '../../lib/evidence/log/counts.ts';
import { reportCsv } from '../../lib/report/csv.ts';
import { reportPage } from '../../lib/report/html/index.ts';
import { makeReport } from '../../lib/report/make-report.ts';
import { percentile } from '../../lib/report/margin-words.ts';
import { daysOf, parsePeriod, periodsToReport } from '../../lib/report/period.ts';
import { CHECKPOINT, material, NOVEMBER, ORIGIN, plan, sampleDays } from './sample.ts';

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('a period', () => {
  it('has each of its days, over the ends of months and years', () => {
    expect(daysOf({ from: '2026-12-30', to: '2027-01-02' })).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
    ]);
  });

  it.each([
    ['2026-11-30', '2026-11-01'],
    ['2026-02-29', '2026-03-01'],
    ['2026-1-1', '2026-01-02'],
    [undefined, '2026-01-02'],
    ['2026-01-01', 20260102],
    ['1990-01-01', '2026-01-01'],
  ])('from %s to %s is refused', (from, to) => {
    expect(codeOf(() => parsePeriod(from, to))).toBe('USAGE');
  });

  it('is yesterday by itself, and on the first of a month the month before', () => {
    expect(periodsToReport(Date.parse('2026-11-24T13:00:00Z'))).toEqual([{ from: '2026-11-23', to: '2026-11-23' }]);
    expect(periodsToReport(Date.parse('2027-01-01T13:00:00Z'))).toEqual([
      { from: '2026-12-31', to: '2026-12-31' },
      { from: '2026-12-01', to: '2026-12-31' },
    ]);
  });
});

describe('a percentile', () => {
  const amounts = { '-7d': 50, '-12h': 40, '0': 9, later: 1 };
  it.each([
    [50, '-7d'],
    [51, '-12h'],
    [90, '-12h'],
    [99, '0'],
    [100, 'later'],
  ])('of %i in a hundred is the step in which it lies', (p, margin) => {
    expect(percentile(amounts, p)).toBe(margin);
  });

  it('of nothing is not known, and what had no deadline has none', () => {
    expect(percentile({}, 50)).toBeNull();
    expect(percentile({ none: 3 }, 100)).toBeNull();
  });
});

describe('a report', () => {
  const report = makeReport(material());

  it('adds the days of its period up, and no other', () => {
    const wider = sampleDays({ from: '2026-10-20', to: '2026-12-10' });
    const within = wider.filter(({ day }) => day >= NOVEMBER.from && day <= NOVEMBER.to);
    const made = makeReport(material({ days: wider }));
    const records = within
      .flatMap(({ counts }) => counts)
      .reduce((sum, one) => sum + (one.of === 'due' ? one.records : 0), 0);
    expect(made.totals.due).toBe(records);
    expect(made.days.map(({ day }) => day)).toEqual(daysOf(NOVEMBER));
    for (const what of ['due', 'deleted', 'anonymised', 'late', 'receipts'] as const) {
      expect(made.days.reduce((sum, day) => sum + day[what], 0)).toBe(made.totals[what]);
      expect(made.rules.reduce((sum, one) => sum + one[what], 0)).toBe(made.totals[what]);
    }
  });

  it('calls late only what was erased after its moment', () => {
    expect(report.totals.late).toBe(6);
    const late = { action: 'delete', outcome: 'held', margin: 'later', receipts: 5, records: 5 } as const;
    const held = {
      of: 'erasure',
      policy: 'weidandan',
      dataset: 'weidandan-logs',
      rule: 'service-logs',
      ...late,
    } as const;
    const day = { day: '2026-11-02', counts: [held] };
    const { totals } = makeReport(material({ days: [day] }));
    expect(totals).toMatchObject({ late: 0, deleted: 0, heldReceipts: 5, receipts: 5 });
  });

  it('counts cases once, when they are stated to be erased', () => {
    const { cases } = report;
    expect(cases.inTime + cases.late).toBe(cases.certificates.erased);
    expect(cases.certificates.final).toBe(30);
  });

  it('names every version of a policy that was in force, and the one that is', () => {
    expect(report.policies.map(({ version, inForceNow }) => [version, inForceNow])).toEqual([
      ['2026-03-01', false],
      ['2026-09-01', true],
    ]);
    const { policies } = makeReport(material({ days: [] }));
    expect(policies).toMatchObject([{ version: '2026-09-01', entries: 0, inForceNow: true }]);
  });

  it('rests on the checkpoint as it was published, and says what that does not cover yet', () => {
    expect(report.proof.logs).toMatchObject([{ origin: ORIGIN, checkpoint: { size: 64_401, text: CHECKPOINT } }]);
    expect(report.proof.unpublished).toBe(0);
    const early = CHECKPOINT.replace('64401', '64310');
    expect(makeReport(material({ checkpoints: new Map([[ORIGIN, early]]) })).proof.unpublished).toBe(10);
    expect(makeReport(material({ checkpoints: new Map([[ORIGIN, null]]) })).proof.unpublished).toBe(12_000);
  });

  it('is the same however its days were cut into parts', () => {
    const days = sampleDays(NOVEMBER).map(({ day, counts }) => ({ day, counts: [...addUp(counts).values()] }));
    expect(makeReport(material({ days }))).toEqual(report);
  });
});

describe('the page', () => {
  const page = reportPage(makeReport(material()));

  it('stands alone: no script, nothing from anywhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\bon\w+=|https?:/);
  });

  it('shows the checkpoint and every digest as they are', () => {
    expect(page).toContain(CHECKPOINT);
    for (const { digest } of makeReport(material()).policies) expect(page).toContain(digest);
  });

  it('escapes whatever it is given', () => {
    const nasty = '<b onclick="x">&\'';
    const rest = { action: 'delete', outcome: 'erased', margin: '0', receipts: 1, records: 1 } as const;
    const counts = [{ of: 'erasure', policy: nasty, dataset: nasty, rule: nasty, ...rest } as const];
    const made = reportPage(makeReport(material({ days: [{ day: '2026-11-02', counts }] })));
    expect(made).not.toContain('<b onclick');
  });

  it('says of an estimate that it is one, and from how much', () => {
    const { backlog } = material();
    const forecast = { ...backlog.forecast, shardsRead: 5 };
    const made = reportPage(makeReport(material({ backlog: { ...backlog, forecast } })));
    expect(made).toContain('<strong>Estimated.</strong> 5 of 64 shards');
    expect(page).not.toContain('Estimated');
  });

  it('can be made of nothing at all', () => {
    const made = reportPage(
      makeReport(material({ days: [], checkpoints: new Map(), plan: { ...plan, policies: {}, datasets: {} } })),
    );
    expect(made).toContain('Nothing was erased in this period.');
    expect(made).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the CSV', () => {
  const csv = reportCsv(NOVEMBER, sampleDays(NOVEMBER));

  it('has a line for each count, as many fields in each', () => {
    const lines = csv.split('\r\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(1 + sampleDays(NOVEMBER).reduce((sum, { counts }) => sum + counts.length, 0));
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([19]));
  });

  it('holds nothing that a spreadsheet takes for a formula, and quotes what must be quoted', () => {
    expect(csv).not.toMatch(/(^|,)[=+\-@]/m);
    const of = { of: 'case', policy: 'p', trigger: '=1+1', stage: 'erased', margin: '-1h', cases: 1 } as const;
    expect(reportCsv(NOVEMBER, [{ day: '2026-11-01', counts: [of] }])).toContain(
      "p,,,,,'=1+1,erased,1 to 6 hours early",
    );
    const quoted = { ...of, trigger: 'a,"b"' };
    expect(reportCsv(NOVEMBER, [{ day: '2026-11-01', counts: [quoted] }])).toContain('"a,""b""",erased');
  });
});
