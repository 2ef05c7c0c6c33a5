import { type HoldOffice, type PlacedHold, placeHold, type Referencer, releaseHold } from '../../lib/registry/index.ts';
import { type Order, parseOrder } from './orders.ts';

export interface HoldDeps extends Omit<HoldOffice, 'referencer'> {
  readonly references: () => Promise<Referencer>;
}

/** A hold as it is told to whoever may ask: not of whom it is, only whether it is on one subject. */
export interface ToldHold {
  readonly id: string;
  readonly policy: string;
  readonly on: { readonly policy: string; readonly subject: boolean } | { readonly dataset: string };
  readonly ground: string;
  readonly authority: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly reviewAt: string;
  /** Its review date has passed, and it is still in force. */
  readonly reviewDue: boolean;
  readonly released: { readonly at: string; readonly by: string } | null;
}

export type HoldAnswer = { readonly hold: ToldHold } | { readonly holds: readonly ToldHold[] };

/** Places, lists and releases holds. Whoever may invoke it may do all of it. */
export function createHandler({ references, ...office }: HoldDeps) {
  const { clock, registry } = office;

  return async (event: unknown): Promise<HoldAnswer> => {
    const order = parseOrder(event);
    switch (order.command) {
      case 'hold place':
        return { hold: told(await placeHold(wanted(order), { ...office, referencer: await references() })) };
      case 'hold list':
        return { holds: (await registry.holds()).map(told) };
      case 'hold release':
        return { hold: told(await releaseHold(order.id, order.by, { ...office, referencer: await references() })) };
    }
  };

  function told({ scope, placedAt, reviewAt, released, ...hold }: PlacedHold): ToldHold {
    const { id, policy, ground, authority, placedBy } = hold;
    return {
      id,
      policy,
      on: 'wide' in scope && scope.wide !== policy ? { dataset: scope.wide } : { policy, subject: 'ref' in scope },
      ground,
      authority,
      placedAt: iso(placedAt),
      placedBy,
      reviewAt: iso(reviewAt),
      reviewDue: released === undefined && reviewAt <= clock.now(),
      released: released === undefined ? null : { at: iso(released.at), by: released.by },
    };
  }
}

const wanted = ({ command: _command, reviewAt, ...order }: Extract<Order, { command: 'hold place' }>) => ({
  ...order,
  reviewAt: Date.parse(reviewAt),
});

const iso = (instant: number): string => new Date(instant).toISOString();
