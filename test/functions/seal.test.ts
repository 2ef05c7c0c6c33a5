import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/seal/handler.ts';
import { memoryEvidence, page } from '../evidence/pages.ts';
import { batchOf, codes, createWatch, message } from './messages.ts';

const body = (number: number) => JSON.stringify(page({ page: `delete-07-${number}-AAAAAAAA` }));

describe('the seal function', () => {
  it('keeps each page once, and leaves what is no page in its queue', async () => {
    const watch = createWatch();
    const { stored, storage } = memoryEvidence();
    const seal = createHandler({ storage, fault: watch.fault });
    const answer = await seal(
      batchOf(message(body(1), '1'), message('{}', '2', 9), message(body(2), '3'), message(body(1), '4')),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect([...stored.values()]).toEqual([body(1), body(2)]);
    expect(codes(watch.faults)).toEqual(['MESSAGE_INVALID']);
  });

  it('has a page delivered again that could not be stored: no receipt is lost', async () => {
    const watch = createWatch();
    const { stored, storage } = memoryEvidence();
    let calls = 0;
    const seal = createHandler({
      storage: {
        putOnce: (key, text) => (++calls === 1 ? Promise.reject(new Error('S3')) : storage.putOnce(key, text)),
      },
      fault: watch.fault,
    });
    const answer = await seal(batchOf(message(body(1), '1'), message(body(2), '2')));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await seal(batchOf(message(body(1), '1', 2)))).toEqual({ batchItemFailures: [] });
    expect(stored.size).toBe(2);
  });
});
