import * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import type { Platform } from '../policy/plan-platforms.ts';
import { safeParse } from '../safe-parse.ts';

/** The token of the message push, and the key its messages are encrypted with; null where they come in clear text. */
export interface WechatSecret {
  readonly token: string;
  readonly encodingAesKey: string | null;
}

/** What an app shares with its platform, one or, while it is being changed, two: the new one first. */
export type PlatformSecrets =
  | { readonly platform: 'wechat'; readonly secrets: readonly WechatSecret[] }
  | { readonly platform: 'tiktok' | 'kuaishou'; readonly secrets: readonly string[] }
  | { readonly platform: 'cognito' };

const text = z.string().check(z.minLength(1), z.maxLength(512));
/** One or two of a kind. */
const some = <T extends z.ZodMiniType>(one: T) => z.union([z.array(one).check(z.minLength(1), z.maxLength(2)), one]);

const wechat = z.strictObject({
  token: text,
  encodingAesKey: z.optional(z.string().check(z.regex(/^[A-Za-z0-9+/]{43}$/))),
});
const tiktok = z.strictObject({ clientSecret: text });
const kuaishou = z.strictObject({ appSecret: text });

/**
 * Reads what was encrypted for an app: `{"token": …, "encodingAesKey": …}` for WeChat, `{"clientSecret": …}` for TikTok,
 * `{"appSecret": …}` for Kuaishou, or a list of two of them.
 * @throws ExpungeError CONFIGURATION; it quotes nothing.
 */
export function parseSecrets(platform: Platform, json: string): PlatformSecrets {
  switch (platform) {
    case 'cognito':
      return { platform };
    case 'wechat': {
      const found = listOf(checked(platform, some(wechat), json));
      return { platform, secrets: found.map(({ token, encodingAesKey = null }) => ({ token, encodingAesKey })) };
    }
    case 'tiktok':
      return { platform, secrets: listOf(checked(platform, some(tiktok), json)).map((one) => one.clientSecret) };
    case 'kuaishou':
      return { platform, secrets: listOf(checked(platform, some(kuaishou), json)).map((one) => one.appSecret) };
  }
}

const listOf = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

function checked<T extends z.ZodMiniType>(platform: Platform, shape: T, json: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined; // the parser's own message quotes the secret
  }
  const result = safeParse(shape, value);
  if (result.success) return result.data;
  throw new ExpungeError(
    'CONFIGURATION',
    `The secret of a ${platform} app is not of the form that docs/formats.md gives. Encrypt it again, as JSON.`,
    { place: platform },
  );
}
