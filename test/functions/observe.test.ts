import middy from '@middy/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { observer } from '../../functions/wiring/observe.ts';
import { ExpungeError } from '../../lib/errors.ts';

/** What stands on the function's log, line by line. */
let lines: string[];
beforeEach(() => {
  lines = [];
  const note = (text: unknown) => {
    lines.push(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(note);
  vi.spyOn(process.stderr, 'write').mockImplementation(note);
});
afterEach(() => vi.restoreAllMocks());

const logged = () => lines.map((line) => JSON.parse(line));
const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 1000 } as never;
const failing = (error: unknown, watching = observer('test')) => {
  const handler = middy(async () => {
    throw error;
  }).use(watching.middleware);
  return handler({}, context);
};
/** What Lambda would be thrown. */
const thrownFor = (error: unknown): Promise<Error> =>
  failing(error).then(
    () => new Error('nothing was thrown'),
    (thrown) => thrown,
  );

/** As the AWS SDK throws it: named for its kind, and quoting what it was asked. */
function foreign(message: string): Error {
  const error = new Error(message);
  error.name = 'ValidationException';
  return error;
}

describe('what is logged of a fault', () => {
  it('is, for one of ours, its code, message and place', () => {
    const cause = foreign('13912345678');
    observer('test').fault(new ExpungeError('STORE_REFUSES', 'no permission', { place: 'orders', cause }));
    expect(logged()).toMatchObject([
      { code: 'STORE_REFUSES', what: 'no permission', place: 'orders', cause: 'ValidationException' },
    ]);
    expect(lines.join()).not.toContain('13912345678');
  });

  it.each([
    ['of one line', 'no item 13912345678'],
    ['of several', 'no item\n13912345678'],
    ['with lines that look like frames', 'no item\n    at 13912345678\n    at get (/13912345678.js:1:1)'],
    ['with its name in it', 'ValidationException: 13912345678'],
  ])('is, for a foreign error with a message %s, its kind and where it was thrown', (_, message) => {
    observer('test').fault(foreign(message));
    const [line] = logged();
    expect(line).toMatchObject({ level: 'ERROR', message: 'fault', code: 'ValidationException' });
    expect(line.where[0]).toContain('observe.test.ts');
    expect(lines.join()).not.toContain('13912345678');
  });

  it('is never its message, though that was changed after it was thrown', () => {
    const error = foreign('no item\n    at get (/13912345678.js:1:1)');
    expect(error.stack, 'which is written when first read').toContain('139');
    error.message = 'something else';
    observer('test').fault(error);
    expect(lines.join()).not.toContain('13912345678');
  });

  it('is, for what is no error at all, that it is unknown', () => {
    for (const thrown of ['13912345678', { subject: '13912345678' }, null, undefined]) observer('test').fault(thrown);
    expect(logged().map((line) => line.code)).toEqual(Array(4).fill('UNKNOWN'));
    expect(lines.join()).not.toContain('13912345678');
  });
});

describe('an invocation that fails', () => {
  it('throws the code and nothing else: Lambda logs what is thrown', async () => {
    const ours = new ExpungeError('STORE_UNAVAILABLE', 'the table keeps refusing', { place: 'orders' });
    const thrown = await thrownFor(ours);
    expect(thrown.message).toBe('STORE_UNAVAILABLE');
    expect(thrown).not.toBe(ours);
    expect(thrown.cause).toBeUndefined();
    expect(logged()).toMatchObject([{ code: 'STORE_UNAVAILABLE' }]);
  });

  it('throws the kind of a foreign error', async () => {
    const thrown = await thrownFor(foreign('no item 13912345678'));
    expect(thrown.message).toBe('ValidationException');
    expect(`${thrown.stack}${JSON.stringify(thrown)}${lines.join()}`).not.toContain('13912345678');
  });

  it('writes its counts down all the same', async () => {
    const watching = observer('test');
    watching.count('Failed', 2);
    await failing(foreign('x'), watching).catch(() => {});
    expect(logged()).toContainEqual(expect.objectContaining({ Failed: 2 }));
  });
});

describe('counts', () => {
  it('are written down once, when the invocation ends', async () => {
    const watching = observer('find-due');
    const handler = middy(async () => {
      watching.count('DueShards', 3);
      watching.count('OldestDueTimer', 90);
    }).use(watching.middleware);
    await handler({}, context);
    expect(logged()).toHaveLength(1);
    const [{ _aws: meta, ...values }] = logged();
    expect(values).toMatchObject({ service: 'find-due', DueShards: 3, OldestDueTimer: 90 });
    expect(meta.CloudWatchMetrics[0]).toMatchObject({ Namespace: 'Expunge' });
    expect(meta.CloudWatchMetrics[0].Metrics).toMatchObject([
      { Name: 'DueShards', Unit: 'Count' },
      { Name: 'OldestDueTimer', Unit: 'Seconds' },
    ]);
    await middy(async () => {}).use(watching.middleware)({}, context);
    expect(lines, 'nothing was counted').toHaveLength(1);
  });
});
