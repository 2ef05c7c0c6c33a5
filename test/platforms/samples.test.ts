import { describe, expect, it } from 'vitest';
import { noticeOf, openNotice, parseNotice } from '../../lib/platforms/index.ts';
import { parseEvent } from '../../lib/registry/index.ts';
import { adaptNotice, askedFor, NOW, planWith, sample, signed, wechatApp } from './support.ts';

const plugin = { ...wechatApp, scopes: { wx13974bf780d3dc89: 'customer-service-assistant' } };

describe('the samples of the platforms, unchanged', () => {
  it.each([
    ['wechat-service-account.xml', 'ErasureRequested', { categories: ['license-plate'] }],
    ['wechat-mobile-app.json', 'ErasureRequested', {}],
    ['wechat-web-app.json', 'ErasureRequested', {}],
  ])('WeChat’s %s becomes %s [B-11, B-13]', async (file, type, scope) => {
    expect(await askedFor(signed('wechat', sample(file)))).toEqual([[type, scope]]);
  });

  it.each([
    'wechat-mini-program.xml',
    'wechat-mini-program.json',
  ])('WeChat’s %s is about a plug-in [B-08]', async (file) => {
    const asked = await askedFor(signed('wechat', sample(file)), planWith([plugin]));
    expect(asked).toEqual([['ErasureRequested', { plugin: 'customer-service-assistant' }]]);
  });

  it('keeps a plug-in’s user apart from the app’s, as the inventory says', async () => {
    const notice = signed('wechat', sample('wechat-mini-program.json'));
    const byOpenPid = await adaptNotice(notice, planWith([{ ...plugin, subject: 'OpenPID' }]));
    expect(byOpenPid.triggers[0]?.trigger.detail.subject).toBe('G7esq5NVzP76HIHoB95t4CVBP6to');
    const byOpenId = await adaptNotice(notice, planWith([plugin]));
    expect(byOpenId.triggers[0]?.trigger.detail.subject).toBe('oaKk343WOktAaT2ygsX138BGblrg');
  });

  it('WeChat’s service-account sample has spaces in its keys, and a code that this policy has no category for', async () => {
    const { triggers, faults } = await adaptNotice(signed('wechat', sample('wechat-service-account.json')));
    expect(triggers).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual(['EVENT_UNKNOWN_SCOPE']);
  });

  it('WeChat’s encrypted message is opened with the documentation’s own token, key and AppID', () => {
    const notice = noticeOf(
      {
        platform: 'wechat',
        receivedAt: '2024-04-26T06:20:46Z',
        query: {
          signature: '6c5c811b55cc85e0e1b54100749188c20beb3f5d',
          timestamp: '1714112445',
          nonce: '415670741',
          openid: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
          encrypt_type: 'aes',
          msg_signature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
        },
        body: sample('wechat-encrypted.json'),
      },
      NOW,
    );
    const secrets = { token: 'AAAAA', encodingAesKey: 'A'.repeat(43) };
    const said = openNotice(
      notice,
      { ...wechatApp, app: 'wxba5fad812f8e6fb9' },
      { platform: 'wechat', secrets: [secrets] },
    );
    expect(said).toEqual({ noted: 'an event of WeChat that takes nothing back' });
  });

  it('TikTok’s takes everything back [A-03, A-21]', async () => {
    expect(await askedFor(signed('tiktok', sample('tiktok.json')))).toEqual([['PermissionRevoked', {}]]);
  });

  it('Kuaishou’s takes one permission back that the policy names, and one that it does not', async () => {
    const { triggers, faults } = await adaptNotice(signed('kuaishou', sample('kuaishou.json')));
    expect(triggers.map(({ trigger }) => [trigger.type, trigger.detail.permission])).toEqual([
      ['PermissionRevoked', 'user-info'],
    ]);
    expect(faults.map(({ code }) => code)).toEqual(['EVENT_UNKNOWN_SCOPE']);
  });

  it.each([
    ['cognito-delete-user.json', 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111'],
    ['cognito-admin-delete-user.json', 'a1b2c3d4-5678-90ab-cdef-EXAMPLE22222'],
  ])('Cognito’s %s closes the account of its sub', async (file, subject) => {
    const { triggers } = await adaptNotice(parseNotice(sample(file), NOW));
    expect(triggers.map(({ trigger }) => [trigger.type, trigger.detail.policy, trigger.detail.subject])).toEqual([
      ['AccountClosed', 'weidandan', subject],
    ]);
  });

  it('are events that open a case, with the same id however often they are told', async () => {
    const notice = signed('tiktok', sample('tiktok.json'));
    const [one] = (await adaptNotice(notice)).triggers;
    const [again] = (await adaptNotice({ ...notice, receivedAt: NOW + 60_000 })).triggers;
    expect(again?.trigger.detail.id).toBe(one?.trigger.detail.id);
    const { type, detail } = one?.trigger ?? { type: '', detail: {} };
    const event = { id: 'e', source: 'expunge.platforms', 'detail-type': type, time: '2026-03-02T00:00:00Z', detail };
    expect(parseEvent(JSON.stringify(event), NOW)).toMatchObject({
      type,
      receivedAt: NOW,
      policy: 'tiktok-miniprogram',
    });
  });
});
