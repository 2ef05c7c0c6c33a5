import { type ApprovalOffice, approve, type BrakeStanding, brakesOf } from '../../lib/registry/index.ts';
import { parseOrder } from './orders.ts';

/** A rule in a dataset and what stops it, as it is told to whoever may ask. Instants in ISO 8601, days `yyyy-mm-dd`, UTC. */
export interface ToldBrake {
  readonly policy: string;
  /** The version that is deployed. */
  readonly policyVersion: string;
  readonly dataset: string;
  readonly rule: string;
  /** `observe`: nobody agreed to what is deployed; `paused`: its day budget was spent. Either way it erases nothing. */
  readonly state: BrakeStanding['state'];
  /** The last time somebody agreed, be it to something else than what is deployed. */
  readonly approved: { readonly at: string; readonly by: string; readonly policyVersion: string } | null;
  readonly pausedAt: string | null;
  /** Since when a worker knows that it is not what was approved. */
  readonly observedAt: string | null;
  /** About how many records were seen on that day that would have gone. */
  readonly waiting: BrakeStanding['waiting'];
  /** The last day on which it erased; of one that observes, what a day would be given. */
  readonly today: BrakeStanding['today'];
}

export type ApproveAnswer = { readonly brakes: readonly ToldBrake[] } | { readonly approved: readonly ToldBrake[] };

/** Lists brakes, and lets go what they stop. Whoever may invoke it may do both, for every policy. */
export function createHandler(office: ApprovalOffice) {
  return async (event: unknown): Promise<ApproveAnswer> => {
    const order = parseOrder(event);
    switch (order.command) {
      case 'brake list':
        return { brakes: (await brakesOf(office.plan, office.registry)).map(told) };
      case 'approve': {
        const { command: _command, ...wanted } = order;
        return { approved: (await approve(wanted, office)).map(told) };
      }
    }
  };
}

function told({ approved, pausedAt, observedAt, ...standing }: BrakeStanding): ToldBrake {
  const { policy, policyVersion, dataset, rule, state, waiting, today } = standing;
  return {
    ...{ policy, policyVersion, dataset, rule, state },
    approved: approved && {
      at: new Date(approved.at).toISOString(),
      by: approved.by,
      policyVersion: approved.policyVersion,
    },
    pausedAt: iso(pausedAt),
    observedAt: iso(observedAt),
    ...{ waiting, today },
  };
}

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());
