import { describe, expect, test } from 'vitest';
import { deliver } from '../../../local/runtime/sources/stream-batch.ts';
import type { StreamRecord } from '../../../local/runtime/sources/stream-event.ts';

const record = (name: string) => ({ eventID: name, dynamodb: { SequenceNumber: name } }) as unknown as StreamRecord;

/** A function that takes its records in order until it meets poison, and says where; and what became of each. */
async function run(names: readonly string[], { bisects, retries }: { bisects: boolean; retries: number }) {
  const done: string[] = [];
  const lost: string[] = [];
  await deliver(names.map(record), {
    invoke: async (event) => {
      const batch: string[] = JSON.parse(event).Records.map((one: StreamRecord) => one.dynamodb.SequenceNumber);
      const bad = batch.findIndex((name) => name.startsWith('poison'));
      done.push(...(bad < 0 ? batch : batch.slice(0, bad)));
      const batchItemFailures = bad < 0 ? [] : [{ itemIdentifier: batch[bad] }];
      return { ok: true, requestId: 'r', payload: JSON.stringify({ batchItemFailures }) };
    },
    reportsFailures: true,
    bisects,
    retries,
    pause: async () => true,
    giveUp: async (records) => void lost.push(...records.map((one) => one.dynamodb.SequenceNumber)),
  });
  return { done: [...new Set(done)].sort(), lost: lost.sort() };
}

describe('a batch of stream records with poison in it', () => {
  test.each([
    [['poison-1', 'a', 'b']],
    [['a', 'poison-1', 'b']],
    [['a', 'b', 'poison-1']],
    [['a', 'poison-1', 'b', 'poison-2', 'c', 'd']],
  ])('gives up the poison of %j and nothing else, where it is bisected', async (names) => {
    for (const retries of [0, 1, 3]) {
      const { done, lost } = await run(names, { bisects: true, retries });
      expect(lost).toEqual(names.filter((name) => name.startsWith('poison')));
      expect(done).toEqual(names.filter((name) => !name.startsWith('poison')));
    }
  });

  test('gives up what follows it too, where it is not', async () => {
    const { done, lost } = await run(['a', 'poison-1', 'b'], { bisects: false, retries: 1 });
    expect({ done, lost }).toEqual({ done: ['a'], lost: ['b', 'poison-1'] });
  });
});
