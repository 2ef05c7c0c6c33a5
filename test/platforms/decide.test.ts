import { describe, expect, it } from 'vitest';
import { acknowledge, noticeOf } from '../../lib/platforms/index.ts';
import { WECHAT_CODES } from '../../lib/platforms/wechat/codes.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import {
  adaptNotice,
  askedFor,
  codeOf,
  cognitoApp,
  kuaishouApp,
  planWith,
  sample,
  signed,
  tiktokApp,
  wechatApp,
} from './support.ts';

const plan = planWith();

const revoke = (RevokeInfo: unknown, more: object = {}) =>
  signed(
    'wechat',
    JSON.stringify({
      AppID: wechatApp.app,
      OpenID: 'oaKk343WOktAaT2ygsX138BGblrg',
      CreateTime: 1627359464,
      Event: 'user_authorization_revoke',
      RevokeInfo,
      ...more,
    }),
  );

const faultsOf = async (notice: Parameters<typeof adaptNotice>[0], under: Plan = plan) =>
  (await adaptNotice(notice, under)).faults.map(({ code, message }) => [code, message] as const);

describe('what a WeChat user takes back', () => {
  it.each([
    ['1', { categories: ['license-plate'] }],
    ['2', { categories: ['address'] }],
    ['3', { categories: ['invoice'] }],
    ['4', { categories: ['bluetooth'] }],
    ['5', { categories: ['microphone'] }],
    ['6', { categories: ['nickname-avatar'] }],
    ['7', { categories: ['camera'] }],
    ['8', { categories: ['phone'] }],
    ['12', { categories: ['werun-steps'] }],
    ['14', { categories: ['photos-videos', 'review-screenshots'] }],
    ['15', { categories: ['files'] }],
    ['18', { categories: ['chosen-location'] }],
    ['19', { categories: ['nickname-avatar'] }],
    ['20', { categories: ['nickname-avatar'] }],
    ['301', {}],
  ])('by code %s is %o, as the policy’s revokeCodes say [B-06, B-11, B-13]', async (code, scope) => {
    expect(await askedFor(revoke(code), plan)).toEqual([['ErasureRequested', scope]]);
  });

  it('by code 13 is the permission that the text lets revoke [B-10]', async () => {
    expect(await askedFor(revoke('13'), plan)).toEqual([['PermissionRevoked', { permission: 'location' }]]);
  });

  it('by several codes at once is one request for each trigger, however they are written', async () => {
    const together = [
      ['ErasureRequested', { categories: ['address', 'phone'] }],
      ['PermissionRevoked', { permission: 'location' }],
    ];
    for (const info of ['8,2,13', '13|8|2', ' 2 8 13 ', '8、2，13', '08;2;13', ['2', 8, '13'], '2,8,8,13,']) {
      expect(await askedFor(revoke(info), plan)).toEqual(together);
    }
  });

  it('by e-mail address, which the text does not collect, is answered by a code, and nothing is asked for', async () => {
    expect(await askedFor(revoke('16'), plan)).toEqual([]);
    expect(await faultsOf(revoke(16))).toEqual([['EVENT_UNKNOWN_SCOPE', expect.stringContaining('e-mail address')]]);
  });

  it('is asked for also where another part of it is known to nobody', async () => {
    const { triggers, faults } = await adaptNotice(revoke('8,99'), plan);
    expect(triggers.map(({ trigger }) => trigger.detail.categories)).toEqual([['phone']]);
    expect(faults.map(({ code }) => code)).toEqual(['EVENT_UNKNOWN_SCOPE']);
  });

  it.each([
    '9',
    '10',
    '11',
    '17',
    '21',
    '208',
    '302',
    '__proto__',
    'constructor',
    'eight',
  ])('by %s, which WeChat does not have, is never guessed', async (code) => {
    const { triggers, faults } = await adaptNotice(revoke(code), plan);
    expect(triggers).toEqual([]);
    expect(faults.map((fault) => fault.code)).toEqual(['EVENT_UNKNOWN_SCOPE']);
  });

  it('by a code that WeChat has added since counts where the policy names it', async () => {
    const policy = { ...plan.policies['wechat-miniprogram'], revokeCodes: { '21': ['phone'] } };
    const newer = { ...plan, policies: { ...plan.policies, 'wechat-miniprogram': policy } } as Plan;
    expect(await askedFor(revoke('21'), newer)).toEqual([['ErasureRequested', { categories: ['phone'] }]]);
  });

  it('in a plug-in by a code that nobody has is not taken for all of the plug-in’s', async () => {
    const app = { ...wechatApp, scopes: { wxplugin: 'customer-service-assistant' } };
    const notice = revoke('99', { PluginID: 'wxplugin' });
    expect((await faultsOf(notice, planWith([app]))).map(([code]) => code)).toEqual(['EVENT_UNKNOWN_SCOPE']);
    expect(await askedFor(notice, planWith([app]))).toEqual([]);
  });

  it.each([undefined, null, '', ' , ', {}, [], [{}], 1.5])('by %o is refused: it says nothing', async (info) => {
    expect(await codeOf(() => adaptNotice(revoke(info), plan))).toBe('EVENT_INCOMPLETE');
  });

  it('in a plug-in is what the code and the plug-in have in common, or all of the plug-in’s [B-08]', async () => {
    const app = { ...wechatApp, scopes: { wxplugin: 'customer-service-assistant' } };
    const voice = { ...plan.policies['wechat-miniprogram'], revokeCodes: { '5': ['microphone', 'plugin-voice'] } };
    const known = { ...planWith([app]), policies: { ...plan.policies, 'wechat-miniprogram': voice } } as Plan;
    const inPlugin = (code: string) => revoke(code, { PluginID: 'wxplugin', OpenPID: 'G7esq5NVzP76HIHoB95t4CVBP6to' });
    expect(await askedFor(inPlugin('5'), known)).toEqual([['ErasureRequested', { categories: ['plugin-voice'] }]]);
    expect(await askedFor(inPlugin('14'), known)).toEqual([
      ['ErasureRequested', { plugin: 'customer-service-assistant' }],
    ]);
    expect((await faultsOf(inPlugin('14')))[0]?.[0]).toBe('EVENT_UNKNOWN_SCOPE');
  });

  it('with the account is the whole account', async () => {
    const cancelled = { Event: 'user_authorization_cancellation', RevokeInfo: undefined };
    expect(await askedFor(revoke('', cancelled), plan)).toEqual([['AccountClosed', {}]]);
  });

  it('is nothing where WeChat cleaned a profile, or tells of something else', async () => {
    for (const Event of ['user_info_modified', 'debug_demo']) {
      expect(await adaptNotice(revoke('1', { Event }), plan)).toMatchObject({
        triggers: [],
        noted: [expect.any(String)],
      });
    }
  });

  it('has another id when it is another app, user, event, code or time, and none when it is told again', async () => {
    const idOf = async (more: object, code = '8') =>
      (await adaptNotice(revoke(code, more), plan)).triggers[0]?.trigger.detail.id ?? '';
    const others = [
      { OpenID: 'oAnotherUserAltogether000000' },
      { CreateTime: 1627359465 },
      { OpenPID: 'G7esq5NVzP76' },
    ];
    const ids = await Promise.all([
      idOf({}),
      idOf({}, '6'),
      idOf({}, '19'),
      idOf({}, '301'),
      ...others.map((more) => idOf(more)),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await idOf({ FromUserName: 'x', MsgType: 'event' })).toBe(ids[0]);
    expect(ids[0]).toMatch(/^platform-[0-9a-f]{32}$/);
  });

  it('is known by every code of WeChat’s documentation', () => {
    const miniProgram = [1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 18, 19, 20];
    const codes = [...miniProgram, 201, 202, 203, 204, 205, 206, 207, 301];
    expect([...WECHAT_CODES.keys()].map(Number)).toEqual(codes);
  });

  it('from an app that no inventory names is refused', async () => {
    const elsewhere = revoke('8', { AppID: 'wx0000000000000000' });
    expect(await codeOf(() => adaptNotice(elsewhere, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
    expect(await codeOf(() => adaptNotice(revoke('8'), planWith([tiktokApp])))).toBe('PLATFORM_UNKNOWN_APP');
  });
});

describe('what a TikTok user takes back', () => {
  const removed = (content: string, more: object = {}) =>
    signed('tiktok', JSON.stringify({ ...JSON.parse(sample('tiktok.json')), content, ...more }));

  it.each([
    ['1', 'PermissionRevoked', 'disconnects the app [A-03, A-21]'],
    ['2', 'PlatformAccountCancelled', 'had the account deleted [A-16]'],
    ['3', 'UnlawfulProcessing', 'is of another age: a case that waits for somebody to look [A-24, A-26]'],
  ])('by reason %s is %s: %s', async (reason, type) => {
    expect(await askedFor(removed(`{"reason": ${reason} }`), plan)).toEqual([[type, {}]]);
    expect(await askedFor(removed(`{"reason":"${reason}"}`), plan)).toEqual([[type, {}]]);
  });

  it('by age waits for nobody where the policy has no gate for it, so a person decides', async () => {
    const { UnlawfulProcessing, ...triggers } = plan.policies['tiktok-miniprogram']?.triggers ?? {};
    for (const changed of [triggers, { ...triggers, UnlawfulProcessing: { ...UnlawfulProcessing, gates: [] } }]) {
      const policy = { ...plan.policies['tiktok-miniprogram'], triggers: changed };
      const without = { ...plan, policies: { ...plan.policies, 'tiktok-miniprogram': policy } } as Plan;
      expect((await faultsOf(removed('{"reason":3}'), without)).map(([code]) => code)).toEqual(['PLATFORM_UNDECIDED']);
    }
  });

  it.each([0, 4, 6, 99])('by reason %i is decided by a person: nothing is erased on doubt', async (reason) => {
    expect(await codeOf(() => adaptNotice(removed(`{"reason":${reason}}`), plan))).toBe('PLATFORM_UNDECIDED');
  });

  it('is nothing where the developer revoked it, or where a video was published', async () => {
    for (const notice of [removed('{"reason":5}'), removed('{}', { event: 'video.publish.completed' })]) {
      expect(await adaptNotice(notice, plan)).toMatchObject({ triggers: [], faults: [], noted: [expect.any(String)] });
    }
  });

  it('is refused where it names another client than the secret is of', async () => {
    const elsewhere = removed('{"reason":1}', { client_key: 'another' });
    expect(await codeOf(() => adaptNotice(elsewhere, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
  });

  it.each([
    '',
    '{}',
    'reason',
    '{"reason":"one"}',
    '[]',
    '{"reason":-1}',
  ])('is refused for content %o', async (content) => {
    expect(await codeOf(() => adaptNotice(removed(content), plan))).toMatch(
      /^(EVENT_INCOMPLETE|PLATFORM_NOTICE_UNREADABLE)$/,
    );
  });
});

describe('what a Kuaishou user takes back', () => {
  const body = sample('kuaishou.json');
  const onlyScope = (scope: string, app = kuaishouApp) =>
    askedFor(signed('kuaishou', body.replace(/\["user_info".*\]/, scope)), planWith([app]));

  it('is a permission of the policy, by its own name or by the inventory’s [D-25, R-06]', async () => {
    expect(await onlyScope('["user_info"]')).toEqual([['PermissionRevoked', { permission: 'user-info' }]]);
    const named = { ...kuaishouApp, scopes: { user_video_info: 'camera' } };
    expect(await onlyScope('["user_video_info"]', named)).toEqual([['PermissionRevoked', { permission: 'camera' }]]);
  });

  it('is the consent, where the policy knows no revoked permission [E-25]', async () => {
    const app = { ...kuaishouApp, policy: 'kuaishou-open-platform' };
    expect(await onlyScope('["user_info"]', app)).toEqual([['ConsentWithdrawn', { permission: 'user-info' }]]);
  });

  it('is everything where the inventory says that a scope means that', async () => {
    const app = { ...kuaishouApp, scopes: { user_info: 'all' } };
    expect(await onlyScope('["user_info"]', app)).toEqual([['ConsentWithdrawn', {}]]);
  });

  it('is asked for once, also where two scopes mean the same, and beside everything where one means that', async () => {
    const twice = { ...kuaishouApp, scopes: { a: 'camera', b: 'camera', c: 'all', d: 'all' } };
    expect(await onlyScope('["a","b","a"]', twice)).toEqual([['PermissionRevoked', { permission: 'camera' }]]);
    expect(await onlyScope('["c","d","a"]', twice)).toEqual([
      ['PermissionRevoked', { permission: 'camera' }],
      ['ConsentWithdrawn', {}],
    ]);
  });

  it('is refused where it names another app than the secret is of', async () => {
    const elsewhere = signed('kuaishou', body.replace('KS123123', 'KS000000'));
    expect(await codeOf(() => adaptNotice(elsewhere, plan))).toBe('PLATFORM_SIGNATURE_INVALID');
  });

  it('is refused where it names none: nobody says that it is everything', async () => {
    expect(await codeOf(() => onlyScope('[]'))).toBe('EVENT_INCOMPLETE');
  });

  it('is acknowledged with the id of the message', () => {
    expect(JSON.parse(acknowledge('kuaishou', body).body)).toEqual({
      result: 1,
      message_id: 'ChFvYXV0aC5hY2Nlc3NUb2tlbhJQvpR51x8In46B1sDB',
    });
    expect(acknowledge('wechat', '')).toMatchObject({ status: 200, body: 'success' });
    expect(acknowledge('tiktok', '')).toMatchObject({ status: 200, body: '' });
  });

  it('makes one trigger however often the message comes', async () => {
    const { triggers } = await adaptNotice(signed('kuaishou', body), plan);
    const again = await adaptNotice(signed('kuaishou', body.replace('1622518497536', '1622518599999')), plan);
    expect(again.triggers[0]?.trigger.detail.id).toBe(triggers[0]?.trigger.detail.id);
  });
});

describe('a user who was deleted from a Cognito pool', () => {
  const record = (name: string, changes: object = {}) => {
    const { detail } = JSON.parse(sample(name)) as { detail: object };
    const body = JSON.stringify({ ...detail, ...changes });
    return noticeOf({ platform: 'cognito', receivedAt: '2026-03-01T09:00:05Z', body }, Date.parse('2026-03-02'));
  };

  it('is not looked for by a user name: that is no sub', async () => {
    const hidden = { additionalEventData: null, requestParameters: { username: 'li', userPoolId: cognitoApp.app } };
    const notice = record('cognito-admin-delete-user.json', hidden);
    expect(await codeOf(() => adaptNotice(notice, plan))).toBe('EVENT_INCOMPLETE');
  });

  it('is not deleted where the call failed, or was another one', async () => {
    for (const changes of [{ errorCode: 'AccessDenied' }, { eventName: 'AdminDisableUser' }]) {
      const adapted = await adaptNotice(record('cognito-delete-user.json', changes), plan);
      expect(adapted).toMatchObject({ triggers: [], noted: [expect.any(String)] });
    }
  });

  it('is of the only pool there is, where the record names none, and of nobody’s where there are two', async () => {
    const notice = record('cognito-delete-user.json');
    expect(await askedFor(notice, plan)).toEqual([['AccountClosed', {}]]);
    const two = planWith([cognitoApp, { ...cognitoApp, app: 'us-east-1_OTHER' }]);
    expect(await codeOf(() => adaptNotice(notice, two))).toBe('PLATFORM_UNKNOWN_APP');
    expect(await askedFor(record('cognito-admin-delete-user.json'), two)).toEqual([['AccountClosed', {}]]);
  });

  it('is closed under every policy that the pool serves, and under one where the notice names it', async () => {
    const shared = planWith([cognitoApp, { ...cognitoApp, policy: 'kuaishou-shop' }]);
    const notice = record('cognito-delete-user.json');
    const { triggers } = await adaptNotice(notice, shared);
    expect(triggers.map(({ trigger }) => trigger.detail.policy)).toEqual(['weidandan', 'kuaishou-shop']);
    const named = await adaptNotice({ ...notice, policy: 'kuaishou-shop' }, shared);
    expect(named.triggers.map(({ trigger }) => trigger.detail.policy)).toEqual(['kuaishou-shop']);
  });
});
