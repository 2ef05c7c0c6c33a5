import { describe, expect, it } from 'vitest';
import { checkPolicy, compile, type SourceFile } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY, planOf, print } from './sample.ts';

describe('compile', () => {
  it('makes of two files without fault one plan that says everything the functions need', async () => {
    const { plan, problems } = compile(files());
    expect(problems).toEqual([]);
    await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot('golden/plan.txt');
  });

  it('names the promise by the digest of the file as it was written', () => {
    const { digest } = planOf().policies.shop ?? {};
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(planOf(`${POLICY}# a comment\n`).policies.shop?.digest).not.toBe(digest);
  });

  it('gives the same plan whatever order files and datasets come in', () => {
    const other: SourceFile = {
      path: 'b.yaml',
      text: edit(edit(POLICY, 'policy: shop', 'policy: other'), '180 days\n', '100 days\n'),
    };
    const forOther = INVENTORY.slice(INVENTORY.indexOf('  accounts:'), INVENTORY.indexOf('notPersonal:'))
      .replace(/^ {2}(\w)/gm, '  other-$1')
      .replace(/policy: shop/g, 'policy: other')
      .replace(/table: /g, 'table: other-')
      .replace('bucket: uploads', 'bucket: other-uploads');
    const before = { path: 'i.yaml', text: edit(INVENTORY, 'datasets:\n', `datasets:\n${forOther}`) };
    const after = { path: 'i.yaml', text: edit(INVENTORY, 'notPersonal:', `${forOther}notPersonal:`) };
    const [shop] = files().policies as [SourceFile];
    const one = compile({ policies: [shop, other], inventory: before });
    const two = compile({ policies: [other, shop], inventory: after });
    expect(one.problems).toEqual([]);
    expect(JSON.stringify(one.plan)).toBe(JSON.stringify(two.plan));
    expect(Object.keys(one.plan?.datasets ?? {})).toHaveLength(6);
  });

  it('anonymises whole records with every personal field in them and the subject id, so that nothing is left to be found', () => {
    const [short, record] = planOf().datasets.orders?.clusters ?? [];
    expect(short).toEqual({
      rule: 'short',
      action: 'anonymise',
      categories: ['phone'],
      fields: { receiver_phone: { how: 'remove' } },
    });
    expect(record?.rule).toBe('transactions');
    expect(record?.fields).toMatchObject({ receiver_phone: { how: 'remove' }, user_id: { how: 'remove' } });
  });

  it('says of each cluster which categories it governs, once each, and names them as the policy does', () => {
    const inventory = edit(
      INVENTORY,
      '      note: {',
      '      spare_phone: { category: phone, anonymise: remove }\n      note: {',
    );
    const { policies, datasets } = planOf(POLICY, inventory);
    const governed = Object.values(datasets).flatMap(({ id, clusters }) =>
      clusters.map(({ rule, categories }) => `${id} ${rule}: ${categories.join(', ')}`),
    );
    expect(governed).toEqual([
      'accounts account-life: account',
      'accounts short: phone',
      'orders short: phone',
      'orders transactions: orders',
      'uploads short: uploads',
    ]);
    expect(policies.shop?.categories, 'but none that is never stored').toEqual({
      account: 'Account',
      orders: 'Orders',
      phone: 'Phone number',
      uploads: 'Uploads',
    });
  });

  it('names all categories of a rule that governs both the record and fields', () => {
    const policy = edit(edit(POLICY, '[phone, uploads]', '[uploads]'), '[orders]', '[phone, orders]');
    const inventory = edit(INVENTORY, '    fields:\n      phone: { category: phone, anonymise: remove }\n', '');
    const { datasets } = planOf(policy, inventory);
    expect(datasets.orders?.clusters).toMatchObject([{ rule: 'transactions', categories: ['orders', 'phone'] }]);
  });

  it('names the recipients of each dataset once, in order', () => {
    const { datasets } = planOf();
    expect(datasets.orders?.recipients).toEqual(['bank', 'courier']);
    expect(datasets.uploads?.recipients).toEqual([]);
  });

  it('checks policies alone, but makes no plan without an inventory', () => {
    expect(compile(files(POLICY, null))).toEqual({ plan: null, problems: [] });
    expect(checkPolicy({ path: 'x.yaml', text: POLICY }).problems).toEqual([]);
    expect(checkPolicy({ path: 'x.yaml', text: '' }).problems[0]).toMatchObject({
      code: 'POLICY_INVALID',
      line: 1,
      column: 1,
    });
  });

  it('refuses two files with the same policy', () => {
    const twice = [...files().policies, { path: 'policies/copy.yaml', text: POLICY }];
    expect(compile({ ...files(), policies: twice }).problems).toMatchObject([
      { code: 'POLICY_CONFLICT', file: 'policies/copy.yaml', line: 1, column: 9 },
    ]);
  });

  it('refuses more clusters under one policy than one transaction can open', () => {
    const many = (n: number) =>
      Array.from(
        { length: n },
        (_, i) =>
          `  more-${i}:\n    policy: shop\n    store: { s3: { bucket: more-${i}, prefix: "{subject}/" } }\n    category: uploads\n    copies: none\n`,
      ).join('');
    const withMore = (n: number) => compile(files(POLICY, edit(INVENTORY, 'notPersonal:', `${many(n)}notPersonal:`)));
    // accounts and orders have two clusters each, uploads one.
    expect(withMore(85).problems).toEqual([]);
    expect(withMore(86).problems).toMatchObject([{ code: 'INVENTORY_INVALID' }]);
    expect(withMore(86).problems[0]?.message).toContain('90 clusters');
  });

  it('resolves a residency of anywhere to no promise, and takes a trigger’s word from its decision where the text is silent', () => {
    const anywhere = edit(POLICY, 'in: CN-mainland', 'in: anywhere');
    expect(planOf(POLICY).policies.shop?.residency).toBe('CN-mainland');
    expect(planOf(anywhere).policies.shop?.residency).toBeNull();
    const silent = edit(
      edit(
        POLICY,
        'clause: { at: "6.3", quote: within 15 working days }\n    deadline: 15 working days CN',
        'clause: { at: "6", silent: true }\n    deadline: { decision: closure }',
      ),
      'categories:\n  account',
      '  closure: { question: By when?, clause: { at: "6", silent: true }, value: 15 working days CN, by: operator, on: 2026-01-02, why: Usual. }\ncategories:\n  account',
    );
    expect(planOf(silent).policies.shop?.triggers.AccountClosed).toEqual({
      clause: 'operator decision closure (6 is silent)',
      scopes: ['account'],
      deadline: 'P15WD',
      deadlineFrom: 'receipt',
      reply: null,
      gates: [],
      covers: ['account-life', 'short', 'transactions'],
      action: null,
    });
  });

  it('warns, without refusing, of a decision nobody uses and of a floor that may start late', async () => {
    const policy = edit(
      edit(POLICY, '{ decision: start-of-period }', 'collected'),
      '    start: transaction completed\n    period: 37 months',
      '    start: collected\n    period: 5 years',
    );
    const { plan, problems } = compile(files(policy, INVENTORY));
    expect(plan).not.toBeNull();
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    await expect(print(problems, policy, INVENTORY)).toMatchFileSnapshot('golden/warnings.txt');
  });

  it('never trips over names that every object inherits', () => {
    const policy = POLICY.replaceAll('uploads', 'constructor').replaceAll('short', 'valueof');
    const plan = planOf(policy, INVENTORY.replace('category: uploads', 'category: constructor'));
    expect(plan.datasets.uploads?.clusters[0]?.rule).toBe('valueof');
  });
});
