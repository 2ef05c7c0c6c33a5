import { ExpungeError } from '../errors.ts';
import type { Plan, PlanPolicy, TriggerKind } from '../policy/plan.ts';
import { categoriesCovered, own } from '../policy/plan-index.ts';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import type { Said, Statement } from './said.ts';
import type { Asked } from './triggers.ts';
import { undecided } from './undecided.ts';
import { askForCodes } from './wechat/ask.ts';

export interface Decision {
  readonly asked: readonly Asked[];
  /** What could not be turned into a trigger. The rest is asked for all the same. */
  readonly faults: readonly ExpungeError[];
}

/**
 * The triggers by which a user takes something back, in the order in which they are tried: the first that the policy has,
 * and that covers what was taken back, is the one. What WeChat calls notifying the developer to delete is an
 * `ErasureRequested` where neither a revoked permission nor a withdrawn consent of the policy stands for that category.
 */
const TAKEN_BACK: readonly TriggerKind[] = ['PermissionRevoked', 'ConsentWithdrawn', 'ErasureRequested'];
const ACCOUNT_CANCELLED: readonly TriggerKind[] = ['PlatformAccountCancelled', 'AccountClosed'];
const ACCOUNT_DELETED: readonly TriggerKind[] = ['AccountClosed', 'PlatformAccountCancelled'];

/** What the policy has for what was said. Pure; never guesses. @throws ExpungeError EVENT_UNKNOWN_POLICY. */
export function decide({ what }: Pick<Said, 'what'>, app: PlanPlatform, plan: Plan): Decision {
  const policy = own(plan.policies, app.policy);
  if (policy === undefined) {
    throw new ExpungeError('EVENT_UNKNOWN_POLICY', 'No policy of that id is deployed. Check `platforms`.');
  }
  const faults: ExpungeError[] = [];
  const asked: Asked[] = [];
  const ask = (make: () => readonly Asked[]) => {
    try {
      asked.push(...make());
    } catch (thrown) {
      if (!(thrown instanceof ExpungeError)) throw thrown;
      faults.push(thrown);
    }
  };
  const means = meansOf(plan, policy);
  switch (what.kind) {
    case 'everything revoked':
      ask(() => [means.everything()]);
      break;
    case 'codes revoked':
      for (const part of askForCodes(what, app, policy)) ask(() => means.part(part()));
      break;
    case 'scopes revoked':
      for (const scope of what.scopes) ask(() => means.part(wordOf(scope, app, policy)));
      break;
    case 'platform account cancelled':
      ask(() => [{ type: means.first(ACCOUNT_CANCELLED, what), scope: {} }]);
      break;
    case 'account deleted':
      ask(() => [{ type: means.first(ACCOUNT_DELETED, what), scope: {} }]);
      break;
    case 'age changed':
      ask(() => [ageChanged(policy)]);
  }
  return { asked: joined(asked), faults };
}

/** What was taken back, in the policy's words. */
export type Part =
  | { readonly categories: readonly string[] }
  | { readonly permission: string }
  | { readonly plugin: string }
  | 'all';

function meansOf(plan: Plan, policy: PlanPolicy) {
  const reaches = (type: TriggerKind, scope: string) => policy.triggers[type]?.scopes.some((one) => one === scope);
  const covers = (type: TriggerKind, some: readonly string[]) => {
    const covered = categoriesCovered(plan, policy.id, type);
    return some.some((category) => covered.includes(category));
  };

  return { everything, part, first };

  function first(types: readonly TriggerKind[], { kind }: Statement): TriggerKind {
    const type = types.find((one) => policy.triggers[one] !== undefined);
    if (type !== undefined) return type;
    throw notCovered(`it has no trigger for what the platform said (${kind}): ${types.join(' or ')}`);
  }

  function everything(): Asked {
    const whole = TAKEN_BACK.find((type) => reaches(type, 'account'));
    if (whole !== undefined) return { type: whole, scope: {} };
    const parts = TAKEN_BACK.find((type) => reaches(type, 'category'));
    if (parts !== undefined) return { type: parts, scope: { categories: categoriesCovered(plan, policy.id, parts) } };
    throw notCovered('it has no trigger for everything being taken back');
  }

  function part(what: Part): readonly Asked[] {
    if (what === 'all') return [everything()];
    if ('categories' in what) return what.categories.map(category);
    const [scope, id, categories = []] =
      'permission' in what
        ? (['permission', what.permission, own(policy.permissions, what.permission)] as const)
        : (['plugin', what.plugin, own(policy.plugins, what.plugin)] as const);
    const type = TAKEN_BACK.find((one) => reaches(one, scope) && covers(one, categories));
    if (type !== undefined) return [{ type, scope: scope === 'permission' ? { permission: id } : { plugin: id } }];
    return categories.map(category);
  }

  /** One category: by the first trigger that may be about it, or about the permission under which it alone is collected. */
  function category(id: string): Asked {
    const [permission] = Object.entries(policy.permissions).find(([, all]) => all.length === 1 && all[0] === id) ?? [];
    for (const type of TAKEN_BACK) {
      if (!categoriesCovered(plan, policy.id, type).includes(id)) continue;
      if (reaches(type, 'category')) return { type, scope: { categories: [id] } };
      if (reaches(type, 'permission') && permission !== undefined) return { type, scope: { permission } };
    }
    throw notCovered(`no trigger of it may be about category ${id} alone`);
  }

  function notCovered(why: string): ExpungeError {
    return new ExpungeError(
      'EVENT_NOT_COVERED',
      `A platform said that something was taken back, and this policy does not say what becomes of it: ${why}. Decide it in the policy's file, deploy, and send the parked notice again.`,
      { place: policy.id },
    );
  }
}

/** The platform's word in the inventory's mapping, else the policy's own name for it: `user_info` is `user-info`. */
function wordOf(word: string, app: PlanPlatform, policy: PlanPolicy): Part {
  const mapped = own(app.scopes, word);
  if (mapped === 'all') return 'all';
  const id = mapped ?? word.replaceAll('_', '-').toLowerCase();
  if (own(policy.permissions, id) !== undefined) return { permission: id };
  if (own(policy.plugins, id) !== undefined) return { plugin: id };
  throw new ExpungeError(
    'EVENT_UNKNOWN_SCOPE',
    `A ${app.platform} user took back a scope that the policy does not name among its permissions. Nothing is erased over it: name it under \`platforms\` → \`scopes\` in the inventory, deploy, and send the parked notice again.`,
    { place: policy.id },
  );
}

/**
 * An age that changed is no proof that a child's data was taken: only a policy in which somebody has to look first, by a
 * gate of `UnlawfulProcessing`, gets a case, and that one waits.
 */
function ageChanged(policy: PlanPolicy): Asked {
  const trigger = policy.triggers.UnlawfulProcessing;
  if (trigger !== undefined && trigger.gates.length > 0) return { type: 'UnlawfulProcessing', scope: {} };
  throw undecided('tiktok', 'TikTok found that the age of a user is another than it took it for');
}

/** Categories under one trigger are one request; nothing is asked for twice. */
function joined(asked: readonly Asked[]): readonly Asked[] {
  const others = new Map<string, Asked>();
  const categories = new Map<TriggerKind, Set<string>>();
  for (const one of asked) {
    if (one.scope.categories === undefined) others.set(JSON.stringify(one), one);
    else
      for (const id of one.scope.categories) categories.set(one.type, (categories.get(one.type) ?? new Set()).add(id));
  }
  const together = [...categories].map(([type, ids]): Asked => ({ type, scope: { categories: [...ids].sort() } }));
  return [...together, ...others.values()];
}
