import type { Walk, WalkRegistry } from '../../lib/registry/index.ts';
import type { SweepOrders } from './handler.ts';

/** A walk as it is told: without its cursor, which is for the function alone. Instants in ISO 8601, UTC. */
export interface ToldWalk {
  /** `re-due <policy> <digest>`, `deadlines by <calendar>`, `audit/<store>`, `shut-down <id> …`. */
  readonly name: string;
  readonly pass: number;
  readonly looked: number;
  readonly done: number;
  readonly begunAt: string;
  readonly movedAt: string;
  /** Null: it is under way. */
  readonly finishedAt: string | null;
}

/** How far everything has come that goes over all subjects or over a store. Nothing is changed. */
export function walkOrders(registry: Pick<WalkRegistry, 'walks'>): SweepOrders {
  return {
    async 'walk list'() {
      return { walks: (await registry.walks()).map(told) };
    },
  };
}

function told({ name, pass, counts, begunAt, movedAt, finishedAt }: Walk): ToldWalk {
  const { looked, done } = counts;
  const ended = finishedAt === undefined ? null : iso(finishedAt);
  return { name, pass, looked, done, begunAt: iso(begunAt), movedAt: iso(movedAt), finishedAt: ended };
}

const iso = (instant: number): string => new Date(instant).toISOString();
