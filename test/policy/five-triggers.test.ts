import { describe, expect, it } from 'vitest';
import { compile, coveredClusters, type PlanPolicy, type TriggerKind } from '../../lib/policy/index.ts';
import { inventory, policies } from './policy-texts.ts';

/** What each of the five texts lets somebody ask for, and what it does not. */

const { plan } = compile({ policies, inventory });
if (plan === null) throw new Error('the five policies do not compile');
const all = plan;

const [tiktok, wechat, weidandan, shop, open] = [
  'tiktok-miniprogram',
  'wechat-miniprogram',
  'weidandan',
  'kuaishou-shop',
  'kuaishou-open-platform',
].map((id) => all.policies[id] as PlanPolicy) as [PlanPolicy, PlanPolicy, PlanPolicy, PlanPolicy, PlanPolicy];

const gates = (one: PlanPolicy, kind: TriggerKind) => one.triggers[kind]?.gates.map(({ id }) => id);
const clusters = (one: PlanPolicy, kind: TriggerKind, categories: readonly string[]) =>
  coveredClusters(all, one.id, kind, { categories }).map(({ dataset, cluster }) => `${dataset.id} ${cluster.rule}`);

describe('the triggers of the five policies', () => {
  it.each<[string, PlanPolicy, TriggerKind[]]>([
    [
      'TikTok mini-program: three ends of 3.1, authorisations, requests, guardians, children [A-16, A-21, A-23, A-24, A-26]',
      tiktok,
      [
        'AccountClosed',
        'ErasureRequested',
        'GuardianRequest',
        'MiniProgramRecordCancelled',
        'PermissionRevoked',
        'PlatformAccountCancelled',
        'ServiceShutDown',
        'UnlawfulProcessing',
      ],
    ],
    [
      'WeChat mini-program: revoked permissions, notices to delete, requests by mail [B-10, B-11, B-12]',
      wechat,
      ['AccountClosed', 'ErasureRequested', 'PermissionRevoked'],
    ],
    [
      '微单单: requests, unlawful processing, the end of the service [C-16, C-18, C-39]',
      weidandan,
      ['AccountClosed', 'ErasureRequested', 'PurposeFulfilled', 'ServiceShutDown', 'UnlawfulProcessing'],
    ],
    [
      '快手小店: the five grounds of 6.1.2, withdrawal both ways, closure [D-25, D-29, D-45, D-47, D-48, D-50]',
      shop,
      [
        'AccountClosed',
        'ConsentWithdrawn',
        'ErasureRequested',
        'OtherLaw',
        'PermissionRevoked',
        'PurposeFulfilled',
        'ServiceShutDown',
        'UnlawfulProcessing',
      ],
    ],
    [
      '开放平台: as the shop, but withdrawal on request only [E-12, E-23, E-25, E-26, E-28]',
      open,
      [
        'AccountClosed',
        'ConsentWithdrawn',
        'ErasureRequested',
        'OtherLaw',
        'PurposeFulfilled',
        'ServiceShutDown',
        'UnlawfulProcessing',
      ],
    ],
  ])('%s', (_, one, kinds) => {
    expect(Object.keys(one.triggers).sort()).toEqual(kinds);
  });

  it('put what the text demands before an erasure, in its order [C-19, C-39, D-29, D-32, D-46, D-50, E-12, E-24, E-28]', () => {
    expect(gates(shop, 'AccountClosed')).toEqual(['identity', 'legal-conditions', 'contracts', 'merchant-obligations']);
    expect(gates(open, 'AccountClosed')).toEqual(['identity', 'legal-conditions', 'contracts', 'obligations']);
    for (const one of [shop, open]) {
      expect(gates(one, 'ErasureRequested'), one.id).toEqual(['granted']);
      expect(gates(one, 'ConsentWithdrawn'), one.id).toEqual([]);
      expect(gates(one, 'ServiceShutDown'), one.id).toEqual(['collection-stopped', 'notice-posted']);
    }
    expect(gates(weidandan, 'ErasureRequested')).toEqual(['identity']);
    expect(gates(weidandan, 'ServiceShutDown')).toEqual(['collection-stopped', 'notice-posted']);
    expect(weidandan.triggers.ServiceShutDown?.deadlineFrom).toBe('preconditions met');
    expect(gates(tiktok, 'GuardianRequest')).toEqual(['guardianship']);
    expect(gates(tiktok, 'UnlawfulProcessing')).toEqual(['age']);
  });

  it('put nothing before what WeChat users tell the developer to delete, and nothing but deletion after it [B-11]', () => {
    expect(wechat.triggers.ErasureRequested).toMatchObject({
      gates: [],
      action: 'delete',
      deadline: 'P1D',
      deadlineFrom: 'receipt',
      reply: null,
    });
  });

  it('answer merchants and developers within 15 working days of receipt, complaints too [D-53, D-64, E-30, E-35]', () => {
    for (const one of [shop, open]) {
      for (const kind of ['AccountClosed', 'ConsentWithdrawn', 'ErasureRequested', 'UnlawfulProcessing'] as const) {
        expect(one.triggers[kind]?.reply, `${one.id} ${kind}`).toBe('P15WD');
      }
      expect(one.answers.complaint).toEqual({ deadline: 'P15WD', clause: '9.2' });
      expect(one.triggers.PurposeFulfilled?.reply, 'nobody asked').toBeNull();
    }
  });

  it('purge what a guardian reports, where the account’s own rule would anonymise [A-26]', () => {
    const guardian = coveredClusters(all, tiktok.id, 'GuardianRequest');
    const closed = coveredClusters(all, tiktok.id, 'AccountClosed');
    const behaviour = (found: typeof closed) => found.find(({ dataset }) => dataset.id === 'tiktok-behaviour')?.cluster;
    expect(behaviour(closed)).toMatchObject({ rule: 'behaviour', action: 'anonymise' });
    expect(behaviour(guardian)).toMatchObject({ rule: '!behaviour', action: 'delete', only: 'on trigger' });
  });
});

