import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/tag/handler.ts';
import type { StreamRecord } from '../../functions/tag/stream.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import type { PlannedTimer, Tag, UrgentTimer } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { reviews, samplePlan } from '../erasure/sample-plan.ts';
import { batchOf, busEvent, clock, codes, createWatch, message, NOW, referencer } from './messages.ts';

const DAY = 24 * 3600 * 1000;
const collected = '2026-03-01T00:00:00Z';
const log = { user_id: 'li', at: 'a', created_at: collected, used_at: collected };

/** Objects of a subject's, and reviews with two key attributes. */
const uploads: PlanDataset = {
  id: 'uploads',
  policy: 'shop',
  store: { kind: 's3', bucket: 'uploads', prefix: 'shop/{subject}/' },
  times: { collected: { field: 'LastModified', as: 'iso' } },
  clusters: [{ rule: 'short', action: 'delete', categories: [], fields: {} }],
  copiesGoneAfterDays: 0,
  recipients: [],
};
const answers: PlanDataset = {
  ...reviews,
  id: 'answers',
  store: {
    kind: 'dynamodb',
    table: 'answers',
    partitionKey: 'review_id',
    sortKey: 'number',
    subject: { by: 'locator', attribute: 'author' },
  },
};
const plan: Plan = { ...samplePlan, datasets: { ...samplePlan.datasets, uploads, answers } };

