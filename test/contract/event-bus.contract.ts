import { randomUUID } from 'node:crypto';
import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';

/** Somewhere events arrive: a queue, a recorder. */
export interface Inbox {
  readonly arn: string;
  /** What has arrived so far, as JSON values in any order, once everything sent before has been dealt with. */
  readonly received: () => Promise<unknown[]>;
}

export interface EventBusContract {
  readonly client: () => EventBridgeClient;
  /** A fresh, empty inbox that the bus may deliver to. */
  readonly inbox: () => Promise<Inbox>;
}

interface FilterCase {
  readonly name: string;
  readonly pattern: object;
  readonly fits: readonly object[];
  readonly fitsNot: readonly object[];
}

const CASES: readonly FilterCase[] = [
  {
    name: 'exact values of every type, any of a list',
    pattern: { a: ['x', 3, true, null] },
    fits: [{ a: 'x' }, { a: 3 }, { a: true }, { a: null }, { a: ['y', 'x'] }],
    fitsNot: [{ a: 'X' }, { a: '3' }, { a: false }, {}, { a: [] }, { a: { x: 'x' } }],
  },
  {
    name: 'every field named, at any depth',
    pattern: { a: { b: ['x'] }, c: ['y'] },
    fits: [{ a: { b: 'x', more: 1 }, c: 'y' }],
    fitsNot: [{ a: { b: 'x' } }, { c: 'y' }, { a: { b: 'y' }, c: 'y' }, { a: 'x', c: 'y' }],
  },
  {
    name: 'prefix',
    pattern: { key: [{ prefix: 'wechat/' }] },
    fits: [{ key: 'wechat/1' }, { key: 'wechat/' }],
    fitsNot: [{ key: 'WeChat/1' }, { key: 'a/wechat/' }, { key: 1 }, {}],
  },
  {
    name: 'suffix',
    pattern: { key: [{ suffix: '.jpg' }] },
    fits: [{ key: 'a.jpg' }],
    fitsNot: [{ key: 'a.jpg.png' }, { key: 'a.JPG' }, {}],
  },
  {
    name: 'anything-but a value',
    pattern: { a: [{ 'anything-but': 'x' }] },
    fits: [{ a: 'y' }, { a: 'xx' }],
    fitsNot: [{ a: 'x' }, {}],
  },
  {
    name: 'anything-but a list',
    pattern: { a: [{ 'anything-but': ['x', 'y'] }] },
    fits: [{ a: 'z' }],
    fitsNot: [{ a: 'x' }, { a: 'y' }, {}],
  },
  {
    name: 'anything-but numbers',
    pattern: { a: [{ 'anything-but': [1, 2] }] },
    fits: [{ a: 3 }],
    fitsNot: [{ a: 1 }, { a: 2 }, {}],
  },
  {
    name: 'anything-but a prefix',
    pattern: { a: [{ 'anything-but': { prefix: 'x' } }] },
    fits: [{ a: 'yx' }],
    fitsNot: [{ a: 'xy' }, {}],
  },
  {
    name: 'a numeric comparison',
    pattern: { n: [{ numeric: ['=', 3] }, { numeric: ['<', 0] }] },
    fits: [{ n: 3 }, { n: -0.5 }],
    fitsNot: [{ n: 0 }, { n: 'three' }, {}],
  },
  {
    name: 'a numeric range',
    pattern: { n: [{ numeric: ['>', 0, '<=', 5] }] },
    fits: [{ n: 0.1 }, { n: 5 }],
    fitsNot: [{ n: 0 }, { n: 5.1 }],
  },
  {
    name: 'exists',
    pattern: { a: [{ exists: true }] },
    fits: [{ a: 'x' }, { a: null }, { a: 0 }],
    fitsNot: [{}, { b: 1 }],
  },
  {
    name: 'exists not, also where the parent is missing',
    pattern: { a: { b: [{ exists: false }] } },
    fits: [{}, { a: { c: 1 } }],
    fitsNot: [{ a: { b: 'x' } }, { a: { b: null } }],
  },
  {
    name: 'fields named like what every object inherits',
    pattern: { constructor: { name: ['Object'] } },
    fits: [{ constructor: { name: 'Object' } }],
    fitsNot: [{}],
  },
  {
    name: 'equals-ignore-case',
    pattern: { a: [{ 'equals-ignore-case': 'aBc' }] },
    fits: [{ a: 'ABC' }, { a: 'abc' }],
    fitsNot: [{ a: 'abcd' }, {}],
  },
  {
    name: '$or',
    pattern: { $or: [{ a: ['x'] }, { b: [{ numeric: ['>', 1] }] }], c: ['y'] },
    fits: [
      { a: 'x', c: 'y' },
      { b: 2, c: 'y' },
    ],
    fitsNot: [{ a: 'x' }, { c: 'y' }, { a: 'z', b: 1, c: 'y' }],
  },
  {
    name: 'anything-but a suffix, any of several',
    pattern: { a: [{ 'anything-but': { suffix: ['.jpg', '.png'] } }] },
    fits: [{ a: 'x.gif' }],
    fitsNot: [{ a: 'x.jpg' }, { a: 'x.png' }, {}],
  },
  {
    name: 'prefix and suffix that ignore case',
    pattern: { a: [{ prefix: { 'equals-ignore-case': 'we' } }], b: [{ suffix: { 'equals-ignore-case': 'at' } }] },
    fits: [{ a: 'WEchat', b: 'weChAT' }],
    fitsNot: [
      { a: 'chat', b: 'chat' },
      { a: 'wechat', b: 'wecha' },
    ],
  },
  {
    name: 'one element of a list of objects as a whole',
    pattern: { items: { kind: ['photo'], size: [{ numeric: ['>', 10] }] } },
    fits: [
      {
        items: [
          { kind: 'log', size: 1 },
          { kind: 'photo', size: 11 },
        ],
      },
    ],
    fitsNot: [
      {
        items: [
          { kind: 'photo', size: 1 },
          { kind: 'log', size: 11 },
        ],
      },
      { items: [] },
    ],
  },
];

