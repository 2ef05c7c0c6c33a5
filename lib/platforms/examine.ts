import { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import { candidatesFor } from './authenticate.ts';
import { openCognito } from './cognito.ts';
import { decide } from './decide.ts';
import type { Notice } from './notice.ts';
import { openNotice, read } from './open.ts';
import { readBody } from './read/fields.ts';
import { isNoted } from './said.ts';
import type { PlatformSecrets } from './secrets.ts';
import { triggerOf } from './triggers.ts';

/** What a notice would become for one app. It names no user. */
export interface Examined {
  readonly app: string;
  readonly policy: string;
  /** `not checked`: no secret was given; `none`: the platform signs nothing. */
  readonly signature: 'valid' | 'invalid' | 'not checked' | 'none';
  readonly triggers: readonly { readonly type: string; readonly id: string; readonly scope: string }[];
  readonly noted: readonly string[];
  readonly faults: readonly { readonly code: string; readonly message: string }[];
}

/**
 * What a notice would become, for each app it may be for; with the secrets of an app, the signature is checked too. For
 * people who look at a payload: `adapt` alone decides what is sent.
 * @throws ExpungeError PLATFORM_UNKNOWN_APP, PLATFORM_NOTICE_UNREADABLE.
 */
export function examine(notice: Notice, plan: Plan, secrets: PlatformSecrets | null): readonly Examined[] {
  const apps = candidatesFor(notice, plan.platforms ?? []);
  return apps.map((app) => examineFor(app, notice, plan, secrets));
}

function examineFor(app: PlanPlatform, notice: Notice, plan: Plan, secrets: PlatformSecrets | null): Examined {
  const unsigned = app.platform === 'cognito' ? 'none' : 'not checked';
  const about = { app: app.app, policy: app.policy, triggers: [], noted: [], faults: [] };
  let signature: Examined['signature'] = secrets === null ? unsigned : 'valid';
  try {
    const said = secrets === null ? readUnsigned(app, notice) : openNotice(notice, app, secrets);
    if (isNoted(said)) return { ...about, signature, noted: [said.noted] };
    const { asked, faults } = decide(said, app, plan);
    const triggers = asked.map((one) => {
      const { type, detail } = triggerOf(said, app.policy, notice.receivedAt, one);
      const words = Object.entries(one.scope).map(([kind, value]) => `${kind} ${[value].flat().join(', ')}`);
      return { type, id: detail.id, scope: words[0] ?? 'everything' };
    });
    return { ...about, signature, triggers, faults: faults.map(plain) };
  } catch (thrown) {
    if (!(thrown instanceof ExpungeError)) throw thrown;
    if (thrown.code === 'PLATFORM_SIGNATURE_INVALID') signature = secrets === null ? unsigned : 'invalid';
    return { ...about, signature, faults: [plain(thrown)] };
  }
}

function readUnsigned(app: PlanPlatform, notice: Notice) {
  return read(app.platform === 'cognito' ? openCognito(notice) : readBody(notice.body), app);
}

const plain = ({ code, message }: ExpungeError) => ({ code, message });
