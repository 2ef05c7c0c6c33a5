import { describe, expect, it } from 'vitest';
import { memoryQueue } from './memory-queue.ts';
import { queueContract, queueTimeContract } from './queue.contract.ts';

describe('the queue in memory', () => {
  let now = Date.parse('2026-03-02T00:00:00Z');
  const clock = { now: () => now };
  const create = async (options: { fifo: boolean; receives: number }) => memoryQueue(options, clock);
  queueContract(create);
  queueTimeContract(create, (milliseconds) => {
    now += milliseconds;
  });

  it('refuses what SQS refuses', async () => {
    const queue = memoryQueue({ fifo: false, receives: 3 }, clock);
    await expect(queue.send(undefined)).rejects.toThrow('Not JSON');
    await expect(queue.send({ text: '\uffff' })).rejects.toThrow('SQS refuses');
    await expect(queue.send({ text: 'x'.repeat(1_048_577) })).rejects.toThrow('Larger');
    await expect(queue.send({}, { group: 'a', deduplicationId: 'b' })).rejects.toThrow('Groups');
    await expect(memoryQueue({ fifo: true, receives: 3 }, clock).send({})).rejects.toThrow('Groups');
  });

  it('lets nobody finish what somebody else has received since, or what is done', async () => {
    const queue = memoryQueue({ fifo: false, receives: 3 }, clock);
    await queue.send({ n: 1 });
    const [late] = await queue.receive();
    now += 31_000;
    const [mine] = await queue.receive();
    await expect(late?.done()).rejects.toThrow('expired');
    await mine?.done();
    await expect(mine?.again()).rejects.toThrow('expired');
  });
});
