import { findDue, type Watch } from '../../lib/registry/index.ts';

/** Looks once over all shards. The schedule calls it each minute. */
export function createHandler(watch: Watch) {
  return async (): Promise<{ due: number }> => ({ due: (await findDue(watch)).length });
}