/** What Expunge needs of EventBridge. */
export function eventBusContract({ client, inbox }: EventBusContract): void {
  const newBus = async () => {
    const Name = `contract-${randomUUID()}`;
    await client().send(new CreateEventBusCommand({ Name }));
    return Name;
  };
  const feed = async (bus: string | undefined, pattern: object, target: Partial<Target> = {}) => {
    const to = await inbox();
    const Rule = `rule-${randomUUID()}`;
    await client().send(new PutRuleCommand({ Name: Rule, EventBusName: bus, EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'inbox', Arn: to.arn, ...target }];
    await client().send(new PutTargetsCommand({ Rule, EventBusName: bus, Targets }));
    return { ...to, Rule };
  };
  const put = (...Entries: PutEventsRequestEntry[]) => client().send(new PutEventsCommand({ Entries }));
  const entry = (bus: string | undefined, detail: object, more: Partial<PutEventsRequestEntry> = {}) => ({
    EventBusName: bus,
    Source: 'contract',
    DetailType: 'Something',
    Detail: JSON.stringify(detail),
    ...more,
  });
  const failure = (name: string) => expect.objectContaining({ name });

  describe('putting events', () => {
    it('delivers the event in its envelope, with the time and resources it came with', async () => {
      const bus = await newBus();
      const to = await feed(bus, { source: ['contract'] });
      const Time = new Date('2026-11-22T23:59:59Z');
      const { Entries } = await put(entry(bus, { a: 1 }, { Time, Resources: ['arn:aws:s3:::uploads'] }));
      const [event] = await to.received();
      expect(event).toMatchObject({
        version: '0',
        id: Entries?.[0]?.EventId,
        source: 'contract',
        'detail-type': 'Something',
        time: '2026-11-22T23:59:59Z',
        account: expect.stringMatching(/^\d{12}$/),
        region: expect.any(String),
        resources: ['arn:aws:s3:::uploads'],
        detail: { a: 1 },
      });
    });

    it('delivers once to each rule that fits, and to no other bus', async () => {
      const [bus, other] = [await newBus(), await newBus()];
      const fitting = await feed(bus, { 'detail-type': ['Something'] });
      const alsoFitting = await feed(bus, { detail: { a: [{ exists: true }] } });
      const unfitting = await feed(bus, { 'detail-type': ['Else'] });
      const elsewhere = await feed(other, { source: ['contract'] });
      await put(entry(bus, { a: 1 }), entry(bus, { a: 2 }));
      expect(await fitting.received()).toHaveLength(2);
      expect(await alsoFitting.received()).toHaveLength(2);
      expect(await unfitting.received()).toEqual([]);
      expect(await elsewhere.received()).toEqual([]);
    });

    it('uses the default bus when none is named, and takes a bus by its ARN', async () => {
      const source = `contract-${randomUUID()}`;
      const byDefault = await feed(undefined, { source: [source] });
      const bus = await newBus();
      const byArn = await feed(bus, { source: [source] });
      const { Arn } = await client().send(new DescribeEventBusCommand({ Name: bus }));
      await put(entry(undefined, { to: 'default' }, { Source: source }), entry(Arn, { to: bus }, { Source: source }));
      expect(await byDefault.received()).toEqual([expect.objectContaining({ detail: { to: 'default' } })]);
      expect(await byArn.received()).toEqual([expect.objectContaining({ detail: { to: bus } })]);
    });

    it('answers a faulty entry in its place and takes the others', async () => {
      const bus = await newBus();
      const to = await feed(bus, { source: ['contract'] });
      const { FailedEntryCount, Entries } = await put(
        entry(bus, { n: 1 }),
        entry(bus, {}, { Detail: '{"n":' }),
        entry(bus, {}, { DetailType: undefined }),
        entry(bus, {}, { Source: undefined }),
        entry(bus, {}, { Detail: undefined }),
        entry(bus, { n: 2 }),
      );
      expect(FailedEntryCount).toBe(4);
      expect(Entries?.map((one) => one.ErrorCode)).toEqual([
        undefined,
        'MalformedDetail',
        'InvalidArgument',
        'InvalidArgument',
        'InvalidArgument',
        undefined,
      ]);
      expect(await to.received()).toHaveLength(2);
    });

    it('takes only an object as detail, and nothing in the name of AWS', async () => {
      const bus = await newBus();
      const { Entries } = await put(
        entry(bus, {}, { Detail: '[]' }),
        entry(bus, {}, { Detail: '"text"' }),
        entry(bus, {}, { Source: 'aws.s3' }),
      );
      const codes = Entries?.map((one) => one.ErrorCode);
      expect(codes).toEqual(['MalformedDetail', 'MalformedDetail', 'NotAuthorizedForSourceException']);
    });

    it('refuses more than ten entries', async () => {
      const bus = await newBus();
      const many = put(...Array.from({ length: 11 }, () => entry(bus, {})));
      await expect(many).rejects.toEqual(failure('ValidationException'));
    });

    it('refuses entries of more than 256 KB together', async () => {
      const bus = await newBus();
      const half = { text: 'x'.repeat(128 * 1024) };
      await expect(put(entry(bus, half))).resolves.toMatchObject({ FailedEntryCount: 0 });
      await expect(put(entry(bus, half), entry(bus, half))).rejects.toEqual(failure('ValidationException'));
    });
  });

  describe('patterns', () => {
    const fitting =
      ({ pattern, fits, fitsNot }: FilterCase) =>
      async () => {
        const bus = await newBus();
        const to = await feed(bus, { detail: pattern });
        for (const detail of [...fits, ...fitsNot]) await put(entry(bus, detail));
        const details = (await to.received()).map((event) => JSON.stringify((event as { detail: object }).detail));
        expect(details.sort()).toEqual(fits.map((detail) => JSON.stringify(detail)).sort());
      };
    for (const one of CASES) it(one.name, fitting(one));

    const broken = [
      '{',
      '[]',
      '{}',
      '{"a":"x"}',
      '{"a":[]}',
      '{"a":{}}',
      '{"a":[{"nearly":"x"}]}',
      '{"a":[{"exists":1}]}',
    ];
    const brokenFilters = ['{"n":[{"numeric":["!",1]}]}', '{"n":[{"numeric":[">"]}]}', '{"a":[{"prefix":1}]}'];
    for (const EventPattern of [...broken, ...brokenFilters]) {
      it(`refuses ${EventPattern}`, async () => {
        const made = client().send(new PutRuleCommand({ Name: 'broken', EventPattern }));
        await expect(made).rejects.toEqual(failure('InvalidEventPatternException'));
      });
    }
  });

  describe('rules and targets', () => {
    it('are listed and described, and put again without losing the targets', async () => {
      const bus = await newBus();
      const to = await feed(bus, { source: ['old'] });
      const EventPattern = JSON.stringify({ source: ['contract'] });
      await client().send(new PutRuleCommand({ Name: to.Rule, EventBusName: bus, EventPattern }));
      const { Rules } = await client().send(new ListRulesCommand({ EventBusName: bus }));
      expect(Rules).toEqual([expect.objectContaining({ Name: to.Rule, State: 'ENABLED', EventPattern })]);
      expect(await client().send(new DescribeRuleCommand({ Name: to.Rule, EventBusName: bus }))).toMatchObject({
        EventBusName: bus,
        Arn: expect.stringMatching(new RegExp(`:rule/${bus}/${to.Rule}$`)),
      });
      const { Targets } = await client().send(new ListTargetsByRuleCommand({ Rule: to.Rule, EventBusName: bus }));
      expect(Targets).toEqual([expect.objectContaining({ Id: 'inbox', Arn: to.arn })]);
      await put(entry(bus, { n: 1 }));
      expect(await to.received()).toHaveLength(1);
    });

    it('deliver nothing while disabled', async () => {
      const bus = await newBus();
      const to = await feed(bus, { source: ['contract'] });
      await client().send(new DisableRuleCommand({ Name: to.Rule, EventBusName: bus }));
      await put(entry(bus, { n: 1 }));
      expect(await to.received()).toEqual([]);
      await client().send(new EnableRuleCommand({ Name: to.Rule, EventBusName: bus }));
      await put(entry(bus, { n: 2 }));
      expect(await to.received()).toEqual([expect.objectContaining({ detail: { n: 2 } })]);
    });

    it('are removed targets first', async () => {
      const bus = await newBus();
      const to = await feed(bus, { source: ['contract'] });
      const early = client().send(new DeleteRuleCommand({ Name: to.Rule, EventBusName: bus }));
      await expect(early).rejects.toEqual(failure('ValidationException'));
      await client().send(new RemoveTargetsCommand({ Rule: to.Rule, EventBusName: bus, Ids: ['inbox'] }));
      await put(entry(bus, { n: 1 }));
      expect(await to.received()).toEqual([]);
      await client().send(new DeleteRuleCommand({ Name: to.Rule, EventBusName: bus }));
      const { Rules } = await client().send(new ListRulesCommand({ EventBusName: bus }));
      expect(Rules).toEqual([]);
    });

    it('are not found on a bus or rule that does not exist', async () => {
      const bus = await newBus();
      const Targets = [{ Id: 'inbox', Arn: (await inbox()).arn }];
      const put = client().send(new PutTargetsCommand({ Rule: 'absent', EventBusName: bus, Targets }));
      await expect(put).rejects.toEqual(failure('ResourceNotFoundException'));
      const EventPattern = '{"source":["contract"]}';
      const rule = client().send(new PutRuleCommand({ Name: 'r', EventBusName: 'absent', EventPattern }));
      await expect(rule).rejects.toEqual(failure('ResourceNotFoundException'));
    });

    it('hand over a part of the event, or a constant', async () => {
      const bus = await newBus();
      const part = await feed(bus, { source: ['contract'] }, { InputPath: '$.detail.a' });
      const constant = await feed(bus, { source: ['contract'] }, { Input: '{"fixed":true}' });
      await put(entry(bus, { a: { b: 1 } }));
      expect(await part.received()).toEqual([{ b: 1 }]);
      expect(await constant.received()).toEqual([{ fixed: true }]);
    });
  });
}
