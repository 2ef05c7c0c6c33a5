import { isListedInForce } from '../../lib/registry/in-force.ts';
import {
  type HoldOffice,
  type HoldOrder,
  type PlacedHold,
  placeHold,
  type Referencer,
  releaseHold,
} from '../../lib/registry/index.ts';
import { type Order, parseOrder } from './orders.ts';

export interface HoldDeps extends Omit<HoldOffice, 'referencer'> {
  readonly references: () => Promise<Referencer>;
}

/** A hold as it is told to whoever may ask: not of whom it is, only whether it is on one subject. */
export interface ToldHold {
  readonly id: string;
  /** `extension`: kept longer for a time, on a ground that the policy has for that. It ends by itself. */
  readonly kind: 'hold' | 'extension';
  readonly policy: string;
  readonly on: { readonly policy: string; readonly subject: boolean } | { readonly dataset: string };
  readonly ground: string;
  readonly authority: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly reviewAt: string;
  /** When an extension ends. */
  readonly until: string | null;
  /** Neither released nor over. */
  readonly inForce: boolean;
  /** Its review date has passed, and it is still in force. */
  readonly reviewDue: boolean;
  readonly released: { readonly at: string; readonly by: string } | null;
}

export type HoldAnswer = { readonly hold: ToldHold } | { readonly holds: readonly ToldHold[] };

/** Places, lists and releases holds, and grants extensions, which are holds with an end. Whoever may invoke it may do all of it. */
export function createHandler({ references, ...office }: HoldDeps) {
  const { clock, registry } = office;

  return async (event: unknown): Promise<HoldAnswer> => {
    const order = parseOrder(event);
    switch (order.command) {
      case 'hold place':
      case 'extension grant':
        return { hold: told(await placeHold(wanted(order), { ...office, referencer: await references() })) };
      case 'hold list':
        return { holds: (await registry.holds()).map(told) };
      case 'hold release':
        return { hold: told(await releaseHold(order.id, order.by, { ...office, referencer: await references() })) };
    }
  };

  function told(placed: PlacedHold): ToldHold {
    const { id, policy, scope, ground, authority, placedAt, placedBy, reviewAt, until, released } = placed;
    const inForce = isListedInForce(placed, clock.now());
    return {
      id,
      kind: until === undefined ? 'hold' : 'extension',
      policy,
      on: 'wide' in scope && scope.wide !== policy ? { dataset: scope.wide } : { policy, subject: 'ref' in scope },
      ground,
      authority,
      placedAt: iso(placedAt),
      placedBy,
      reviewAt: iso(reviewAt),
      until: until === undefined ? null : iso(until),
      inForce,
      reviewDue: inForce && reviewAt <= clock.now(),
      released: released === undefined ? null : { at: iso(released.at), by: released.by },
    };
  }
}

function wanted(order: Extract<Order, { command: 'hold place' | 'extension grant' }>): HoldOrder {
  const { id, on, ground, authority, by, reviewAt } = order;
  return {
    id,
    on,
    ground,
    authority,
    by,
    ...(reviewAt !== undefined && { reviewAt: Date.parse(reviewAt) }),
    ...(order.command === 'extension grant' && { lastDay: order.until }),
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();
