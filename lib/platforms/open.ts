import { ExpungeError } from '../errors.ts';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import { openCognito, readCognito } from './cognito.ts';
import { openKuaishou, readKuaishou } from './kuaishou.ts';
import type { Notice } from './notice.ts';
import type { JsonObject } from './read/lenient-json.ts';
import type { Noted, Said } from './said.ts';
import type { PlatformSecrets } from './secrets.ts';
import { badSignature } from './signature.ts';
import { openTiktok, readTiktok } from './tiktok.ts';
import { readWechat } from './wechat/read.ts';
import { openWechat } from './wechat/signature.ts';

/**
 * What an authentic notice says, decrypted where it was encrypted. For the function and for a company's own endpoint alike.
 * @throws ExpungeError PLATFORM_SIGNATURE_INVALID: not signed for this app; PLATFORM_NOTICE_UNREADABLE, EVENT_INCOMPLETE,
 * PLATFORM_UNDECIDED. No message quotes the notice.
 */
export function openNotice(notice: Notice, app: PlanPlatform, secrets: PlatformSecrets): Said | Noted {
  return read(verified(notice, app, secrets), app);
}

const READERS = {
  wechat: readWechat,
  tiktok: readTiktok,
  kuaishou: readKuaishou,
  cognito: readCognito,
} as const satisfies Record<PlanPlatform['platform'], (fields: JsonObject, app: PlanPlatform) => Said | Noted>;

/** What a body says, whoever sent it: only `openNotice` asks that. */
export function read(fields: JsonObject, app: PlanPlatform): Said | Noted {
  return READERS[app.platform](fields, app);
}

function verified(notice: Notice, app: PlanPlatform, secrets: PlatformSecrets): JsonObject {
  switch (secrets.platform) {
    case 'cognito':
      return openCognito(notice);
    case 'wechat':
      return firstThatFits(secrets.secrets, (secret) => openWechat(notice, app.app, secret));
    case 'tiktok':
      return firstThatFits(secrets.secrets, (secret) => openTiktok(notice, secret));
    case 'kuaishou':
      return firstThatFits(secrets.secrets, (secret) => openKuaishou(notice, secret));
  }

  function firstThatFits<T>(all: readonly T[], open: (secret: T) => JsonObject): JsonObject {
    let fault: unknown = badSignature(app.platform, 'no secret is configured for this app');
    for (const secret of all) {
      try {
        return open(secret);
      } catch (thrown) {
        if (!isBadSignature(thrown)) throw thrown;
        fault = thrown;
      }
    }
    throw fault;
  }
}

export const isBadSignature = (thrown: unknown): boolean =>
  thrown instanceof ExpungeError && thrown.code === 'PLATFORM_SIGNATURE_INVALID';
