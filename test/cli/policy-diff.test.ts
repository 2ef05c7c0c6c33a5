import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { edit, INVENTORY, POLICY } from '../policy/sample.ts';
import { worldWith } from './world.ts';

let folder = '';
const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const diff = (...args: string[]) => run(['policy', 'diff', ...args], worldWith());

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'expunge-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('expunge policy diff', () => {
  it('ends with status 1 where people may have less, and names what and how [R-22, D-62, D-63]', async () => {
    const before = write('a.yaml', POLICY);
    const after = write(
      'b.yaml',
      edit(edit(POLICY, 'period: 180 days', 'period: 1 year'), 'version: "2026-01-01"', 'version: "2"'),
    );
    const { status, stdout } = await diff(before, after);
    expect(status).toBe(1);
    expect(stdout).toContain('− period longer: phone P180D from collected → P1Y from collected');
    expect(stdout).toContain('2 changes, of which 2 may leave people with less.');
    const json = JSON.parse((await diff(before, after, '--json')).stdout);
    expect(json).toMatchObject({
      ok: false,
      before: '2026-01-01',
      after: '2',
      changes: [{ kind: 'period longer', reduces: true }, {}],
    });
  });

  it('ends with status 0 where nobody has less', async () => {
    const before = write('a.yaml', POLICY);
    const after = write('b.yaml', edit(POLICY, 'period: 180 days', 'period: 90 days'));
    expect(await diff(before, after)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('+ period shorter: phone'),
    });
    expect(await diff(before, before)).toMatchObject({
      status: 0,
      stdout: 'Nothing that binds anybody has changed.\n',
    });
  });

  it('says who receives what that did not before, and who keeps it, where the inventories are given [R-22, D-63]', async () => {
    const policy = write('a.yaml', POLICY);
    const before = write(
      'before.yaml',
      edit(INVENTORY, '    recipients: [courier, bank, courier]\n', '    recipients: [courier]\n'),
    );
    const after = write('after.yaml', INVENTORY);
    const told = await diff(policy, policy, '--inventory-before', before, '--inventory', after);
    expect(told.status).toBe(1);
    expect(told.stdout).toContain('− recipient added: bank receives orders');
    expect(told.stdout).toContain('− recipient added: bank keeps phone');
    expect(told.stdout).not.toContain('courier');
    const back = await diff(policy, policy, '--inventory-before', after, '--inventory', before);
    expect(back).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('+ recipient dropped: bank receives orders'),
    });
    expect(await diff(policy, policy, '--inventory', after)).toMatchObject({ status: 2 });
  });

  it('does not compare what has errors, or two policies', async () => {
    const before = write('a.yaml', POLICY);
    const broken = write('c.yaml', edit(POLICY, 'period: 180 days', 'period: soon'));
    expect(await diff(before, broken)).toMatchObject({ status: 1, stdout: expect.stringContaining('PERIOD_INVALID') });
    const other = write('d.yaml', edit(POLICY, 'policy: shop', 'policy: chat'));
    expect(await diff(before, other)).toMatchObject({ status: 2 });
    expect(await diff(before)).toMatchObject({ status: 2 });
  });
});
