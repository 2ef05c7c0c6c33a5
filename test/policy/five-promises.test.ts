import { describe, expect, it } from 'vitest';
import { compile, isDerived, type PlanPolicy } from '../../lib/policy/index.ts';
import { inventory, policies, policy } from './policy-texts.ts';

/** What the five texts promise whether or not anybody asks: what is kept, how long, where, and whose word it is. */

const { plan } = compile({ policies, inventory });
if (plan === null) throw new Error('the five policies do not compile');
const all = plan;
const named = (id: string) => all.policies[id] as PlanPolicy;
const [tiktok, wechat, weidandan, shop, open] = [
  named('tiktok-miniprogram'),
  named('wechat-miniprogram'),
  named('weidandan'),
  named('kuaishou-shop'),
  named('kuaishou-open-platform'),
] as const;
const actionOf = (dataset: string, rule: string) =>
  all.datasets[dataset]?.clusters.find((cluster) => cluster.rule === rule)?.action;

describe('the inventory of each text is closed', () => {
  it.each([
    ['tiktok-miniprogram', 'A-05', 'account-id'],
    ['wechat-miniprogram', 'B-03', 'nickname-avatar'],
    ['weidandan', 'C-03', 'real-name'],
    ['kuaishou-shop', 'D-39', 'account-name'],
    ['kuaishou-open-platform', 'E-18', 'login'],
  ])('%s: a field of a category that the text does not name is refused', (id, _, category) => {
    const text = inventory.text.replace(new RegExp(`(policy: ${id}[^]*?category: )${category}\\b`), '$1shoe-size');
    expect(text).not.toBe(inventory.text);
    const { problems } = compile({ policies, inventory: { ...inventory, text } });
    expect(problems.map(({ message }) => message)).toContain(`policy \`${id}\` has no category \`shoe-size\``);
  });

  it('refuses at once what the text does not name, in all five [A-05, B-03, C-03, R-02]', () => {
    for (const { data } of policies) {
      const bound = Object.values(all.datasets).filter((dataset) => dataset.policy === data.policy);
      const kept = bound.flatMap(({ clusters }) => clusters.flatMap(({ categories }) => categories));
      const stored = Object.keys(data.categories).filter((name) => data.categories[name]?.stored !== false);
      expect([...new Set(kept)].sort(), data.policy).toEqual(stored.sort());
    }
  });

  it('names what each account is made of, by the words of the text [A-06, D-05, E-04]', () => {
    expect(tiktok.permissions['tiktok-profile']).toEqual(['account-id', 'public-avatar', 'public-nickname']);
    expect(shop.permissions['user-info']).toEqual(['account-name', 'own-mobile', 'password']);
    expect(open.permissions['user-info']).toEqual(['login']);
    expect(tiktok.categories['public-avatar']).toBe('公开头像');
    expect(shop.categories['account-name']).toBe('快手账号的名称');
    expect(open.categories.login).toBe('快手ID、头像、昵称、手机号');
  });

  it('knows what the camera, the microphone and the place are for [D-11, D-12]', () => {
    for (const permission of ['camera', 'microphone', 'album']) {
      expect(shop.permissions[permission], permission).toEqual(['chat-media']);
    }
    expect(shop.rules.location).toMatchObject({ start: 'collected', period: 'P30D' });
    expect(actionOf('shop-service-logs', 'location')).toBe('anonymise');
  });
});

