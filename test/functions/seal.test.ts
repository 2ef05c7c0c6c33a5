import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/seal/handler.ts';
import type { ReceiptPage } from '../../lib/evidence/index.ts';
import { packed, page } from '../evidence/pages.ts';
import { batchOf, codes, createWatch, message } from './messages.ts';

const body = (number: number) => packed(page({ page: `delete-07-${number}-AAAAAAAA` }));

function sealerFailing(times = 0) {
  const batches: string[][] = [];
  let calls = 0;
  const seal = async (pages: readonly ReceiptPage[]) => {
    if (++calls <= times) throw new Error('S3');
    batches.push(pages.map((one) => one.page));
    return { sealed: 0, dropped: 0 };
  };
  return { batches, sealer: { seal } };
}

describe('the seal function', () => {
  it('seals the pages of a batch together, and leaves what is no page in its queue', async () => {
    const watch = createWatch();
    const { batches, sealer } = sealerFailing();
    const seal = createHandler({ sealer, fault: watch.fault });
    const answer = await seal(batchOf(message(body(1), '1'), message('{}', '2', 9), message(body(2), '3')));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(batches).toEqual([['delete-07-1-AAAAAAAA', 'delete-07-2-AAAAAAAA']]);
    expect(codes(watch.faults)).toEqual(['MESSAGE_INVALID']);
  });

  it('has the sealer look where its schedule wakes it, with an event that has no messages', async () => {
    const { batches, sealer } = sealerFailing();
    const seal = createHandler({ sealer, fault: createWatch().fault });
    const scheduled: object = { source: 'aws.scheduler', detail: '{}' };
    for (const event of [{}, scheduled]) expect(await seal(event)).toEqual({ batchItemFailures: [] });
    expect(batches).toEqual([[], []]);
  });

  it('fails as a whole where sealing fails, so that every page is delivered again', async () => {
    const { batches, sealer } = sealerFailing(1);
    const seal = createHandler({ sealer, fault: createWatch().fault });
    await expect(seal(batchOf(message(body(1), '1')))).rejects.toThrow('S3');
    expect(await seal(batchOf(message(body(1), '1', 2)))).toEqual({ batchItemFailures: [] });
    expect(batches).toEqual([['delete-07-1-AAAAAAAA']]);
  });
});
