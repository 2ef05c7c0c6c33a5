import { describe, expect, it } from 'vitest';
import { compile } from '../../lib/policy/index.ts';
import { fiveAppsFiles } from './platforms-files.ts';

const written = (entries: string) => {
  const { policies, inventory } = fiveAppsFiles();
  const text = `${inventory.text}\nplatforms:\n${entries}`;
  return compile({ policies, inventory: { ...inventory, text } });
};
const messages = (entries: string) => written(entries).problems.map(({ message }) => message);

const wechat = 'platform: wechat, app: wx1, policy: wechat-miniprogram, secret: { kmsCiphertext: AAAA }';

describe('the platforms of an inventory', () => {
  it('are in the plan in order, whatever order they were written in', () => {
    const cognito = '  - { platform: cognito, app: pool, policy: weidandan }\n';
    const { plan, problems } = written(
      `  - { ${wechat}, scopes: { wxplugin: customer-service-assistant, more: all } }\n${cognito}`,
    );
    expect(problems).toEqual([]);
    expect(plan?.platforms).toEqual([
      { platform: 'cognito', app: 'pool', policy: 'weidandan', secret: null, scopes: {}, subject: 'OpenID' },
      {
        platform: 'wechat',
        app: 'wx1',
        policy: 'wechat-miniprogram',
        secret: 'AAAA',
        scopes: { more: 'all', wxplugin: 'customer-service-assistant' },
        subject: 'OpenID',
      },
    ]);
  });

  it.each([
    ['of no policy', `  - { ${wechat.replace('wechat-miniprogram', 'bank')} }`, /there is no policy `bank`/],
    ['without a secret', '  - { platform: tiktok, app: a, policy: tiktok-miniprogram }', /nobody can tell its notices/],
    [
      'with a secret that nobody checks',
      '  - { platform: cognito, app: a, policy: weidandan, secret: { kmsCiphertext: AAAA } }',
      /Cognito signs nothing/,
    ],
    ['with a scope that means nothing', `  - { ${wechat}, scopes: { a: b } }`, /no permission and no plug-in `b`/],
    ['written twice', `  - { ${wechat} }\n  - { ${wechat} }`, /stands here twice/],
    [
      'with a choice of ids that there is not',
      '  - { platform: cognito, app: a, policy: weidandan, subject: OpenPID }',
      /no choice of it/,
    ],
    ['of no platform', `  - { ${wechat.replace('platform: wechat', 'platform: myspace')} }`, /./],
    ['with a secret in clear text', `  - { ${wechat.replace('AAAA', '"my token!"')} }`, /is not base64/],
  ])('are refused %s', (_, entries, message) => {
    expect(messages(entries)).toEqual([expect.stringMatching(message)]);
  });
});
