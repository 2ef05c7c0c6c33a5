import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreNames } from '../../cli/command.ts';
import { run } from '../../cli/run.ts';
import type { StoreCatalogue } from '../../lib/policy/index.ts';
import { edit, INVENTORY, POLICY } from '../policy/sample.ts';
import { worldWith } from './world.ts';

let directory = '';
let asked: { names: StoreNames; where: object }[] = [];
const file = (name: string) => join(directory, name);

const STORES: StoreCatalogue = {
  tables: [
    { name: 'accounts', partitionKey: 'user_id', sortKey: null, indexes: [], streams: true },
    {
      name: 'orders',
      partitionKey: 'order_id',
      sortKey: 'line',
      indexes: [{ name: 'by-user', partitionKey: 'user_id' }],
      streams: true,
    },
  ],
  buckets: [{ name: 'uploads', versioned: true }],
};
const world = (stores = STORES) =>
  worldWith({
    readStores: async (names, where) => {
      asked.push({ names, where });
      return stores;
    },
  });
const cli = (...args: string[]) => run(args, world());
/** Golden files name no directory of this machine. */
const tidy = (text: string) => text.replaceAll(`${directory}/`, '');

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-cli-'));
  writeFileSync(file('shop.yaml'), POLICY);
  writeFileSync(file('open.yaml'), edit(POLICY, 'value: collected', 'value: null'));
  writeFileSync(file('inventory.yml.txt'), INVENTORY);
  writeFileSync(file('bad-inventory.txt'), edit(INVENTORY, 'category: uploads', 'category: phone'));
  writeFileSync(file('shop.txt'), 'stored in\nthe mainland');
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('expunge policy check', () => {
  it('says that nothing stands in the way, and ends with 0', async () => {
    expect(await cli('policy', 'check', file('shop.yaml'))).toEqual({
      status: 0,
      stdout: '1 policy: nothing stands in the way\n',
      stderr: '',
    });
    const { stdout } = await cli('policy', 'check', file('shop.yaml'), '--inventory', file('inventory.yml.txt'));
    expect(stdout).toBe('1 policy, 1 trigger, 3 datasets, 5 clusters: nothing stands in the way\n');
  });

  it('prints what is wrong like a compiler, and ends with 1', async () => {
    const { status, stdout, stderr } = await cli(
      'policy',
      'check',
      file('shop.yaml'),
      '--inventory',
      file('bad-inventory.txt'),
    );
    expect([status, stderr]).toEqual([1, '']);
    await expect(tidy(stdout)).toMatchFileSnapshot('golden/policy-check.txt');
  });

  it('prints data instead with --json', async () => {
    const { status, stdout } = await cli('policy', 'check', file('open.yaml'), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'POLICY_DECISION_OPEN',
          file: file('open.yaml'),
          line: 13,
          column: 12,
          clause: '5.5',
          severity: 'error',
        },
      ],
    });
  });

  it('takes a directory for the policies in it', async () => {
    const { status, stdout } = await cli('policy', 'check', directory, '--json');
    expect(status).toBe(1); // two files with one policy
    expect(JSON.parse(stdout).policies).toEqual([file('open.yaml'), file('shop.yaml')]);
  });

  it('compares the quotes with the texts at hand', async () => {
    const { status, stdout } = await cli('policy', 'check', file('shop.yaml'), '--texts', directory, '--json');
    const { problems, textsCompared } = JSON.parse(stdout);
    expect([status, textsCompared]).toEqual([1, 1]);
    const lines = POLICY.split('\n');
    const wrong = problems.map(({ line }: { line: number }) => lines[line - 1]);
    expect(wrong.some((line: string) => line.includes('your orders'))).toBe(true);
    expect(wrong.some((line: string) => line.includes('stored in the mainland'))).toBe(false);
  });
});

describe('expunge inventory check', () => {
  it('asks for the stores of the plan and nothing else', async () => {
    asked = [];
    const { status, stdout } = await cli(
      ...['inventory', 'check', file('inventory.yml.txt'), '--policies', file('shop.yaml')],
      ...['--endpoint', 'http://127.0.0.1:1', '--region', 'cn-north-1'],
    );
    expect([status, stdout]).toEqual([0, '3 datasets compared with the stores: nothing stands in the way\n']);
    expect(asked).toEqual([
      {
        names: { tables: ['accounts', 'orders'], buckets: ['uploads'] },
        where: { endpoint: 'http://127.0.0.1:1', region: 'cn-north-1' },
      },
    ]);
  });

  it('prints where the stores differ', async () => {
    const args = ['inventory', 'check', file('inventory.yml.txt'), '--policies', file('shop.yaml')];
    const { status, stdout } = await run(args, world({ tables: STORES.tables.slice(1), buckets: STORES.buckets }));
    expect(status).toBe(1);
    await expect(tidy(stdout)).toMatchFileSnapshot('golden/inventory-check.txt');
  });

  it('looks at no store while the files themselves are wrong', async () => {
    asked = [];
    const { status, stdout } = await cli(
      'inventory',
      'check',
      file('bad-inventory.txt'),
      '--policies',
      file('shop.yaml'),
    );
    expect(status).toBe(1);
    expect(stdout).toContain('the stores were not looked at: refused');
    expect(asked).toEqual([]);
  });
});

describe('what is not understood', () => {
  it.each([
    [['policy', 'chek'], 'There is no command "policy chek"'],
    [['erase'], 'There is no command "erase"'],
    [['policy', 'check'], 'Name at least one policy file'],
    [['policy', 'check', 'no-such.yaml'], 'There is no file no-such.yaml'],
    [['policy', 'check', '--inventry', 'x'], "Unknown option '--inventry'"],
    [['policy', 'check', 'x', '--inventory'], 'argument missing'],
    [['inventory', 'check'], 'Name the inventory and its policies'],
  ])('%j ends with 2 and says why', async (args, reason) => {
    const { status, stdout, stderr } = await cli(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^USAGE: /);
    expect(stderr).toContain(reason);
    const asJson = await cli(...args, '--json');
    if (args[0] !== 'policy' || args.at(-1) !== '--inventory')
      expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, error: { code: 'USAGE' } });
  });

  it('helps where help is asked for', async () => {
    for (const args of [[], ['--help'], ['policy'], ['policy', 'check', '--help']]) {
      const { status, stdout } = await cli(...args);
      expect(status).toBe(0);
      expect(stdout).toContain('expunge policy check FILES...');
    }
  });
});