describe('what is withdrawn alone', () => {
  it('is one field among others, wherever the category is [A-22, B-11, C-05, D-47]', () => {
    expect(clusters(wechat, 'ErasureRequested', ['phone'])).toEqual(['wechat-users ~phone']);
    expect(clusters(shop, 'ConsentWithdrawn', ['location'])).toEqual(['shop-service-logs ~location']);
    expect(clusters(shop, 'PermissionRevoked', ['bluetooth'])).toEqual(['shop-service-logs ~bluetooth']);
    expect(clusters(shop, 'ErasureRequested', ['chat-media'])).toEqual(['shop-chat-media chat-media']);
  });

  it('leaves no province behind where the rule itself would: the line still names the merchant [D-25, D-47, R-08]', () => {
    const both = coveredClusters(all, shop.id, 'ConsentWithdrawn', { categories: ['location', 'device-location'] });
    expect(both.map(({ cluster }) => [cluster.rule, Object.values(cluster.fields)])).toEqual([
      ['~device-location', [{ how: 'remove' }]],
      ['~location', [{ how: 'remove' }]],
    ]);
  });

  it('is what a user published, text and photo apart; what others copied nobody can reach [C-15, C-16]', () => {
    expect(clusters(weidandan, 'ErasureRequested', ['posts'])).toEqual(['weidandan-posts ~posts']);
    expect(clusters(weidandan, 'ErasureRequested', ['photos'])).toEqual(['weidandan-posts ~photos']);
  });

  it('leaves out what the trigger does not cover: law and contract keep it [D-28, E-11]', () => {
    expect(clusters(shop, 'ConsentWithdrawn', ['orders', 'insurance', 'service-logs'])).toEqual([]);
    expect(clusters(open, 'ConsentWithdrawn', ['legal-person'])).toEqual([]);
    expect(clusters(shop, 'ErasureRequested', ['insurance'])).toEqual(['shop-orders insurance']);
  });

  it('goes by permission and plug-in, as the texts name them [B-08, B-10, D-25]', () => {
    expect(wechat.permissions).toEqual({ location: ['location'] });
    expect(wechat.plugins).toEqual({ 'customer-service-assistant': ['plugin-chat-media', 'plugin-voice'] });
    expect(shop.permissions.gps).toEqual(['device-location', 'location']);
    expect(Object.keys(shop.permissions)).toEqual([
      'album',
      'bluetooth',
      'camera',
      'contacts',
      'gps',
      'microphone',
      'user-info',
    ]);
  });

  it('goes by WeChat’s codes, of which one stands for no row of the table [B-06, B-13]', () => {
    const codes = Object.keys(wechat.revokeCodes).map(Number);
    expect(codes.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 18, 19, 20]);
    expect(wechat.revokeCodes['14']).toEqual(['photos-videos', 'review-screenshots']);
    expect(wechat.revokeCodes['8']).toEqual(['phone']);
  });
});

