import { ExpungeError } from '../errors.ts';
import type { PlanTrigger } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import type { CaseRequest } from './events.ts';
import type { CaseGate } from './model.ts';

/** The gate of a case that something contradicts. Only a person opens it; no policy writes it. */
export const DOUBT = 'doubt';

/**
 * The gates of a trigger, those already proven among them.
 * @throws ExpungeError EVENT_NOT_COVERED: something is proven that nobody asked for.
 */
export function gatesOf(
  trigger: PlanTrigger,
  { preconditions = {}, receivedAt, provenAt = receivedAt }: CaseRequest,
): CaseGate[] {
  noStrangers(
    Object.keys(preconditions),
    trigger.gates.map(({ id }) => id),
  );
  return trigger.gates.map(({ id }) => {
    const evidence = own(preconditions, id);
    return evidence === undefined ? { id } : { id, metAt: provenAt, evidence };
  });
}

/** @throws ExpungeError EVENT_NOT_COVERED. */
export function noStrangers(named: readonly string[], gates: readonly string[]): void {
  if (named.every((id) => gates.includes(id))) return;
  const known = gates.join(', ') || 'none';
  throw new ExpungeError(
    'EVENT_NOT_COVERED',
    `\`preconditions\` names one that the case does not have (it has ${known}). Nothing is noted; correct it and send it again.`,
  );
}

/** The gates that are not met. */
export const unmetOf = (gates: readonly CaseGate[]): string[] =>
  gates.filter(({ metAt }) => metAt === undefined).map(({ id }) => id);
