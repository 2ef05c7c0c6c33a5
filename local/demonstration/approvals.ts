import { ExpungeError } from '../../lib/errors.ts';
import type { Runtime } from '../runtime/index.ts';

/** What the function `approve` tells of a rule in a dataset; see docs/formats.md. */
interface Told {
  readonly policy: string;
  readonly state: 'running' | 'observe' | 'paused';
  readonly waiting: { readonly records: number } | null;
}

/** What was approved at once. */
export interface Approved {
  readonly rules: number;
  /** Records that were seen and left where they are until then. */
  readonly records: number;
}

const APPROVE = 'Expunge/Scheduler/Functions/Approve/Function';
/** Who says yes to what the policies take. */
const OFFICER = 'data protection officer';

/** Looks what waits for an approval and approves all of it, policy by policy, as a person would on the command line. */
export async function approveWhatWaits(runtime: Pick<Runtime, 'invoke'>): Promise<Approved> {
  const { brakes } = (await runtime.invoke(APPROVE, { command: 'brake list' })) as { brakes: readonly Told[] };
  const waiting = brakes.filter(({ state }) => state !== 'running');
  for (const policy of new Set(waiting.map((one) => one.policy))) {
    const answer = (await runtime.invoke(APPROVE, { command: 'approve', policy, by: OFFICER })) as { error?: Refused };
    if (answer.error !== undefined)
      throw new ExpungeError('CONFIGURATION', `${answer.error.code}: ${answer.error.message}`);
  }
  return { rules: waiting.length, records: waiting.reduce((sum, { waiting: of }) => sum + (of?.records ?? 0), 0) };
}

interface Refused {
  readonly code: string;
  readonly message: string;
}