describe('how long, and what then', () => {
  it('is a period with an explicit start, or none while the account lives; nothing has a default [A-15, B-15, C-37, D-41, E-20, R-04]', () => {
    for (const { data } of policies) {
      for (const [id, rule] of Object.entries(data.rules)) {
        expect(rule.period, `${data.policy} ${id}`).toBeDefined();
        expect(rule.start, `${data.policy} ${id}`).toBeDefined();
      }
    }
    expect(wechat.rules['fixed-180-days']).toMatchObject({ period: 'P180D', start: 'collected' });
    expect(tiktok.rules.support).toMatchObject({ period: 'P30D', start: 'purpose fulfilled' });
  });

  it('keeps nobody in what is kept for statistics [A-18, C-33]', () => {
    expect(actionOf('tiktok-behaviour', 'behaviour')).toBe('anonymise');
    expect(actionOf('weidandan-submissions', 'submissions')).toBe('anonymise');
    const { clusters } = all.datasets['weidandan-submissions'] ?? { clusters: [] };
    expect(Object.keys(clusters.find(({ rule }) => rule === 'submissions')?.fields ?? {})).toContain('user_id');
  });

  it('is deleting or anonymising, as each rule says, and never less [R-07]', () => {
    const actions = Object.values(all.datasets).flatMap(({ clusters }) => clusters.map(({ action }) => action));
    expect(new Set(actions)).toEqual(new Set(['delete', 'anonymise']));
  });

  it('ends with the account, but for what law demands first: network logs and orders [D-51, E-29]', () => {
    expect(shop.triggers.AccountClosed?.covers).toEqual(
      Object.keys(shop.rules)
        .filter((id) => !isDerived(id))
        .sort(),
    );
    expect(open.triggers.AccountClosed?.covers).toEqual(
      Object.keys(open.rules)
        .filter((id) => !isDerived(id))
        .sort(),
    );
    expect(shop.rules.orders?.floor?.law).toBe('E-commerce Law Art. 31');
    expect(open.rules['network-logs']?.floor?.period).toBe('P6M');
  });

  it('ends with the closing of this shop for this policy alone: other texts bind other datasets [D-03]', () => {
    for (const { policy: id, store } of Object.values(all.datasets)) {
      const sharing = Object.values(all.datasets).filter(
        (other) => other.store.kind === 'dynamodb' && store.kind === 'dynamodb' && other.store.table === store.table,
      );
      expect(new Set(sharing.map((other) => other.policy)).size, id).toBeLessThanOrEqual(1);
    }
  });
});

describe('whose word it is', () => {
  it('is the text’s, or an operator’s decision with author, day and reason [R-11]', () => {
    for (const { data } of policies) {
      for (const [name, decision] of Object.entries(data.decisions ?? {})) {
        expect(decision, `${data.policy} ${name}`).toMatchObject({
          value: expect.any(String),
          by: 'operator',
          on: '2026-11-23',
          why: expect.any(String),
        });
      }
    }
  });

  it('has a version, a controller and days of its own [A-01, B-02, B-21, C-01, D-01, E-01, R-01]', () => {
    const said = policies.map(({ data }) => [data.policy, data.published, data.version]);
    expect(said).toEqual([
      ['kuaishou-open-platform', '2023-08-09', '2023-08-09'],
      ['kuaishou-shop', 'not stated', '2025-05-14'],
      ['tiktok-miniprogram', 'not stated', '2026-06-29'],
      ['wechat-miniprogram', '2021-11-03', '2021-11-03'],
      ['weidandan', '2024-11-26', '2024-11-26'],
    ]);
    expect(policy('kuaishou-open-platform').data.effective).toBe('2023-08-17');
    expect(wechat.controller).toBe('Shenzhen Tencent Computer Systems Company Limited');
  });

  it('may be held to by a regulator where the text says so [A-14]', () => {
    expect(tiktok.grounds.regulator).toBe('2.6');
  });

  it('promises the mainland where the text does, all of it or what was collected there [C-36, C-42, D-42, D-43, E-21]', () => {
    expect([weidandan, shop, open].map(({ residency }) => residency)).toEqual(Array(3).fill('CN-mainland'));
    expect([tiktok, wechat].map(({ residency }) => residency)).toEqual([null, null]);
  });

  it('names who received data from the controller, and under which of its own grounds [A-20, D-26, D-31, E-14]', () => {
    const received = Object.values(all.datasets).flatMap((dataset) =>
      dataset.recipients.map((id) => `${dataset.policy} ${all.recipients[id]?.ground}`),
    );
    expect([...new Set(received)].sort()).toEqual(
      expect.arrayContaining(['kuaishou-shop 2.3.5', 'kuaishou-shop 2.7.2', 'tiktok-miniprogram 4.2(4)']),
    );
  });

  it('answers complaints by a decision where the text names no time [A-23, B-19, C-21]', () => {
    for (const one of [tiktok, wechat, weidandan]) expect(one.answers.complaint?.deadline, one.id).toBe('P15WD');
  });

  it('lets a request be about as much as the text says [C-05, C-17]', () => {
    expect(weidandan.triggers.ErasureRequested?.scopes).toEqual(['account', 'category']);
    expect(shop.triggers.PermissionRevoked?.scopes).toEqual(['permission']);
  });
});
