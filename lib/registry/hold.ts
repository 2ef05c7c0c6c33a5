import type { Clock } from '../clock.ts';
import { together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { endOfDay } from '../retention/end-of-day.ts';
import { bringForward, everyShard, shardsNumbered } from './bring-forward.ts';
import type { HoldScope, PlacedHold, ShardName, ShardState, UrgentTimer } from './model.ts';
import { type Referencer, shardOf } from './reference.ts';
import type { Registry } from './registry.ts';

export interface HoldOffice {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly referencer: Referencer;
  readonly clock: Clock;
  /** A power of two up to 64. */
  readonly shards: number;
}

/** What is asked for. Instants in milliseconds. */
export interface HoldOrder {
  /** Used once; told again with it, a hold is the same hold. */
  readonly id: string;
  readonly on: { readonly policy: string; readonly subject?: string } | { readonly dataset: string };
  /** One of the policy's own grounds: of an extension among its `extensions`, else among its `grounds`. */
  readonly ground: string;
  readonly authority: string;
  readonly by: string;
  /** Of an extension, its end where nothing is said. */
  readonly reviewAt?: number;
  /**
   * Makes it an extension: kept longer on a ground that the policy has for that, to the end of this civil day in the policy's
   * zone (`YYYY-MM-DD`), when it ends by itself.
   */
  readonly lastDay?: string;
}

const PARALLEL = 8;
/** A page takes seconds; who waits for it looks this often. Milliseconds. */
const LOOK = 250;

/**
 * Suspends erasing. When this has returned, no further byte of what is held is erased until release: the hold is in force,
 * and no worker has a page under way that was checked before it was. It waits for such a page, at most until its lease
 * ends (write, then look, where a worker announces, then checks: one of the two always sees the other).
 * An extension is placed the same way; from its `until` on, every check passes over it.
 * @throws ExpungeError HOLD_INVALID: without a ground of the policy, an authority, or a review to come; of a policy or
 * dataset that is not deployed; or with the id of another hold, or of one that was released. An extension: also without
 * an end to come, or on a ground on which the policy lets nothing be kept longer.
 */
export async function placeHold(order: HoldOrder, office: HoldOffice): Promise<PlacedHold> {
  const wanted = read(order, office);
  const stands = await office.registry.placeHold(wanted);
  if (stands.released !== undefined || !isSame(stands, wanted)) {
    throw invalid(
      'its id was used before, for another hold or one that was released: give it one of its own',
      order.id,
    );
  }
  // All are looked at before any is waited for: a page that begins during the wait was checked under the hold.
  const first = await together(shardsOf(stands.scope, office), PARALLEL, async (name) => ({
    name,
    state: await office.registry.shard(name),
  }));
  await together(first, PARALLEL, (look) => waitFor(look, stands.scope, office));
  return stands;
}

/**
 * Ends a hold; what was due meanwhile is looked at at once. Repeatable, and a release that was interrupted is to be
 * repeated: the first one's time stands.
 * @throws ExpungeError HOLD_INVALID: no hold of this id was ever placed.
 */
export async function releaseHold(id: string, by: string, office: HoldOffice): Promise<PlacedHold> {
  const { registry, clock } = office;
  const placed = await registry.releaseHold(id, { at: clock.now(), by });
  if (placed === null) throw invalid('no hold of this id was ever placed; `hold list` shows those there are', id);
  await bringForward(shardsOf(placed.scope, office), isHeldBy(placed.scope, office), clock.now(), registry);
  return placed;
}

/** What Expunge itself holds on. No policy has it, and no person. */
const DOUBT_GROUND = 'doubt';
const DAY = 24 * 3600 * 1000;

/**
 * Suspends erasing because an event contradicts a case, until a person releases the hold. One for each event: told again
 * after its release it changes nothing. A page that was under way is not waited for: nobody was promised anything yet.
 */
export async function placeDoubtHold(
  over: { readonly policy: string; readonly ref: string; readonly case: string; readonly event: string },
  { registry, referencer, clock }: Pick<HoldOffice, 'registry' | 'referencer' | 'clock'>,
): Promise<PlacedHold> {
  const placedAt = clock.now();
  return registry.placeHold({
    id: `doubt-${referencer.event(over.event)}`,
    policy: over.policy,
    scope: { ref: over.ref },
    ground: DOUBT_GROUND,
    authority: `event for case ${over.case}`,
    placedAt,
    placedBy: 'expunge',
    reviewAt: placedAt + DAY,
  });
}

function read(
  { id, on, ground, authority, by, lastDay, ...order }: HoldOrder,
  { plan, referencer, clock }: HoldOffice,
): PlacedHold {
  const policyId = 'dataset' in on ? own(plan.datasets, on.dataset)?.policy : on.policy;
  const policy = policyId === undefined ? undefined : own(plan.policies, policyId);
  if (policy === undefined) throw invalid('what it is on is not deployed: check the policy or dataset', id);
  const until = lastDay === undefined ? undefined : endOfDay(lastDay, policy.zone);
  const { reviewAt = until ?? Number.NaN } = order;
  const grounds = until === undefined ? policy.grounds : policy.extensions;
  if (ground === DOUBT_GROUND) throw invalid('`doubt` is the ground of holds that events cause, and of no others', id);
  if (!Object.hasOwn(grounds, ground)) {
    const what = until === undefined ? 'is no ground' : 'is no ground for an extension';
    const known = Object.keys(grounds).join(', ') || 'none; its file says what the policy has';
    throw invalid(`\`${ground}\` ${what} of ${policy.id} (it has ${known})`, id);
  }
  if (authority.trim() === '' || by.trim() === '') throw invalid('it names no authority, or nobody who placed it', id);
  const placedAt = clock.now();
  if (until !== undefined && !(until > placedAt)) throw invalid('its end is not in the future', id);
  if (!(reviewAt > placedAt)) throw invalid('its review is not in the future', id);
  if (until !== undefined && reviewAt > until) throw invalid('its review is after its end', id);
  const scope: HoldScope =
    'dataset' in on
      ? { wide: on.dataset }
      : on.subject === undefined
        ? { wide: policy.id }
        : { ref: referencer.subject(policy.id, on.subject) };
  const end = until === undefined ? {} : { until };
  return { id, policy: policy.id, scope, ground, authority, placedAt, placedBy: by, reviewAt, ...end };
}

/** The same but for the moment. */
function isSame(one: PlacedHold, other: PlacedHold): boolean {
  const [a, b] = [one, other].map(({ scope, placedAt: _placedAt, ...rest }) =>
    JSON.stringify(Object.entries({ ...rest, ...scope }).sort()),
  );
  return a === b;
}

function shardsOf(scope: HoldScope, { shards }: HoldOffice): readonly ShardName[] {
  return 'ref' in scope ? shardsNumbered([shardOf(scope.ref, shards)]) : everyShard(shards);
}

/** Until the page under way, if what is held is on it, is over: followed by another, put down, or past its lease. */
async function waitFor(
  { name, state: first }: { readonly name: ShardName; readonly state: ShardState },
  scope: HoldScope,
  { registry, clock }: HoldOffice,
): Promise<void> {
  const concerns = ({ announced, page, leaseEnds }: ShardState) =>
    page === first.page &&
    leaseEnds > clock.now() &&
    ('ref' in scope ? announced.includes(scope.ref) : announced.length > 0);
  for (let state = first; concerns(state); state = await registry.shard(name)) await clock.sleep(LOOK);
}

/** Whether a timer was left behind by what the hold is on. */
function isHeldBy(scope: HoldScope, { plan }: HoldOffice): (timer: UrgentTimer) => boolean {
  return ({ held, ref, dataset }) =>
    held === true &&
    ('ref' in scope ? ref === scope.ref : [dataset, own(plan.datasets, dataset)?.policy].includes(scope.wide));
}

function invalid(why: string, id: string): ExpungeError {
  return new ExpungeError('HOLD_INVALID', `Nothing was changed about this hold: ${why}.`, { place: `hold ${id}` });
}
