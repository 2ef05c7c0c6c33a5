import { describe, expect, it } from 'vitest';
import { compile } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY } from './sample.ts';

const withBudget = (budget: string) =>
  compile(files(POLICY, edit(INVENTORY, '    copies: none\n', `    copies: none\n    dayBudget: ${budget}\n`)));

describe('the day budget of a dataset', () => {
  it('is in the plan where it is stated, and nowhere else', () => {
    const { plan } = withBudget('5000');
    expect(plan?.datasets.orders?.dayBudget).toBe(5000);
    expect(plan?.datasets.accounts).not.toHaveProperty('dayBudget');
  });

  it.each(['0', '-3', '1.5', '"5000"', 'none'])('is a whole number from 1, and not %s', (budget) => {
    const { plan, problems } = withBudget(budget);
    expect(plan).toBeNull();
    expect(problems).toMatchObject([{ code: 'INVENTORY_INVALID', severity: 'error' }]);
  });
});
