import type { Case, FulfilledRecord, Hold } from '../registry/model.ts';
import type { RecipientsOffice } from './office.ts';

/** What has to be known of a subject before anybody is told of it. */
export interface LookedUp {
  /** Undefined once nothing names the subject any more. */
  readonly id: string | undefined;
  readonly fulfilled: readonly FulfilledRecord[];
  /** Something suspends the erasure, and so what others would be told of it. */
  readonly held: boolean;
}

/** Looks subjects up with what is on them. Holds on a whole policy or dataset are read once: made anew for each look. */
export function lookUp({ plan, registry }: Pick<RecipientsOffice, 'plan' | 'registry'>) {
  const known = new Map<string, Promise<readonly Hold[]>>();
  const wide = (scope: string) => {
    const holds = known.get(scope) ?? registry.wideHolds(scope);
    known.set(scope, holds);
    holds.catch(() => known.delete(scope));
    return holds;
  };
  return async ({ ref, policy }: Case, recipient: string): Promise<LookedUp> => {
    const { subject, holds, fulfilled } = await registry.checkSubject(ref);
    const received = Object.values(plan.datasets).filter(
      (dataset) => dataset.policy === policy && dataset.recipients.includes(recipient),
    );
    const all = [...holds];
    for (const scope of [policy, ...received.map((dataset) => dataset.id)]) all.push(...(await wide(scope)));
    return { id: subject?.id, fulfilled, held: all.length > 0 };
  };
}
