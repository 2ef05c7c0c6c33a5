import { ExpungeError } from '../../errors.ts';
import type { PlanPolicy } from '../../policy/plan.ts';
import { own } from '../../policy/plan-index.ts';
import type { PlanPlatform } from '../../policy/plan-platforms.ts';
import type { Part } from '../decide.ts';
import type { Statement } from '../said.ts';
import { WECHAT_CODES } from './codes.ts';

type CodesRevoked = Extract<Statement, { kind: 'codes revoked' }>;

/**
 * One answer for each code, by the policy's own `revokeCodes`; each may refuse for itself, with EVENT_UNKNOWN_SCOPE.
 * In a plug-in, what the code and the plug-in have in common; all of the plug-in's where they share nothing.
 */
export function askForCodes(
  { codes, plugin }: CodesRevoked,
  app: PlanPlatform,
  policy: PlanPolicy,
): readonly (() => Part)[] {
  return codes.map((code) => () => {
    // WeChat adds codes: one that the policy names counts, whether or not it was known here.
    const categories = own(policy.revokeCodes, code) ?? [];
    if (categories.length === 0 && !WECHAT_CODES.has(code)) {
      throw unknown('neither the policy nor WeChat’s documentation has this RevokeInfo code', policy);
    }
    if (plugin === null) {
      if (categories.length > 0) return { categories };
      throw unknown(`the policy has no category for RevokeInfo ${code} (${WECHAT_CODES.get(code)})`, policy);
    }
    const id = own(app.scopes, plugin) ?? plugin;
    const ofPlugin = own(policy.plugins, id);
    if (ofPlugin === undefined) throw unknown('the plug-in is not one that the policy names', policy);
    const common = ofPlugin.filter((category) => categories.includes(category));
    return common.length > 0 ? { categories: common } : { plugin: id };
  });
}

const unknown = (why: string, policy: PlanPolicy): ExpungeError =>
  new ExpungeError(
    'EVENT_UNKNOWN_SCOPE',
    `A WeChat user took something back, and nobody can say which data that is: ${why}. Nothing is erased over it. If you hold such data, add the category and its code to the policy, or the plug-in to \`platforms\` → \`scopes\`, deploy, and send the parked notice again.`,
    { place: policy.id },
  );
