import { ExpungeError } from '../errors.ts';
import type { PlanPolicy, PlanTrigger } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { addPeriod, parsePeriod } from '../retention/index.ts';
import type { PreconditionsMet, ServiceShutDown } from './events/types.ts';
import type { CaseGate } from './model.ts';
import type { CaseOffice } from './open-case.ts';

/**
 * A service that ends: what has to be proven first, and how far the erasing of everybody's data has come. One item for each
 * policy, `K#shut-down` / policy, with nothing about anybody. Instants in milliseconds.
 */
export interface ShutDown {
  /** Made of its event's id as a case's is, and never the same as a case's. */
  readonly id: string;
  readonly policy: string;
  readonly policyVersion: string;
  /** SHA-256 of the policy file, hex. */
  readonly policyDigest: string;
  readonly clause: string;
  /** Counts the writes of this item: who writes n was the last to see n - 1. */
  readonly step: number;
  readonly receivedAt: number;
  /** What has to be proven before anything is erased: that collecting has stopped, that a notice was posted. */
  readonly gates: readonly ShutDownGate[];
  /** When the last of them was met, and the erasing began. */
  readonly provenAt?: number;
  readonly deadline: number;
  /** The working-day table ended before the deadline, or what starts it has not come yet. */
  readonly provisional: boolean;
  readonly calendar: string | null;
  /** Records of it that have been written: the third proof, that the data are erased. */
  readonly recorded: readonly ShutDownRecorded[];
}

export interface ShutDownGate extends CaseGate {
  readonly clause: string;
}

/** `erased`: all has gone but what a floor protects. `final`: that too. */
export type ShutDownStage = 'erased' | 'final';

export interface ShutDownRecorded {
  readonly stage: ShutDownStage;
  readonly at: number;
}

/** A case of a shut-down: it has been opened. */
export interface ListedCase {
  readonly id: string;
  /** The pass over the subjects that found its subject: after the first, data came although collecting had stopped. */
  readonly pass: number;
}

