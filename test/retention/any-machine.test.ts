import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { isWorkingDay, nthWorkingDayAfter } from '../../lib/retention/index.ts';
import { datesFrom } from './walk.ts';

/** Runs a script in a process whose machine zone is `TZ`: changing it inside this process would not reach everything. */
async function printedIn(TZ: string, script: string): Promise<string> {
  const path = fileURLToPath(new URL(`./in-zone/${script}`, import.meta.url));
  const options = { env: { ...process.env, TZ }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await promisify(execFile)(process.execPath, [path], options);
  return stdout;
}

describe('on a machine in any time zone', () => {
  it('computes the same', { timeout: 120_000 }, async () => {
    const zones = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'];
    const [utc = '', ...others] = await Promise.all(zones.map((zone) => printedIn(zone, 'print-ours.ts')));
    expect(utc.split('\n').length).toBeGreaterThan(5_000);
    for (const other of others) expect(other === utc).toBe(true);
  });
});

describe('compared with chinese-days', () => {
  let theirs: { working: string[]; due: Record<string, string>; december: string[] };
  beforeAll(async () => {
    theirs = JSON.parse(await printedIn('UTC', 'print-chinese-days.ts'));
  });

  it('has the same working days', () => {
    expect([...datesFrom('2022-01-01', '2026-12-31')].filter(isWorkingDay)).toEqual(theirs.working);
  });

  it('has the same 15th working day for every start date', () => {
    for (const start of datesFrom('2022-01-01', '2026-12-10')) {
      expect(nthWorkingDayAfter(start, 15).date, start).toBe(theirs.due[start]);
    }
  });

  it('no notice since 2004 reached back beyond 29 December, so up to the 28th a year is settled', () => {
    expect(theirs.december.length).toBeGreaterThan(3);
    expect(theirs.december.every((date) => date.slice(5) >= '12-29')).toBe(true);
  });
});
