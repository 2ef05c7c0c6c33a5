import type { Announcement, Bus } from '../announcements.ts';
import type { Plan } from '../policy/plan.ts';
import { mechanismOf, withdrawnCategories } from './covered.ts';
import { unmetOf } from './gates.ts';
import type { Case, Subject } from './model.ts';

/**
 * Announces a case as it stands: what it waits for; or its deadline, and that from now on nothing it covers may be used
 * (PIPL 47). Also for an event told again: the first time may have been cut off right here.
 */
export async function tellCase(
  one: Case,
  subject: Subject & { readonly id: string },
  { plan, bus }: { readonly plan: Plan; readonly bus: Bus },
): Promise<void> {
  const { id, policy, state, deadline, provisional, gates } = one;
  if (state === 'refused') return;
  if (state === 'waiting') {
    await bus.announce([{ type: 'CaseWaiting', detail: { policy, case: id, gates: unmetOf(gates) } }]);
    return;
  }
  const scheduled: Announcement = {
    type: 'ErasureScheduled',
    detail: { policy, subject: subject.id, case: id, deadline: new Date(deadline).toISOString(), provisional },
  };
  const categories = restricted(one, subject, plan);
  const nowhere = { dataset: null, rule: null, law: null, until: null };
  const detail = { policy, subject: subject.id, case: id, ...nowhere };
  await bus.announce([
    scheduled,
    ...(categories === 'nothing' ? [] : [{ type: 'ProcessingRestricted' as const, detail: { ...detail, categories } }]),
  ]);
}

/** Null: all of the account. */
function restricted(
  { policy, trigger, scope }: Case,
  { withdrawn = {} }: Subject,
  plan: Plan,
): readonly string[] | null | 'nothing' {
  const mechanism = mechanismOf(trigger, scope);
  if (mechanism !== 'withdrawal') return mechanism === 'closure' ? null : 'nothing';
  // A later consent may have lifted some of it.
  const named = withdrawnCategories(plan, policy, trigger, scope);
  const standing = named.filter((category) => Object.hasOwn(withdrawn, category));
  return standing.length > 0 ? standing : 'nothing';
}
