import { describe, expect, it } from 'vitest';
import { Activity } from '../../../local/runtime/activity.ts';

const LONG = 60_000;

describe('what is going on in the runtime', () => {
  it('is quiet when the last piece of work has ended', async () => {
    const activity = new Activity();
    const work = Promise.withResolvers<void>();
    const tracked = activity.track(() => work.promise);
    let quiet = false;
    const waiting = activity.quiet(LONG).then(() => (quiet = true));
    await Promise.resolve();
    expect(quiet).toBe(false);
    work.resolve();
    await Promise.all([tracked, waiting]);
    expect(activity).toMatchObject({ busy: 0, version: 2 });
  });

  it('lets those who gather go on together, once nobody else is at work', async () => {
    const activity = new Activity();
    const work = Promise.withResolvers<void>();
    const order: string[] = [];
    const gather = (name: string) =>
      activity.track(async () => {
        await activity.othersQuiet(LONG);
        order.push(name);
      });
    const all = [activity.track(() => work.promise.then(() => order.push('work'))), gather('first'), gather('second')];
    await new Promise((go) => setTimeout(go, 5));
    expect(order).toEqual([]);
    work.resolve();
    await Promise.all(all);
    expect(order).toEqual(['work', 'first', 'second']);
  });

  it('holds nobody back who gathers alone, nor anybody for ever', async () => {
    const activity = new Activity();
    await activity.track(() => activity.othersQuiet(LONG));
    const work = Promise.withResolvers<void>();
    const tracked = activity.track(() => work.promise);
    await activity.track(() => activity.othersQuiet(5));
    expect(activity.busy).toBe(1);
    work.resolve();
    await tracked;
  });
});
