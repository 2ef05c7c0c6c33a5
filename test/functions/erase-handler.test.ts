import { describe, expect, it } from 'vitest';
import { createEraseHandler } from '../../functions/wiring/erase-handler.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { Registry } from '../../lib/registry/index.ts';
import { logs, visits } from '../erasure/sample-plan.ts';
import { createWorkbench, DAY, MINUTE } from '../erasure/workbench.ts';
import { batchOf, codes, message } from './messages.ts';

const start = '2026-01-01T00:00:00Z';
const log = { user_id: 'li', at: start, created_at: start, used_at: start };

/** A shop with one log and one visit that are due, and the function for an action. */
async function dueShop(action: 'delete' | 'anonymise' = 'delete') {
  const requests: (keyof Registry)[] = [];
  const bench = createWorkbench({ start, before: (method) => void requests.push(method) });
  await bench.store(logs, log);
  await bench.store(visits, { visit_id: 'v', user_id: 'li', created_at: start });
  bench.goTo(Date.parse(start) + 179.5 * DAY);
  requests.length = 0;
  const faults: unknown[] = [];
  const askedFor: number[] = [];
  const deps = {
    ...bench.shop,
    action,
    epoch: async (now: number) => {
      askedFor.push(now);
      return createEpochKey('2026', Buffer.from('evidence key'));
    },
    fault: (error: unknown) => void faults.push(error),
  };
  const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 15 * MINUTE };
  const handle = createEraseHandler(deps);
  return {
    bench,
    requests,
    faults,
    askedFor,
    deps,
    context,
    send: (body: string, receiveCount = 1) => handle(batchOf(message(body, 'm1', receiveCount)), context),
  };
}

const shard = (action: string, number: unknown = 0) => JSON.stringify({ action, shard: number });

describe('an erasing function', () => {
  it('works off the shard that its message names', async () => {
    const shop = await dueShop();
    expect(await shop.send(shard('delete'))).toEqual({ batchItemFailures: [] });
    expect(shop.bench.target.records(logs)).toEqual([]);
    expect(shop.bench.target.records(visits), 'the other function’s').toHaveLength(1);
    expect(shop.bench.receipts).toHaveLength(1);
    expect(shop.askedFor).toEqual([Date.parse(start) + 179.5 * DAY]);
    expect(await shop.bench.shard('delete')).toMatchObject({ owner: 'invocation-1' });
  });

  it.each([
    ['a shard of the other action', shard('anonymise')],
    ['no action', JSON.stringify({ shard: 0 })],
    ['no shard', JSON.stringify({ action: 'delete' })],
    ['half a shard', shard('delete', 0.5)],
    ['a shard before the first', shard('delete', -1)],
    ['a shard after the last there can be', shard('delete', 64)],
    ['a shard in words', shard('delete', '0')],
    ['nothing', 'null'],
    ['nothing readable', 'li 13912345678'],
  ])('leaves a message that names %s in its queue, and touches nothing', async (_, body) => {
    const shop = await dueShop();
    expect(await shop.send(body)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(codes(shop.faults)).toEqual(['MESSAGE_INVALID']);
    expect(String(shop.faults[0])).not.toContain('13912345678');
    expect(shop.requests).toEqual([]);
  });

  it('is careful when a message comes again: its worker may have died', async () => {
    for (const [receiveCount, careful] of [
      [1, false],
      [2, true],
      [7, true],
    ] as const) {
      const shop = await dueShop();
      await shop.send(shard('delete'), receiveCount);
      expect(shop.requests.includes('noteAttempt'), `received ${receiveCount} times`).toBe(careful);
      expect(shop.bench.target.records(logs)).toEqual([]);
    }
  });

  it('begins nothing that it could not end before it is cut off', async () => {
    const shop = await dueShop();
    const context = { ...shop.context, getRemainingTimeInMillis: () => MINUTE };
    await createEraseHandler(shop.deps)(batchOf(message(shard('delete'))), context);
    expect(shop.bench.target.records(logs)).toHaveLength(1);
    expect(shop.requests).not.toContain('announce');
  });

  it('has the message delivered again when the work fails, and says why', async () => {
    const shop = await dueShop();
    shop.bench.crashAtCall(2);
    expect(await shop.send(shard('delete'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(codes(shop.faults)).toEqual(['Error']);
    shop.bench.revive();
    shop.bench.advance(5 * MINUTE);
    expect(await shop.send(shard('delete'), 2)).toEqual({ batchItemFailures: [] });
    expect(shop.bench.target.records(logs)).toEqual([]);
  });

  it('touches nothing while it has no evidence key: nothing goes unproved', async () => {
    const shop = await dueShop();
    const epoch = () => Promise.reject(new Error('KMS'));
    const handle = createEraseHandler({ ...shop.deps, epoch });
    const answer = await handle(batchOf(message(shard('delete'))), shop.context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(shop.requests).toEqual([]);
  });
});
