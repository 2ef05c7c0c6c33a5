import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../cli/run.ts';
import { demonstrate, type Outcome, SILENT } from '../../../local/demonstration/index.ts';
import { worldWith } from '../../cli/world.ts';

const SUBJECTS = 30;
const DAYS = 45;

describe('a short demonstration', () => {
  const out = mkdtempSync(join(tmpdir(), 'expunge-demonstration-'));
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await demonstrate({ subjects: SUBJECTS, seed: 'test', days: DAYS, out, progress: SILENT });
  }, 240_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  test('keeps every promise', () => {
    expect(outcome.summary.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(outcome.summary.checks.length).toBeGreaterThanOrEqual(12);
  });

  test('did something: deleted, anonymised, restricted, left alone', () => {
    const { deleted, anonymised, restricted, untouched, receipts, casesOpened } = outcome.summary;
    for (const count of [deleted, anonymised, restricted, untouched, receipts, casesOpened]) {
      expect(count).toBeGreaterThan(0);
    }
  });

  test('accounts for every record', () => {
    const { records, deleted, anonymised, untouched, tagged, verifiedAbsent } = outcome.summary;
    expect(deleted + anonymised + untouched).toBe(records);
    expect(verifiedAbsent).toBe(deleted + anonymised);
    expect(tagged).toBeLessThanOrEqual(records);
  });

  test('leaves a log that verifies, with an entry for each receipt and each certificate', async () => {
    const { logSize, logRoot, logVerified, receipts, certificates } = outcome.summary;
    expect([logSize, logVerified]).toEqual([receipts + certificates, true]);
    const world = worldWith();
    const log = join(out, 'log');
    const { status, stdout } = await run(['verify', 'log', log, '--key', join(log, 'log.vkey'), '--json'], world);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ size: logSize, root: logRoot });
  });

  test('leaves certificates that the command line verifies under the published key', async () => {
    const { certificates, certificatesByStage, certificatesVerified, sampleCertificate } = outcome.summary;
    const issued = readdirSync(join(out, 'certificates'), { recursive: true, encoding: 'utf8' });
    const pages = issued.filter((path) => path.endsWith('.html'));
    expect(pages).toHaveLength(certificates);
    expect(issued.filter((path) => path.endsWith('.json'))).toHaveLength(certificates);
    expect([certificatesVerified, certificatesByStage.erased > 0]).toEqual([certificates, true]);
    const key = join(out, 'log', 'log.vkey');
    const world = worldWith();
    for (const file of [sampleCertificate, sampleCertificate?.replace(/html$/, 'json')]) {
      const argv = ['verify', 'certificate', join(out, file ?? ''), '--key', key];
      expect(await run(argv, world)).toMatchObject({ status: 0 });
    }
  });

  test('leaves the verifier as one page, and a report of the whole time that counts the same', async () => {
    expect(readFileSync(join(out, 'verify.html'), 'utf8')).toContain("default-src 'none'");
    expect(readFileSync(join(out, 'report', 'index.html'), 'utf8')).toContain('<svg');
    const { totals, from } = JSON.parse(readFileSync(join(out, 'report', 'report.json'), 'utf8'));
    expect([totals.receipts, from]).toEqual([outcome.summary.receipts, '2026-03-02']);
  });

  test('leaves what it found', () => {
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual(outcome.summary);
    const lines = readFileSync(join(out, 'receipts.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(outcome.receipts);
  });
});
