import { describe, expect, it } from 'vitest';
import { createHandler as createFindDue } from '../../functions/find-due/handler.ts';
import { createEraseHandler } from '../../functions/wiring/erase-handler.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { memoryQueue } from '../contract/memory-queue.ts';
import type { WorkedQueue } from '../contract/queue.contract.ts';
import { logs } from '../erasure/sample-plan.ts';
import { createWorkbench, DAY, MINUTE } from '../erasure/workbench.ts';
import { batchOf, message } from './messages.ts';

/*
 * What `find-due` sends, what a queue of groups makes of it, and what `delete` answers to it fit together: the twin of the
 * queue hands over, as the event source of Lambda would, once, late and again.
 */
const start = '2026-01-01T00:00:00Z';

async function shopOverQueues() {
  const bench = createWorkbench({ start });
  for (const user of ['li', 'wang']) {
    await bench.store(logs, { user_id: user, at: start, created_at: start, used_at: start });
  }
  bench.goTo(Date.parse(start) + 179.5 * DAY);
  const queues = {
    delete: memoryQueue({ fifo: true, receives: 5 }, bench.clock),
    anonymise: memoryQueue({ fifo: true, receives: 5 }, bench.clock),
  };
  const findDue = createFindDue({
    ...{ registry: bench.registry, shards: 1, clock: bench.clock, meter: { count: () => {} } },
    send: ({ action, shard }) => {
      const beat = Math.floor(bench.clock.now() / MINUTE);
      return queues[action].send({ action, shard }, { group: String(shard), deduplicationId: `${shard}-${beat}` });
    },
  });
  const epoch = async () => createEpochKey('2026', Buffer.from('evidence key'));
  const handle = createEraseHandler({ ...bench.shop, action: 'delete', epoch, fault: () => {} });
  let invocations = 0;
  /** One look of the event source: how many messages were done, and how many come again. */
  const deliver = async (queue: WorkedQueue) => {
    const sum = { done: 0, again: 0, times: 0 };
    for (const { message: said, times, done } of await queue.receive()) {
      const context = { awsRequestId: `invocation-${++invocations}`, getRemainingTimeInMillis: () => 15 * MINUTE };
      const answer = await handle(batchOf(message(JSON.stringify(said), 'm', times)), context);
      sum.times = times;
      if (answer.batchItemFailures.length > 0) sum.again++;
      else {
        await done();
        sum.done++;
      }
    }
    return sum;
  };
  return { bench, queues, findDue, deliver };
}

describe('finding what is due and erasing it, over a queue', () => {
  it('sends one message for all looks of a minute, and no second worker while one is at it', async () => {
    const { bench, queues, findDue, deliver } = await shopOverQueues();
    for (let look = 0; look < 3; look++) await findDue();
    const [working] = await queues.delete.receive();
    bench.advance(MINUTE / 2 - 1);
    expect(await queues.delete.receive()).toEqual([]);
    await working?.again();
    expect(await deliver(queues.delete)).toEqual({ done: 1, again: 0, times: 2 });
    expect(await queues.delete.receive()).toEqual([]);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts.filter(({ outcome }) => outcome === 'erased')).toHaveLength(2);
  });

  it('loses nothing wherever a worker dies: the message comes again, behind it the next, and each erasure is proved', async () => {
    for (let call = 1; call <= 80; call++) {
      const { bench, queues, findDue, deliver } = await shopOverQueues();
      await findDue();
      bench.crashAtCall(call);
      const first = await deliver(queues.delete);
      bench.revive();
      for (let times = 0; times < 12; times++) {
        bench.advance(MINUTE);
        await findDue();
        await deliver(queues.delete);
      }
      expect(bench.target.records(logs), `died at call ${call}`).toEqual([]);
      expect(new Set(bench.receipts.map(({ id }) => id)).size).toBeGreaterThanOrEqual(2);
      expect(await queues.delete.putAside(), 'nothing was given up').toEqual([]);
      if (first.again === 0) return;
    }
    throw new Error('It never came through at once.');
  });
});
