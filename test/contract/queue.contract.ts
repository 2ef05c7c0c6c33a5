import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FifoPlace } from '../../functions/wiring/queue.ts';

/** A queue with a queue beside it for what was received too often. */
export interface WorkedQueue {
  send(message: unknown, fifo?: FifoPlace): Promise<void>;
  /** What can be had now, at most ten, each hidden for half a minute. */
  receive(): Promise<readonly Received[]>;
  /** What was received too often and put aside. */
  putAside(): Promise<readonly unknown[]>;
}

export interface Received {
  readonly message: unknown;
  /** How often it was received, this time counted. */
  readonly times: number;
  done(): Promise<void>;
  /** Not done, and to be had again at once. */
  again(): Promise<void>;
}

export interface QueueOptions {
  readonly fifo: boolean;
  /** How often a message is received before it is put aside. */
  readonly receives: number;
}

/** What Expunge needs of its queues. `create` makes an empty one. */
export function queueContract(create: (options: QueueOptions) => Promise<WorkedQueue>): void {
  const messages = (received: readonly Received[]) => received.map(({ message }) => message);

  describe('a queue', () => {
    let queue: WorkedQueue;
    beforeEach(async () => {
      queue = await create({ fifo: false, receives: 2 });
    });

    it('is empty at first', async () => {
      expect(await queue.receive()).toEqual([]);
    });

    it('gives back what was sent, character for character', async () => {
      const message = { 用户: '张伟', text: '<&>"\'\n\t\\', nested: [null, 1.5, { deep: true }] };
      await queue.send(message);
      expect(messages(await queue.receive())).toEqual([message]);
    });

    it('takes characters beyond the basic plane', async () => {
      await queue.send({ user: '𠮷野 😀' });
      expect(messages(await queue.receive())).toEqual([{ user: '𠮷野 😀' }]);
    });

    it('takes a message of 200 KB', async () => {
      const message = { pages: 'x'.repeat(200_000) };
      await queue.send(message);
      expect(messages(await queue.receive())).toEqual([message]);
    });

    it('hides what is being worked, and forgets only what is done', async () => {
      await queue.send({ n: 1 });
      const [first] = await queue.receive();
      expect(first?.times).toBe(1);
      expect(await queue.receive()).toEqual([]);
      await first?.again();
      const [second] = await queue.receive();
      expect(second).toMatchObject({ message: { n: 1 }, times: 2 });
      await second?.done();
      expect(await queue.receive()).toEqual([]);
      expect(await queue.putAside()).toEqual([]);
    });

    it('puts aside what was received too often, and goes on with the rest', async () => {
      await queue.send({ n: 'poison' });
      for (let time = 0; time < 2; time++) for (const one of await queue.receive()) await one.again();
      await queue.send({ n: 'good' });
      expect(messages(await queue.receive())).toEqual([{ n: 'good' }]);
      expect(await queue.putAside()).toEqual([{ n: 'poison' }]);
    });
  });

  describe('a queue of groups', () => {
    let queue: WorkedQueue;
    beforeEach(async () => {
      queue = await create({ fifo: true, receives: 3 });
    });
    const send = (group: string, n: number, deduplicationId: string = randomUUID()) =>
      queue.send({ group, n }, { group, deduplicationId });
    /** Receives and finishes until nothing comes any more. */
    const drain = async () => {
      const all: unknown[] = [];
      for (let received = await queue.receive(); received.length > 0; received = await queue.receive()) {
        all.push(...messages(received));
        for (const one of received) await one.done();
      }
      return all;
    };

    it('keeps the order of each group', async () => {
      for (const n of [1, 2, 3]) for (const group of ['delete-0', 'delete-1']) await send(group, n);
      const all = await drain();
      for (const group of ['delete-0', 'delete-1']) {
        expect(all.filter((one) => (one as { group: string }).group === group)).toEqual([
          { group, n: 1 },
          { group, n: 2 },
          { group, n: 3 },
        ]);
      }
      expect(all).toHaveLength(6);
    });

    it('has one worker for each group at a time, and lets the others work', async () => {
      await send('delete-0', 1);
      const [working] = await queue.receive();
      await send('delete-0', 2);
      expect(await queue.receive()).toEqual([]);
      await send('delete-1', 1);
      expect(messages(await queue.receive())).toEqual([{ group: 'delete-1', n: 1 }]);
      await working?.done();
      expect(messages(await queue.receive())).toEqual([{ group: 'delete-0', n: 2 }]);
    });

    it('gives what was not done again before what comes after it', async () => {
      await send('delete-0', 1);
      const [first] = await queue.receive();
      await send('delete-0', 2);
      await first?.again();
      expect(await drain()).toEqual([
        { group: 'delete-0', n: 1 },
        { group: 'delete-0', n: 2 },
      ]);
    });

    it('takes a message once that is sent twice under one id', async () => {
      await send('delete-0', 1, 'beat-1');
      await send('delete-0', 1, 'beat-1');
      await send('delete-0', 2, 'beat-2');
      expect(await drain()).toEqual([
        { group: 'delete-0', n: 1 },
        { group: 'delete-0', n: 2 },
      ]);
    });

    it('takes it once also after it was done', async () => {
      await send('delete-0', 1, 'beat-1');
      expect(await drain()).toHaveLength(1);
      await send('delete-0', 1, 'beat-1');
      expect(await drain()).toEqual([]);
    });
  });
}

/** What passes with time, of queues whose clock can be moved. `create` makes an empty one. */
export function queueTimeContract(
  create: (options: QueueOptions) => Promise<WorkedQueue>,
  pass: (milliseconds: number) => void | Promise<void>,
): void {
  const messages = (received: readonly Received[]) => received.map(({ message }) => message);

  it('gives again after half a minute what nobody said was done, and puts it aside in the end', async () => {
    const queue = await create({ fifo: false, receives: 2 });
    await queue.send({ n: 1 });
    expect(messages(await queue.receive())).toEqual([{ n: 1 }]);
    await pass(29_000);
    expect(await queue.receive()).toEqual([]);
    await pass(2000);
    expect(await queue.receive()).toMatchObject([{ message: { n: 1 }, times: 2 }]);
    await pass(31_000);
    expect(await queue.receive()).toEqual([]);
    expect(await queue.putAside()).toEqual([{ n: 1 }]);
  });

  it('lets a group wait behind what is hidden of it', async () => {
    const queue = await create({ fifo: true, receives: 3 });
    for (const n of [1, 2]) await queue.send({ n }, { group: 'delete-0', deduplicationId: String(n) });
    const [first] = await queue.receive();
    expect(first?.message).toEqual({ n: 1 });
    await pass(31_000);
    expect((await queue.receive())[0]?.message).toEqual({ n: 1 });
  });

  it('knows an id for five minutes', async () => {
    const queue = await create({ fifo: true, receives: 3 });
    const send = () => queue.send({ n: 1 }, { group: 'delete-0', deduplicationId: 'beat-1' });
    await send();
    await (await queue.receive())[0]?.done();
    await pass(4 * 60_000);
    await send();
    expect(await queue.receive()).toEqual([]);
    await pass(2 * 60_000);
    await send();
    expect(messages(await queue.receive())).toEqual([{ n: 1 }]);
  });
}
