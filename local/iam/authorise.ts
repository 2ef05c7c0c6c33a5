import { evaluate } from './evaluate.ts';
import type { Call, Statement } from './statement.ts';

/** Policies of what is called: of a bucket, a queue, a key. */
export type ResourcePolicies = Readonly<Record<string, readonly Statement[]>>;

export interface Decision {
  readonly allowed: boolean;
  /** The statements of the role that allow it. */
  readonly by: readonly Statement[];
  /** Why not; empty where it is allowed. */
  readonly because: string;
}

/**
 * Decides a call of a role, as AWS does within one account: what a policy of either side denies is denied; an allow of
 * either side is enough. Of a key both are asked: its own policy must let the role, or the account, and in the second case
 * the role's policies must as well.
 */
export function authorise(
  call: Call,
  caller: { readonly role: string; readonly statements: readonly Statement[] },
  policies: ResourcePolicies,
): Decision {
  const own = evaluate(caller.statements, call);
  const policy = policies[resourceOf(call)] ?? [];
  const named = evaluate(
    policy.filter((one) => speaksOf(one, caller.role) === 'role'),
    call,
  );
  const account = evaluate(
    policy.filter((one) => speaksOf(one, caller.role) === 'account'),
    call,
  );
  const denied = [own, named, account].find(({ outcome }) => outcome === 'denied');
  if (denied !== undefined) return no(call, `statement ${denied.by[0]?.sid || '(unnamed)'} denies it`);
  const byResource = named.outcome === 'allowed';
  if (call.action.startsWith('kms:') && !byResource && account.outcome !== 'allowed')
    return no(call, 'the policy of the key does not allow it');
  if (own.outcome === 'allowed' || byResource) return { allowed: true, by: own.by, because: '' };
  return no(call, 'no policy of its role allows it');
}

/** Whether a service, which has no role, may call: the policy of what it calls must name it. */
export function authoriseService(call: Call, service: string, policies: ResourcePolicies): Decision {
  const policy = (policies[resourceOf(call)] ?? []).filter(({ principals }) =>
    principals?.some((one) => one === '*' || one === service),
  );
  const verdict = evaluate(policy, call);
  if (verdict.outcome === 'allowed') return { allowed: true, by: verdict.by, because: '' };
  return no(call, 'the policy of what it calls does not allow it');
}

/** Whom a statement of a resource's policy means: this role (or everybody), its account, or somebody else. */
function speaksOf({ principals }: Statement, role: string): 'role' | 'account' | 'nobody' {
  const [, partition, , , account] = role.split(':');
  const whole = [account, `arn:${partition}:iam::${account}:root`];
  if (principals?.some((one) => one === '*' || one === role)) return 'role';
  return principals?.some((one) => whole.includes(one)) ? 'account' : 'nobody';
}

/** Objects are under their bucket's policy. */
function resourceOf({ action, resource }: Call): string {
  return action.startsWith('s3:') ? (resource.split('/')[0] ?? resource) : resource;
}

function no({ action, resource }: Call, because: string): Decision {
  return { allowed: false, by: [], because: `not authorized to perform ${action} on ${resource}: ${because}` };
}
