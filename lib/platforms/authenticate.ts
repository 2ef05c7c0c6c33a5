import { ExpungeError } from '../errors.ts';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import { openCognito, poolOf } from './cognito.ts';
import type { Notice } from './notice.ts';
import { isBadSignature, openNotice } from './open.ts';
import type { Noted, Said } from './said.ts';
import type { PlatformSecrets } from './secrets.ts';

/** Decrypts what an app shares with its platform. Rejects with KEY_UNAVAILABLE or CONFIGURATION. */
export type SecretsOf = (app: PlanPlatform) => Promise<PlatformSecrets>;

export interface Heard {
  readonly app: PlanPlatform;
  readonly said: Said | Noted;
}

/**
 * Finds the app a notice is for by trying: an encrypted one does not say. Several answers where one app serves several
 * policies.
 * @throws ExpungeError PLATFORM_UNKNOWN_APP, PLATFORM_SIGNATURE_INVALID (no app's secret fits), and whatever `openNotice` says.
 */
export async function authenticate(
  notice: Notice,
  apps: readonly PlanPlatform[],
  secretsOf: SecretsOf,
): Promise<readonly Heard[]> {
  const candidates = candidatesFor(notice, apps);
  const heard: Heard[] = [];
  let fault: unknown;
  for (const app of candidates) {
    const secrets = await secretsOf(app);
    try {
      heard.push({ app, said: openNotice(notice, app, secrets) });
    } catch (thrown) {
      if (!isBadSignature(thrown)) throw thrown;
      fault = thrown;
    }
  }
  if (heard.length === 0) throw fault;
  return heard;
}

/** @throws ExpungeError PLATFORM_UNKNOWN_APP. */
export function candidatesFor(notice: Notice, apps: readonly PlanPlatform[]): readonly PlanPlatform[] {
  const { platform, policy } = notice;
  const ofPlatform = apps.filter((app) => app.platform === platform && (policy === null || app.policy === policy));
  const candidates = platform === 'cognito' ? ofPool(ofPlatform, poolOf(openCognito(notice))) : ofPlatform;
  if (candidates.length > 0) return candidates;
  throw new ExpungeError(
    'PLATFORM_UNKNOWN_APP',
    `The inventory has no ${platform} app${policy === null ? '' : ' of that policy'} that this notice could be for. Add it under \`platforms\`, deploy, and send the notice again.`,
    { place: platform },
  );
}

/** A record that names no pool is for the only one there is; with several, nobody knows. */
function ofPool(apps: readonly PlanPlatform[], pool: string | null): readonly PlanPlatform[] {
  if (pool !== null) return apps.filter(({ app }) => app === pool);
  return new Set(apps.map(({ app }) => app)).size === 1 ? apps : [];
}