/** Where shut-downs are kept, and which cases are theirs. Reads are strong. */
export interface ShutDownRegistry {
  /** All there are, by policy. */
  shutDowns(): Promise<readonly ShutDown[]>;
  /** The one of a policy: there never is another. */
  shutDown(policy: string): Promise<ShutDown | null>;
  /** Writes it if it stands at the step before, or, at step 1, the policy has none; false means somebody else was quicker. */
  saveShutDown(next: ShutDown): Promise<boolean>;
  /** Which of these cases are listed. */
  listedCases(shutDown: string, cases: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lists cases; repeatable. To be done once they are open. */
  listCases(shutDown: string, cases: readonly ListedCase[]): Promise<void>;
  /** The listed ones by id. `after`: the last of the page before, '' for the beginning. */
  shutDownCases(shutDown: string, after: string, limit: number): Promise<readonly ListedCase[]>;
}

type ShutDownOffice = Pick<CaseOffice, 'plan' | 'registry' | 'referencer' | 'clock'>;

/**
 * Notes that a service ends. Nothing is erased before each of its proofs is there. Told again it changes nothing.
 * @throws ExpungeError EVENT_UNKNOWN_POLICY, EVENT_NOT_COVERED (the policy says nothing of its end, or asks for no such
 * proof), EVENT_CONTRADICTS (another event had ended this service before, or this one at another time: the first stands).
 */
export async function openShutDown(
  event: Omit<ServiceShutDown, 'type'>,
  { plan, registry, referencer }: ShutDownOffice,
): Promise<ShutDown> {
  const policy = own(plan.policies, event.policy);
  if (policy === undefined) {
    const message = 'No policy of that id is deployed. Check `policy` against policies/.';
    throw new ExpungeError('EVENT_UNKNOWN_POLICY', message);
  }
  const trigger = triggerOf(policy);
  const named: Omit<ShutDown, 'deadline' | 'provisional' | 'calendar'> = {
    id: referencer.case(policy.id, `the end of the service ${event.id}`),
    policy: policy.id,
    policyVersion: policy.version,
    policyDigest: policy.digest,
    clause: trigger.clause,
    step: 1,
    receivedAt: event.receivedAt,
    gates: trigger.gates.map(({ id, clause }) => ({ id, clause })),
    recorded: [],
  };
  const opened = met({ ...named, ...deadlineOf(named, policy) }, event.preconditions ?? {}, event.receivedAt, policy);
  if (await registry.saveShutDown(opened)) return opened;
  const standing = (await registry.shutDown(policy.id)) ?? opened;
  if (standing.id === opened.id && standing.receivedAt === opened.receivedAt) return standing;
  throw new ExpungeError(
    'EVENT_CONTRADICTS',
    `This service was shut down by an event before (shut-down ${standing.id}), which stands. Nothing is done over this one.`,
    { place: policy.id },
  );
}

/**
 * Notes what was proven of a shut-down; the first proof of each stands. With the last of them the erasing begins.
 * @returns false: what the event names is no shut-down.
 * @throws ExpungeError EVENT_NOT_COVERED: it asks for no such proof; none of the event's is noted.
 */
export async function meetShutDown(
  event: Omit<PreconditionsMet, 'type' | 'id'>,
  { plan, registry }: ShutDownOffice,
): Promise<boolean> {
  for (;;) {
    const standing = (await registry.shutDowns()).find(({ id }) => id === event.case);
    if (standing === undefined) return false;
    const next = met(standing, event.preconditions, event.metAt, own(plan.policies, standing.policy));
    const isNews = next.gates.some(({ metAt }, index) => metAt !== standing.gates[index]?.metAt);
    if (!isNews || (await registry.saveShutDown({ ...next, step: standing.step + 1 }))) return true;
  }
}

function met(
  one: ShutDown,
  proofs: Readonly<Record<string, string>>,
  at: number,
  policy: PlanPolicy | undefined,
): ShutDown {
  if (Object.keys(proofs).some((id) => !one.gates.some((gate) => gate.id === id))) {
    const asked = one.gates.map(({ id }) => id).join(', ') || 'none';
    throw new ExpungeError('EVENT_NOT_COVERED', `The shut-down asks for other proofs than these: ${asked}.`, {
      place: one.policy,
    });
  }
  const gates = one.gates.map((gate): ShutDownGate => {
    const evidence = own(proofs, gate.id);
    return gate.metAt !== undefined || evidence === undefined ? gate : { ...gate, metAt: at, evidence };
  });
  if (one.provenAt !== undefined || gates.some(({ metAt }) => metAt === undefined)) return { ...one, gates };
  const provenAt = Math.max(one.receivedAt, ...gates.map(({ metAt = 0 }) => metAt));
  const proven = { ...one, gates, provenAt };
  // Where the policy is no longer deployed, what was promised stands.
  return policy === undefined ? proven : { ...proven, ...deadlineOf(proven, policy) };
}

function deadlineOf({ receivedAt, provenAt }: Pick<ShutDown, 'receivedAt' | 'provenAt'>, policy: PlanPolicy) {
  const trigger = triggerOf(policy);
  const fromProofs = trigger.deadlineFrom === 'preconditions met';
  const start = fromProofs ? (provenAt ?? receivedAt) : receivedAt;
  const { at, provisional, calendar } = addPeriod(start, parsePeriod(trigger.deadline), policy.zone, 'up');
  return { deadline: at, provisional: provisional || (fromProofs && provenAt === undefined), calendar };
}

function triggerOf(policy: PlanPolicy): PlanTrigger {
  const trigger = policy.triggers.ServiceShutDown;
  if (trigger !== undefined) return trigger;
  throw new ExpungeError(
    'EVENT_NOT_COVERED',
    'This policy says nothing about the end of its service. Decide it in its file.',
    { place: policy.id },
  );
}
