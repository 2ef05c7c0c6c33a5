import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { MovableClock } from '../../../local/runtime/index.ts';

const DAY = 86_400_000;

describe('the movable clock', () => {
  test('starts where it is told and flows on', async () => {
    const clock = new MovableClock({ start: Date.UTC(2000, 0, 1) });
    await new Promise((go) => setTimeout(go, 20));
    const passed = clock.now() - Date.UTC(2000, 0, 1);
    expect(passed).toBeGreaterThanOrEqual(15);
    expect(passed).toBeLessThan(5_000);
  });

  test('moves forwards only', () => {
    const clock = new MovableClock();
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.moveTo(clock.now() - 1_000)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });

  test('a move ends a sleep', async () => {
    const clock = new MovableClock();
    let awake = false;
    const sleeping = clock.sleep(180 * DAY).then(() => {
      awake = true;
    });
    clock.advance(179 * DAY);
    await new Promise((go) => setTimeout(go, 10));
    expect(awake).toBe(false);
    clock.advance(DAY);
    await sleeping;
  });

  test('every way to ask a thread for the time follows it; dates that are given do not', async () => {
    const clock = new MovableClock({ start: Date.UTC(2030, 5, 1) });
    const thread = new URL('../../../local/runtime/thread-clock.ts', import.meta.url).href;
    const code = `
      import { parentPort, workerData } from 'node:worker_threads';
      const { followClock } = await import(${JSON.stringify(thread)});
      followClock(workerData);
      class Sub extends Date {}
      parentPort.on('message', () => parentPort.postMessage({
        now: [Date.now(), +new Date(), Date.parse(Date()), +new Sub()],
        given: [+new Date(5), +new Date('1970-01-01T00:00:00.007Z'), Date.UTC(1970, 0, 1), +new Date(2001, 1, 3) === +new Date('2001-02-03T00:00')],
        kinds: [new Date() instanceof Date, new Sub() instanceof Sub, new Date().constructor === Date, Date.name, Date.length],
      }));`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
      workerData: clock.shared,
      execArgv: [],
    });
    const ask = () =>
      new Promise<{ now: number[]; given: unknown[]; kinds: unknown[] }>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(0);
      });
    for (const move of [0, 180 * DAY]) {
      clock.advance(move);
      const before = Math.floor(clock.now() / 1_000) * 1_000;
      const { now, given, kinds } = await ask();
      for (const time of now) {
        expect(time).toBeGreaterThanOrEqual(before);
        expect(time).toBeLessThanOrEqual(clock.now());
      }
      expect(given).toEqual([5, 7, 0, true]);
      expect(kinds).toEqual([true, true, true, 'Date', 7]);
    }
    await worker.terminate();
  });
});
