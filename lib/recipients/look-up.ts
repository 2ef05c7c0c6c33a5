import { isInForce } from '../registry/in-force.ts';
import type { Case, FulfilledRecord, Hold } from '../registry/model.ts';
import type { RecipientsOffice } from './office.ts';

/** What has to be known of a subject before anybody is told of it. */
export interface LookedUp {
  /** Undefined once nothing names the subject any more. */
  readonly id: string | undefined;
  readonly fulfilled: readonly FulfilledRecord[];
  /** All that the case withdrew was consented to again since: who is told now might erase what is there by right. */
  readonly overtaken: boolean;
  /** Something suspends the erasure, and so what others would be told of it. */
  readonly held: boolean;
}

/** Looks subjects up with what is on them. Holds on a whole policy or dataset are read once: made anew for each look. */
export function lookUp({ plan, registry, clock }: Pick<RecipientsOffice, 'plan' | 'registry' | 'clock'>) {
  const known = new Map<string, Promise<readonly Hold[]>>();
  const wide = (scope: string) => {
    const holds = known.get(scope) ?? registry.wideHolds(scope);
    known.set(scope, holds);
    holds.catch(() => known.delete(scope));
    return holds;
  };
  return async ({ ref, policy, scope }: Case, recipient: string): Promise<LookedUp> => {
    const now = clock.now();
    const { subject, holds, fulfilled } = await registry.checkSubject(ref);
    const received = Object.values(plan.datasets).filter(
      (dataset) => dataset.policy === policy && dataset.recipients.includes(recipient),
    );
    const all = [...holds];
    for (const scope of [policy, ...received.map((dataset) => dataset.id)]) all.push(...(await wide(scope)));
    const { closure, withdrawn = {} } = subject ?? {};
    const overtaken =
      scope.kind === 'categories' &&
      closure === undefined &&
      !scope.categories.some((one) => Object.hasOwn(withdrawn, one));
    return { id: subject?.id, fulfilled, overtaken, held: all.some((hold) => isInForce(hold, now)) };
  };
}
