import { describe, expect, it } from 'vitest';
import { compile } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY } from './sample.ts';

const planOf = (inventory: string) => compile(files(POLICY, inventory)).plan;

describe('the copies of a dataset', () => {
  it('have to be stated: a dataset that says nothing of them gives no plan [C-20, R-16]', () => {
    const { plan, problems } = compile(
      files(POLICY, edit(INVENTORY, '    copies: none\n    recipients', '    recipients')),
    );
    expect(plan).toBeNull();
    expect(problems).toMatchObject([{ code: 'INVENTORY_INVALID', severity: 'error' }]);
  });

  it('are in the plan one by one, point-in-time recovery among them [C-11, C-20, R-16]', () => {
    const plan = planOf(INVENTORY);
    expect(plan?.datasets.accounts?.copies).toEqual([
      { name: 'pitr', days: 35 },
      { name: 'nightly', days: 30 },
      { name: 'yearly', days: 400 },
    ]);
    expect(plan?.datasets.orders?.copies).toEqual([]);
  });
});

describe('what an audit has to know', () => {
  it('is every attribute that the inventory names, personal or not [B-07, D-39, R-28]', () => {
    const inventory = edit(
      INVENTORY,
      '    copies: none\n    recipients',
      '    notPersonal: [currency]\n    copies: none\n    recipients',
    );
    expect(planOf(inventory)?.datasets.orders?.attributes).toEqual([
      'created_at',
      'currency',
      'done_at',
      'line',
      'note',
      'order_id',
      'receiver_address',
      'receiver_birthday',
      'receiver_name',
      'receiver_phone',
      'status',
      'user_id',
    ]);
  });

  it('is which tables without personal data it is to look into [C-13, R-28]', () => {
    expect(planOf(INVENTORY)?.checked).toBeUndefined();
    const inventory = edit(INVENTORY, 'reason: Goods only. }', 'reason: Goods only., check: true }');
    expect(planOf(inventory)?.checked).toEqual(['catalogue']);
  });
});
