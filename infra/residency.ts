import { Token } from 'aws-cdk-lib';
import { ExpungeError } from '../lib/errors.ts';
import type { Plan } from '../lib/policy/plan.ts';

/** The regions on the Chinese mainland. Hong Kong does not count as 境内 (PIPL 38-40). */
export const MAINLAND_REGIONS = ['cn-north-1', 'cn-northwest-1'] as const;

/**
 * Refuses (RESIDENCY_REFUSED) a region in which a policy's promise of mainland storage would be broken, and a region
 * that is not known yet: a promise cannot be kept by luck.
 */
export function checkResidency(plan: Plan, region: string): void {
  const promised = Object.values(plan.policies).filter(({ residency }) => residency === 'CN-mainland');
  if (promised.length === 0 || (MAINLAND_REGIONS as readonly string[]).includes(region)) return;
  const which = promised.map(({ id }) => id).join(', ');
  const where = Token.isUnresolved(region) ? 'a region that is not stated' : region;
  throw new ExpungeError(
    'RESIDENCY_REFUSED',
    `${which}: promises storage on the Chinese mainland, and the stack is for ${where}. ` +
      `Give the stack one of the regions ${MAINLAND_REGIONS.join(', ')}, or leave the policy out of this deployment.`,
    { place: which },
  );
}
