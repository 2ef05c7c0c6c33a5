import type { Plan, PlanTrigger, ScopeKind, TriggerKind } from '../../../lib/policy/plan.ts';

/** One trigger of one policy, to be played by one subject: about as little as the trigger allows. */
export interface Play {
  readonly policy: string;
  readonly trigger: TriggerKind;
  readonly scope: ScopeKind;
}

/** Every trigger of every policy that has it, once for each scope it may have. Those about everybody come last. */
export function playsOf(plan: Plan): readonly Play[] {
  const plays = Object.values(plan.policies).flatMap(({ id, triggers }) =>
    (Object.entries(triggers) as [TriggerKind, PlanTrigger][]).flatMap(([trigger, { scopes }]) =>
      scopes.map((scope): Play => ({ policy: id, trigger, scope })),
    ),
  );
  return [...plays.filter(isForOne), ...plays.filter((play) => !isForOne(play))];
}

export const isForOne = ({ scope }: Play): boolean => scope !== 'all subjects';
