import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Adapted, adapt, type Notice, type PlatformSecrets } from '../../lib/platforms/index.ts';
import { kuaishouSignature } from '../../lib/platforms/kuaishou.ts';
import { tiktokSignature } from '../../lib/platforms/tiktok.ts';
import { wechatSignature } from '../../lib/platforms/wechat/signature.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import type { PlanPlatform, Platform } from '../../lib/policy/plan-platforms.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';

export const sample = (name: string): string => readFileSync(join(import.meta.dirname, 'samples', name), 'utf8');

export const NOW = Date.parse('2026-03-02T00:00:00Z');
const TOKEN = 'AAAAA';
export const CLIENT_SECRET = 'tiktok client secret';
export const APP_SECRET = 'kuaishou app secret';

export const wechatApp: PlanPlatform = {
  platform: 'wechat',
  app: 'wx13974bf780d3dc89',
  policy: 'wechat-miniprogram',
  secret: 'AA==',
  scopes: {},
  subject: 'OpenID',
};
export const tiktokApp: PlanPlatform = {
  ...wechatApp,
  platform: 'tiktok',
  app: 'bwo2m45353a6k85',
  policy: 'tiktok-miniprogram',
};
export const kuaishouApp: PlanPlatform = {
  ...wechatApp,
  platform: 'kuaishou',
  app: 'KS123123',
  policy: 'kuaishou-shop',
};
export const cognitoApp: PlanPlatform = {
  ...wechatApp,
  platform: 'cognito',
  app: 'us-east-1_EXAMPLE',
  policy: 'weidandan',
  secret: null,
};
export const APPS = [wechatApp, tiktokApp, kuaishouApp, cognitoApp];

export const SECRETS = {
  wechat: { platform: 'wechat', secrets: [{ token: TOKEN, encodingAesKey: null }] },
  tiktok: { platform: 'tiktok', secrets: [CLIENT_SECRET] },
  kuaishou: { platform: 'kuaishou', secrets: [APP_SECRET] },
  cognito: { platform: 'cognito' },
} as const satisfies Record<Platform, PlatformSecrets>;

/** The five apps, whose users may come from these platforms. */
export const planWith = (apps: readonly PlanPlatform[] = APPS): Plan => ({ ...fiveAppsPlan(), platforms: apps });

/** A notice of a platform, signed as the platform signs; whatever is given afterwards spoils it. */
export function signed(platform: Platform, body: string, changes: Partial<Notice> = {}): Notice {
  const timestamp = String(NOW / 1000);
  const nonce = '486452656';
  const notice: Notice = {
    platform,
    policy: null,
    receivedAt: NOW,
    query: platform === 'wechat' ? { signature: wechatSignature(TOKEN, timestamp, nonce), timestamp, nonce } : {},
    headers: {
      ...(platform === 'tiktok' && {
        'tiktok-signature': `t=${timestamp},s=${tiktokSignature(CLIENT_SECRET, timestamp, body)}`,
      }),
      ...(platform === 'kuaishou' && { kwaisign: kuaishouSignature(APP_SECRET, body) }),
    },
    body,
  };
  return { ...notice, ...changes };
}

export const adaptNotice = (notice: Notice, plan: Plan = planWith()): Promise<Adapted> =>
  adapt(notice, plan, async ({ platform }) => SECRETS[platform]);

/** The triggers of a notice, each as `type` and what it is about. */
export async function askedFor(notice: Notice, plan?: Plan): Promise<readonly (readonly [string, object])[]> {
  const { triggers } = await adaptNotice(notice, plan);
  return triggers.map(({ trigger: { type, detail } }) => {
    const { id: _id, policy: _policy, subject: _subject, receivedAt: _at, channel: _channel, ...scope } = detail;
    return [type, scope] as const;
  });
}

export const codeOf = async (work: () => Promise<unknown>): Promise<string> =>
  work().then(
    () => 'nothing was thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );
