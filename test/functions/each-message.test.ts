import { describe, expect, it } from 'vitest';
import { eachMessage } from '../../functions/wiring/each-message.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { batchOf, codes, createWatch, message } from './messages.ts';

const busy = async () => {
  throw new ExpungeError('STORE_UNAVAILABLE', 'busy');
};
const useless = async () => {
  throw new ExpungeError('EVENT_INCOMPLETE', 'subject is missing', { place: 'shop' });
};

describe('working through a batch', () => {
  it('names the message that failed, and does the others', async () => {
    const watch = createWatch();
    const done: string[] = [];
    const answer = await eachMessage(
      batchOf(message('a', '1'), message('bad', '2'), message('c', '3')),
      async ({ body }) => {
        if (body === 'bad') await busy();
        done.push(body);
      },
      watch,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(done).toEqual(['a', 'c']);
    expect(codes(watch.faults)).toEqual(['STORE_UNAVAILABLE']);
    expect(watch.letters).toEqual([]);
  });

  it('parks at once what can never be used: the input kept, the notice without it', async () => {
    const watch = createWatch();
    const answer = await eachMessage(batchOf(message('张伟 13912345678')), useless, watch);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect([...watch.kept]).toEqual([['parked/Triggers/m1', '张伟 13912345678']]);
    expect(watch.letters).toEqual([
      {
        format: 'expunge-dead-letter/1',
        code: 'EVENT_INCOMPLETE',
        message: 'subject is missing',
        place: 'shop',
        source: 'Triggers',
        parkedAt: '2026-03-02T00:00:00.000Z',
        kept: 'parked/Triggers/m1',
      },
    ]);
    expect(codes(watch.faults)).toEqual(['EVENT_INCOMPLETE']);
    expect(watch.counts.get('Parked')).toBe(1);
  });

  it('tries three times what may yet succeed, and gives up the fourth time', async () => {
    for (const receiveCount of [1, 2, 3]) {
      const watch = createWatch();
      const answer = await eachMessage(batchOf(message('x', 'm1', receiveCount)), busy, watch);
      expect(answer.batchItemFailures).toHaveLength(1);
      expect(watch.letters).toEqual([]);
    }
    for (const receiveCount of [4, 5]) {
      const watch = createWatch();
      const answer = await eachMessage(batchOf(message('x', 'm1', receiveCount)), busy, watch);
      expect(answer.batchItemFailures).toEqual([]);
      expect(watch.letters).toMatchObject([{ code: 'GIVEN_UP', kept: 'parked/Triggers/m1' }]);
      expect(codes(watch.faults), 'the log says why').toEqual(['STORE_UNAVAILABLE']);
    }
  });

  it('gives up a foreign error the fourth time as well, and tells nobody its message', async () => {
    const watch = createWatch();
    const foreign = async () => {
      throw new Error('no item for key 13912345678');
    };
    await eachMessage(batchOf(message('x', 'm1', 4)), foreign, watch);
    expect(watch.letters).toMatchObject([{ code: 'GIVEN_UP' }]);
    expect(JSON.stringify(watch.letters)).not.toContain('13912345678');
  });

  it('has a message that could not be parked delivered again, and works through the rest', async () => {
    for (const broken of ['keep', 'tell'] as const) {
      const watch = createWatch();
      const parking = {
        ...watch.parking,
        [broken]: async () => {
          throw new Error('the bucket is not there');
        },
      };
      const answer = await eachMessage(batchOf(message('x', '1'), message('y', '2')), useless, { ...watch, parking });
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
      expect(watch.counts.get('Parked'), 'nothing is counted that was not told').toBeUndefined();
    }
  });

  it('leaves everything that fails to its queue where there is nowhere to park', async () => {
    const watch = createWatch();
    const answer = await eachMessage(batchOf(message('x', '1', 9)), useless, { ...watch, parking: null });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(codes(watch.faults)).toEqual(['EVENT_INCOMPLETE']);
  });
});
