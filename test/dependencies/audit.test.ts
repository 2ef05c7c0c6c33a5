import { describe, expect, it } from 'vitest';
import { readAudit } from './read-audit.ts';

const report = (vulnerabilities: object, total: number) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: { total } } });

describe('the answer to an audit', () => {
  it('is clean only where npm counted, and counted none', () => {
    expect(readAudit(report({}, 0))).toEqual({ answered: true, weaknesses: [] });
  });

  it('names each weakness, and what mends it', () => {
    const found = {
      a: { severity: 'high', fixAvailable: { name: 'a', version: '2.0.0' } },
      b: { severity: 'low', fixAvailable: true },
      c: { fixAvailable: false },
    };
    expect(readAudit(report(found, 3))).toEqual({
      answered: true,
      weaknesses: [
        { package: 'a', severity: 'high', mended: 'a 2.0.0' },
        { package: 'b', severity: 'low', mended: 'npm audit fix' },
        { package: 'c', severity: 'unknown', mended: null },
      ],
    });
  });

  it.each([
    ['nothing', '', 'npm printed no report'],
    [
      'a registry that takes no audits',
      '{"message":"405 Method Not Allowed","statusCode":405}',
      'the registry answered 405',
    ],
    ['an error of npm', '{"error":{"code":"ENOAUDIT"}}', 'the registry answered ENOAUDIT'],
    ['something else', '[]', 'npm printed no count'],
    ['nothing at all', 'null', 'npm printed no count'],
    ['a count without names', report({}, 2), 'npm counted 2 and named 0'],
  ])('is none where there is %s', (_, output, why) => {
    expect(readAudit(output)).toEqual({ answered: false, why });
  });
});
