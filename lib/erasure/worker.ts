import { ExpungeError } from '../errors.ts';
import { plannedSortKey, urgentSortKey } from '../registry/keys.ts';
import type { ShardName, ShardState } from '../registry/model.ts';
import { doPage, type Page } from './page.ts';
import { LEASE } from './times.ts';
import type { Workshop } from './workshop.ts';

/** Of each kind of timer on one page: 100 in all. */
const PAGE_TIMERS = 50;

export interface WorkOrder {
  readonly name: ShardName;
  /** Unique to this invocation. */
  readonly worker: string;
  /** When this invocation is cut off (milliseconds): no page is begun that could not end before. */
  readonly cutOff: number;
  /** The message came before and its worker did not finish: one cluster at a time, noting each attempt first. */
  readonly careful: boolean;
}

export type WorkEnd = 'done' | 'time is up' | 'another worker' | 'lease ended';

/**
 * Works off a shard, page by page, until nothing more has started. Whenever it stops, by itself or by a
 * crash, the next worker repeats the page that was under way.
 * @throws whatever the registry or the queue throws: the page is repeated.
 */
export async function workShard(order: WorkOrder, shop: Workshop): Promise<WorkEnd> {
  const { registry, clock } = shop;
  let state = await registry.shard(order.name);
  if (state.owner !== order.worker && state.leaseEnds > clock.now()) return 'another worker';
  let repeated = state.announced.length > 0;
  let cursor = state.cursor;

  let end: WorkEnd = 'done';
  while (true) {
    if (clock.now() + LEASE > order.cutOff) {
      end = 'time is up';
      break;
    }
    const page = repeated ? await pageAgain(order.name, state, shop) : await nextPage(order.name, cursor, shop);
    if (!repeated && page.planned.length + page.urgent.length === 0) break;
    const refs = new Set([...page.planned, ...page.urgent].map((timer) => timer.ref));
    for (const ref of repeated ? state.announced : []) refs.add(ref);
    const next: ShardState = {
      owner: order.worker,
      page: state.page + 1,
      cursor,
      plannedEnd: page.plannedEnd,
      urgentEnd: page.urgentEnd,
      announced: [...refs].sort(),
      leaseEnds: clock.now() + LEASE,
      ...(repeated && { first: state.first ?? state.page }),
      ...(repeated && state.suspects && { suspects: state.suspects }),
    };
    if (!(await registry.announce(order.name, next))) return 'another worker';
    state = next;
    try {
      await doPage({ ...page, repeated, state, order }, shop);
    } catch (error) {
      if (!(error instanceof ExpungeError)) throw error;
      if (error.code === 'LEASE_ENDED') return 'lease ended';
      if (error.code === 'ANOTHER_WORKER') return 'another worker';
      throw error;
    }
    cursor = page.plannedEnd;
    repeated = false;
  }
  // Interrupted work stays announced; finished work does not, or the next worker would repeat it.
  if (!repeated) await putDown(order, state, cursor, shop);
  return end;
}

async function nextPage(name: ShardName, cursor: string, { registry, clock }: Workshop): Promise<Page> {
  const until = { startedAt: clock.now() };
  const [planned, urgent] = await Promise.all([
    registry.plannedTimers(name, { after: cursor, until, limit: PAGE_TIMERS }),
    registry.urgentTimers(name, { after: '', until, limit: PAGE_TIMERS }),
  ]);
  const lastPlanned = planned.at(-1);
  const lastUrgent = urgent.at(-1);
  return {
    planned,
    urgent,
    plannedEnd: lastPlanned ? plannedSortKey(lastPlanned) : cursor,
    urgentEnd: lastUrgent ? urgentSortKey(lastUrgent) : '',
  };
}

/** The page a worker left unfinished: the same ranges, hence the same timers. */
async function pageAgain(name: ShardName, state: ShardState, { registry }: Workshop): Promise<Page> {
  const limit = Number.POSITIVE_INFINITY;
  const [planned, urgent] = await Promise.all([
    registry.plannedTimers(name, { after: state.cursor, until: { sortKey: state.plannedEnd }, limit }),
    registry.urgentTimers(name, { after: '', until: { sortKey: state.urgentEnd }, limit }),
  ]);
  return { planned, urgent, plannedEnd: state.plannedEnd, urgentEnd: state.urgentEnd };
}

/** Writes down how far we came, and that no page is under way: holds need wait for nobody. */
async function putDown(order: WorkOrder, state: ShardState, cursor: string, { registry }: Workshop): Promise<void> {
  if (state.announced.length === 0 && state.cursor === cursor) return;
  const { suspects: _done, first: _first, ...rest } = state;
  await registry.announce(order.name, {
    ...rest,
    page: state.page + 1,
    cursor,
    plannedEnd: cursor,
    urgentEnd: '',
    announced: [],
    leaseEnds: 0,
  });
}
