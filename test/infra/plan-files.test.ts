import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { policyFiles } from '../../infra/expunge-app.ts';
import { leaveOut } from '../../infra/inventory-selection.ts';
import { policyIdIn, readPlan } from '../../infra/plan-files.ts';
import { codeOf, scratch } from './support.ts';

const INVENTORY = 'examples/five-apps/inventory.yaml';
const policies = policyFiles();

/** The example inventory with one text replaced by another, in a file of its own. */
function changed(from: string, to: string): string {
  const text = readFileSync(INVENTORY, 'utf8');
  expect(text).toContain(from);
  const path = join(scratch(), 'inventory.yaml');
  writeFileSync(path, text.replace(from, to));
  return path;
}

describe('readPlan', () => {
  it('compiles what people wrote', () => {
    const { plan, leftOut } = readPlan({ policies, inventory: INVENTORY });
    expect(Object.keys(plan.policies)).toHaveLength(policies.length);
    expect(leftOut).toEqual([]);
  });

  it('refuses with the compiler’s own words: code, file, line, the line itself and what to write instead', () => {
    const inventory = changed('category: real-name', 'category: real-names');
    const refused = () => readPlan({ policies, inventory });
    expect(codeOf(refused)).toBe('INVENTORY_INVALID');
    expect(refused).toThrow(new RegExp(`${inventory}:\\d+:\\d+ INVENTORY_INVALID\\n +\\d+ \\| +category: real-names`));
    expect(refused).toThrow(/instead: /);
  });

  it('refuses a file that is not there', () => {
    expect(codeOf(() => readPlan({ policies, inventory: 'nowhere.yaml' }))).toBe('CONFIGURATION');
  });

  it('refuses datasets of a policy nobody deploys, and leaves out those of one deployed elsewhere', () => {
    const [first, ...others] = policies as [string, ...string[]];
    expect(codeOf(() => readPlan({ policies: [first], inventory: INVENTORY }))).toBe('INVENTORY_INVALID');
    const { plan } = readPlan({ policies: [first], inventory: INVENTORY, deployedElsewhere: others });
    expect(new Set(Object.values(plan.datasets).map(({ policy }) => policy)).size).toBe(1);
  });
});

describe('leaveOut', () => {
  it('keeps every other line where it was', () => {
    const text = readFileSync(INVENTORY, 'utf8');
    const left = leaveOut({ path: INVENTORY, text }, ['wechat-miniprogram']).text;
    expect(left).toHaveLength(text.length);
    const before = text.split('\n');
    const kept = left.split('\n');
    expect(kept).toHaveLength(before.length);
    const line = before.findIndex((one) => one.includes('  weidandan-accounts:'));
    expect(kept[line]).toBe(before[line]);
    expect(left).not.toContain('policy: wechat-miniprogram');
  });

  it('takes out the recipients that receive nothing of what stays, and all of them where none do', () => {
    const text = readFileSync(INVENTORY, 'utf8');
    const others = policyFiles().filter((path) => !path.includes('tiktok'));
    const { plan, warnings } = readPlan({
      policies: policyFiles().filter((path) => path.includes('tiktok')),
      inventory: INVENTORY,
      deployedElsewhere: others,
    });
    expect(Object.keys(plan.recipients)).toEqual(['tiktok-platform']);
    expect(warnings.filter((line) => line.includes('receives anything'))).toEqual([]);
    const all = policyFiles().map(policyIdIn);
    expect(leaveOut({ path: INVENTORY, text }, all).text).not.toMatch(/^recipients:/m);
    expect(leaveOut({ path: INVENTORY, text }, all).text.split('\n')).toHaveLength(text.split('\n').length);
  });

  it('takes out platform apps with their policy, wherever they stand, and the key with the last of them', () => {
    const app = (policy: string) => `  - platform: cognito\n    app: pool-of-${policy}\n    policy: ${policy}\n`;
    const text = `inventory: x\ndatasets: {}\nplatforms:\n${app('a')}  - { platform: cognito, app: p, policy: b }\n${app('c')}`;
    const without = (...policies: string[]) => parse(leaveOut({ path: 'x', text }, policies).text).platforms;
    expect(without('b').map(({ policy }: { policy: string }) => policy)).toEqual(['a', 'c']);
    expect(without('a', 'c').map(({ policy }: { policy: string }) => policy)).toEqual(['b']);
    expect(without('a', 'b', 'c')).toBeUndefined();
  });
});
