import { expect, it } from 'vitest';
import { logs } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR } from './workbench.ts';

it('stops amid the records of one call when the lease ends: a hold waits for it no longer than that [P3]', async () => {
  const slow = { seconds: 0 };
  const bench = createWorkbench({
    target: {
      before: (method) => {
        if (method === 'erase') bench.advance(slow.seconds * 1000);
      },
    },
  });
  const old = bench.clock.now() - 179 * DAY - 13 * HOUR;
  for (const at of ['1', '2', '3']) {
    await bench.store(logs, { user_id: 'user-1', at, created_at: new Date(old).toISOString() });
  }
  slow.seconds = 100;
  expect(await bench.work('delete')).toBe('lease ended');
  expect(bench.target.records(logs)).toHaveLength(1);
  slow.seconds = 0;
  await bench.takeOver();
  expect(bench.target.records(logs)).toEqual([]);
  expect(bench.receipts.map(({ outcome }) => outcome)).toEqual(['erased']);
});
