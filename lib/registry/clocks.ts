import type { Clock } from '../clock.ts';
import type { Plan, TriggerKind } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { addPeriod, parsePeriod } from '../retention/index.ts';
import type { Case, Reply } from './model.ts';
import type { Registry } from './registry.ts';
import { firstWarning } from './warnings.ts';

/** What a person asked for, rather than the law, a record or the end of the service: these are counted (see `requests`). */
const ASKED_FOR: ReadonlySet<TriggerKind> = new Set<TriggerKind>([
  'AccountClosed',
  'MiniProgramRecordCancelled',
  'PlatformAccountCancelled',
  'ConsentWithdrawn',
  'PermissionRevoked',
  'ErasureRequested',
  'GuardianRequest',
]);

/** The id of the answer to what opened a case. */
export const REQUEST = 'request';

export interface ClockOffice {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly clock: Clock;
}

/**
 * Starts what runs beside the erasing of a case that was opened: the warnings of its deadline, and the clock of the answer to
 * the person, where the policy promises one. Notes with the subject that it asked. Repeatable: what was started first stands.
 */
export async function startClocks(opened: Case, { plan, registry, clock }: ClockOffice): Promise<void> {
  const { id, ref, policy: policyId, receivedAt, deadline } = opened;
  if (opened.state === 'waiting' || opened.state === 'open') {
    await registry.putWarning(
      firstWarning({ case: id, clock: 'erasure', startedAt: receivedAt, deadline }, clock.now()),
    );
  }
  const policy = own(plan.policies, policyId);
  const period = policy?.triggers[opened.trigger]?.reply ?? null;
  if (policy !== undefined && period !== null) {
    const request = { id: REQUEST, case: id, kind: 'request', policy: policyId } as const;
    await startReply({ ...replyClock(receivedAt, period, policy.zone), ...request }, { registry, clock });
  }
  if (ASKED_FOR.has(opened.trigger)) await registry.noteRequest(ref, { case: id, at: receivedAt });
}

/** Starts the clock of an answer that is owed, with its warnings. Repeatable: the first with an id stands, and is the answer. */
export async function startReply(
  reply: Reply,
  { registry, clock }: Pick<ClockOffice, 'registry' | 'clock'>,
): Promise<Reply> {
  const opened = await registry.openReply(reply);
  if (opened.answeredAt !== undefined) return opened;
  const { id, case: of, receivedAt, deadline } = opened;
  await registry.putWarning(
    firstWarning({ case: of, clock: { reply: id }, startedAt: receivedAt, deadline }, clock.now()),
  );
  return opened;
}

/** A clock that starts with the receipt, whatever the text says of the erasure: D 6.5, E 6.5. */
export function replyClock(
  receivedAt: number,
  period: string,
  zone: string,
): Pick<Reply, 'receivedAt' | 'deadline' | 'provisional' | 'calendar'> {
  const { at, provisional, calendar } = addPeriod(receivedAt, parsePeriod(period), zone, 'up');
  return { receivedAt, deadline: at, provisional, calendar };
}