function createTagger() {
  const watch = createWatch();
  const registry = memoryRegistry({ shards: 1 });
  const deps = { ...watch, plan, registry, clock, references: async () => referencer };
  const items = <T>(pattern: RegExp) =>
    registry
      .contents()
      .filter(({ pk, sk }) => pattern.test(`${pk} ${sk}`))
      .map(({ item }) => item as T);
  return {
    ...watch,
    registry,
    deps,
    tags: () => items<Tag>(/ TAG#/),
    timers: () => items<PlannedTimer & Partial<UrgentTimer>>(/^[PU]#/),
    tag: createHandler(deps),
  };
}

let changes = 0;
function change(
  table: string,
  record: Record<string, unknown> | null,
  eventName: StreamRecord['eventName'] = 'INSERT',
) {
  const number = String(++changes);
  return {
    eventID: `change-${number}`,
    eventName,
    eventSourceARN: `arn:aws-cn:dynamodb:cn-north-1:111122223333:table/${table}/stream/2026-01-01T00:00:00.000`,
    dynamodb: { SequenceNumber: number, ...(record && { NewImage: marshall(record) }) },
  } satisfies StreamRecord;
}

const told = (detail: Record<string, unknown>) => batchOf(message(busEvent('PersonalDataStored', detail)));

describe('the tag function, on a stream', () => {
  it('tags what was inserted or modified, once for a cluster and half-window', async () => {
    const tagger = createTagger();
    const records = [change('logs', log), change('logs', { ...log, at: 'b' }, 'MODIFY'), change('logs', log, 'MODIFY')];
    expect(await tagger.tag({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(tagger.tags()).toMatchObject([{ dataset: 'logs', rule: 'short', state: 'kept' }]);
    expect(tagger.timers()).toHaveLength(1);
    expect(tagger.counts.get('Tagged')).toBe(3);
  });

  it('passes over what was removed', async () => {
    const tagger = createTagger();
    await tagger.tag({ Records: [change('logs', null, 'REMOVE'), change('logs', log, 'REMOVE')] });
    expect(tagger.registry.contents()).toEqual([]);
    expect(tagger.letters).toEqual([]);
  });

  it('passes over a record with nothing left to erase', async () => {
    const tagger = createTagger();
    await tagger.tag({ Records: [change('visits', { visit_id: 'v', created_at: collected })] });
    expect(tagger.registry.contents()).toEqual([]);
    expect(tagger.letters).toEqual([]);
  });

  it('parks where a change lies whose table nobody named, never the record, and tags the others', async () => {
    const tagger = createTagger();
    const stray = change('secrets', { user_id: 'wang', phone: '13912345678' });
    expect(await tagger.tag({ Records: [stray, change('logs', log)] })).toEqual({ batchItemFailures: [] });
    expect(tagger.letters).toMatchObject([{ code: 'EVENT_UNKNOWN_DATASET', source: 'stream' }]);
    expect([...tagger.kept.values()].map((text) => JSON.parse(text))).toEqual([
      { stream: stray.eventSourceARN, sequenceNumber: stray.dynamodb.SequenceNumber },
    ]);
    expect(tagger.tags()).toHaveLength(1);
  });

  it.each([
    ['no subject', {}],
    ['an empty one', { user_id: '' }],
    ['one that is no text', { user_id: 7 }],
  ])('parks where a record with %s lies, and counts it', async (_, owner) => {
    const tagger = createTagger();
    const order = { order_id: 'order-4711', phone: '13912345678', created_at: collected, ...owner };
    await tagger.tag({ Records: [change('orders', order)] });
    expect(tagger.letters).toMatchObject([{ code: 'RECORD_WITHOUT_SUBJECT', place: 'orders' }]);
    expect(JSON.stringify([...tagger.kept, ...tagger.letters])).not.toMatch(/4711|139/);
    expect(tagger.counts.get('Unattributed')).toBe(1);
    expect(tagger.registry.contents()).toEqual([]);
  });

  it('logs undated records by their dataset only, once a batch', async () => {
    const tagger = createTagger();
    const undated = ['a', 'b'].map((at) => change('logs', { user_id: 'li-13912345678', at, created_at: 'yesterday' }));
    await tagger.tag({ Records: undated });
    expect(tagger.tags()).toMatchObject([{ state: 'undated' }]);
    expect(tagger.counts.get('Undated')).toBe(2);
    expect(codes(tagger.faults)).toEqual(['RECORD_UNDATED']);
    const [fault] = tagger.faults as ExpungeError[];
    expect(fault?.place).toBe('logs');
    expect(fault?.message).not.toMatch(/li-|139|yesterday/);
    expect(tagger.letters).toEqual([]);
  });

  it('takes records with numbers that no float holds: one must not hold up its stream', async () => {
    const tagger = createTagger();
    const odd = change('logs', log);
    const image = {
      ...marshall(log),
      price: { N: '12345678901234567890.5' },
      sizes: { NS: ['1E+30', '9007199254740993.25'] },
    };
    const answer = await tagger.tag({ Records: [{ ...odd, dynamodb: { ...odd.dynamodb, NewImage: image } }] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(tagger.tags()).toHaveLength(1);
  });

  it('fails as a whole where the plan is at fault: no record is to blame, and none is parked', async () => {
    const tagger = createTagger();
    const { shop } = plan.policies;
    if (!shop?.rules.short) throw new Error('the sample has a shop');
    const short = { ...shop.rules.short, floor: { period: 'P5000WD', start: 'collected', law: 'None' } } as const;
    const faulty: Plan = { ...plan, policies: { shop: { ...shop, rules: { ...shop.rules, short } } } };
    const failing = createHandler({ ...tagger.deps, plan: faulty })({ Records: [change('logs', log)] });
    await expect(failing).rejects.toMatchObject({ code: 'CALENDAR_ENDS' });
    expect(tagger.letters).toEqual([]);
  });

  it('fails as a whole when the registry does: the stream repeats the batch', async () => {
    const tagger = createTagger();
    const registry = memoryRegistry({
      shards: 1,
      before: () => {
        throw new ExpungeError('STORE_UNAVAILABLE', 'busy');
      },
    });
    const failing = createHandler({ ...tagger.deps, registry })({ Records: [change('logs', log)] });
    await expect(failing).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('the tag function, told of data', () => {
  const review = (key: unknown, dataset = 'reviews') => ({ dataset, subject: 'li', key, times: { collected } });

  it('tags it in every rule of its dataset', async () => {
    const tagger = createTagger();
    const times = { collected, 'transaction completed': collected };
    await tagger.tag(told({ dataset: 'orders', subject: 'li', times }));
    expect(
      tagger
        .tags()
        .map((tag) => tag.rule)
        .sort(),
    ).toEqual(['phones', 'trade']);
    expect(tagger.letters).toEqual([]);
  });

  it('reads the key whatever the order of its attributes, as the stream writes it', async () => {
    const orders = [
      { review_id: { S: 'r1' }, number: { N: '2' } },
      { number: { N: '2' }, review_id: { S: 'r1' } },
    ];
    const tagger = createTagger();
    for (const key of orders) await tagger.tag(told(review(key, 'answers')));
    const record = { review_id: 'r1', number: 2, author: 'li', created_at: collected };
    await tagger.tag({ Records: [change('answers', record)] });
    expect(tagger.tags()).toHaveLength(1);
    expect(tagger.letters).toEqual([]);
  });

  it.each([
    ['no key', undefined],
    ['another key', { order_id: { S: 'r1' } }],
    ['a key of no type DynamoDB has', { review_id: { X: 'r1' } }],
    ['a key of two types', { review_id: { S: 'r1', N: '1' } }],
    ['an empty key', { review_id: { S: '' } }],
  ])('parks a located record with %s', async (_, key) => {
    const tagger = createTagger();
    await tagger.tag(told(review(key)));
    expect(tagger.letters).toMatchObject([{ code: 'EVENT_INCOMPLETE' }]);
    expect(tagger.registry.contents()).toEqual([]);
  });

  it('names the key attribute that is missing', async () => {
    const tagger = createTagger();
    await tagger.tag(told(review({ review_id: { S: 'r1' } }, 'answers')));
    expect(tagger.letters).toMatchObject([{ code: 'EVENT_INCOMPLETE', place: 'answers' }]);
    expect(tagger.letters[0]?.message).toMatch(/with number\./);
  });

  it('needs no key where the store finds a subject’s records', async () => {
    const tagger = createTagger();
    await tagger.tag(told({ dataset: 'logs', subject: 'li', times: { collected } }));
    expect(tagger.tags()).toHaveLength(1);
    expect(tagger.tags()[0]).not.toHaveProperty('locator');
  });

  it.each([
    ['without the time of collection', { 'last used': collected }],
    ['collected days ahead', { collected: new Date(NOW + 2 * DAY + 1).toISOString() }],
    ['collected in the year 9999', { collected: '9999-01-01T00:00:00Z' }],
    ['collected before there was such data', { collected: '1970-01-01T00:00:00Z' }],
    ['used in the year 2300', { collected, 'last used': '2300-01-01T00:00:00Z' }],
    ['used in the year 9999', { collected, 'last used': '9999-01-01T00:00:00Z' }],
  ])('tags data %s as undated', async (_, times) => {
    const tagger = createTagger();
    await tagger.tag(told({ dataset: 'logs', subject: 'li', times }));
    expect(tagger.letters).toEqual([]);
    expect(tagger.tags()).toMatchObject([{ state: 'undated' }]);
    expect(tagger.timers().every((timer) => timer.startAt <= NOW + 7 * DAY)).toBe(true);
  });

  it('tags objects by the segment that names their subject', async () => {
    const tagger = createTagger();
    const created = { bucket: { name: 'uploads' }, object: { key: 'shop/李/a b+c.png' } };
    await tagger.tag(batchOf(message(busEvent('Object Created', created))));
    expect((await tagger.registry.subjects([referencer.subject('shop', '李')])).size).toBe(1);
    expect(tagger.tags()).toMatchObject([{ dataset: 'uploads', state: 'kept' }]);
    expect(JSON.stringify(tagger.registry.contents())).not.toContain('a b');
  });

  it.each([
    [
      'of no dataset',
      busEvent('PersonalDataStored', { dataset: 'x', subject: 'li', times: {} }),
      'EVENT_UNKNOWN_DATASET',
    ],
    [
      'of a dataset every object has',
      busEvent('PersonalDataStored', { dataset: 'constructor', subject: 'li', times: {} }),
      'EVENT_UNKNOWN_DATASET',
    ],
    [
      'of an object outside every prefix',
      busEvent('Object Created', { bucket: { name: 'uploads' }, object: { key: 'other/li/a' } }),
      'EVENT_UNKNOWN_DATASET',
    ],
    [
      'of a trigger',
      busEvent('AccountClosed', { id: 'c', policy: 'shop', subject: 'li', receivedAt: collected }),
      'EVENT_UNKNOWN_TYPE',
    ],
  ])('parks an event %s, and tags the one after it', async (_, body, code) => {
    const tagger = createTagger();
    const good = busEvent('PersonalDataStored', { dataset: 'logs', subject: 'li', times: { collected } });
    const answer = await tagger.tag(batchOf(message(body, '1'), message(good, '2')));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(tagger.letters).toMatchObject([{ code, kept: 'parked/Triggers/1' }]);
    expect(tagger.tags()).toHaveLength(1);
  });

  it('gives messages up into the parking place also when the key is what fails', async () => {
    const tagger = createTagger();
    const tag = createHandler({ ...tagger.deps, references: () => Promise.reject(new Error('KMS')) });
    const body = busEvent('PersonalDataStored', { dataset: 'logs', subject: 'li', times: { collected } });
    const answer = await tag(batchOf(message(body, '1', 1), message(body, '2', 4)));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(tagger.letters).toMatchObject([{ code: 'GIVEN_UP', kept: 'parked/Triggers/2' }]);
  });
});