describe('for what a request may be refused, or a time made longer', () => {
  const soft = ['excessive-technical', 'impractical', 'repeated', 'risk-to-others'];

  it('stands in the text by its letter or number, with the four kinds of request that may be refused [C-23, C-24, C-25, C-26, C-27, C-28, C-29, C-30]', () => {
    expect(Object.keys(weidandan.refusals).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', ...soft]);
  });

  it('and so for merchants and developers [D-54, D-55, D-56, D-57, D-58, D-59, D-60, E-31, E-32]', () => {
    for (const one of [shop, open]) {
      expect(Object.keys(one.refusals).sort(), one.id).toEqual(['a', 'b', 'c', 'd', 'e', 'f', ...soft].sort());
    }
  });

  it('asks for evidence where the text does, and leaves discretion to those four alone [C-23, C-27, D-54, D-58, E-32]', () => {
    for (const one of [weidandan, shop, open]) {
      const evidence = Object.keys(one.refusals).filter((id) => one.refusals[id]?.evidence);
      const discretion = Object.keys(one.refusals).filter((id) => one.refusals[id]?.discretionary);
      expect(evidence, one.id).toEqual([one === weidandan ? '4' : 'd']);
      expect(discretion.sort(), one.id).toEqual(soft);
    }
  });

  it('is nothing at all where the text has no such list', () => {
    for (const one of [tiktok, wechat]) expect([one.refusals, one.extensions], one.id).toEqual([{}, {}]);
  });

  it('knows five grounds in 微单单, two in the Kuaishou texts, and no others [C-38, D-41, E-20]', () => {
    expect(Object.keys(weidandan.extensions)).toEqual(['authority', 'believed-law', 'court', 'interests', 'law']);
    expect(Object.keys(shop.extensions)).toEqual(['consent', 'law']);
    expect(Object.keys(open.extensions)).toEqual(['consent', 'law']);
  });
});

describe('minors and what should never be there', () => {
  it('has the ages of the texts: 13 may come in, 14 is still a child in 14周岁以下 [A-24, A-25, D-61, E-33]', () => {
    expect(tiktok.minors).toEqual({ under: 18, admittedFrom: 13, clause: '6.1' });
    expect(shop.minors).toEqual({ under: 15, admittedFrom: null, clause: '7' });
    expect(open.minors).toEqual({ under: 15, admittedFrom: null, clause: '7' });
    expect([wechat.minors, weidandan.minors]).toEqual([null, null]);
  });

  it('says how it would be noticed: papers, cards, places, contacts, albums; the clipboard of the device [A-10, D-22]', () => {
    expect(tiktok.prohibited.map(({ id }) => id)).toEqual([
      'album',
      'bank-card',
      'contacts',
      'id-card',
      'precise-location',
    ]);
    for (const one of tiktok.prohibited) expect(one.detect?.length, one.id).toBeGreaterThan(0);
    expect(shop.prohibited.find(({ id }) => id === 'clipboard')).toMatchObject({ notStored: true });
  });
});
