import type { Clock } from '../../lib/clock.ts';
import { workShard } from '../../lib/erasure/worker.ts';
import type { Workshop } from '../../lib/erasure/workshop.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Action } from '../../lib/policy/plan.ts';
import type { ShardName } from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from './each-message.ts';
import type { CurrentEpoch } from './keys.ts';

/** Shards are counted in powers of two up to this. */
const MOST_SHARDS = 64;

export interface EraseDeps extends Omit<Workshop, 'evidenceReference'> {
  readonly action: Action;
  readonly epoch: CurrentEpoch;
  readonly clock: Clock;
}

/** Works off the shard that a message names. The same for both actions; what differs is what their roles may touch. */
export function createEraseHandler(deps: EraseDeps) {
  return async (
    event: QueueEvent,
    context: { awsRequestId: string; getRemainingTimeInMillis(): number },
  ): Promise<BatchAnswer> =>
    eachMessage(
      event,
      async ({ body, attributes }) => {
        const now = deps.clock.now();
        const workshop: Workshop = { ...deps, evidenceReference: (await deps.epoch(now)).reference };
        const order = {
          name: parseShard(body, deps.action),
          worker: context.awsRequestId,
          cutOff: now + context.getRemainingTimeInMillis(),
          careful: Number(attributes.ApproximateReceiveCount) > 1,
        };
        await workShard(order, workshop);
      },
      { parking: null, fault: deps.fault },
    );
}

function parseShard(body: string, action: Action): ShardName {
  let name: Partial<ShardName> | null = null;
  try {
    name = JSON.parse(body);
  } catch {}
  const { shard } = name ?? {};
  const isShard = Number.isInteger(shard) && Number(shard) >= 0 && Number(shard) < MOST_SHARDS;
  if (name?.action === action && isShard) return name as ShardName;
  throw new ExpungeError('MESSAGE_INVALID', `A message on this queue does not name a shard of ${action}.`);
}
