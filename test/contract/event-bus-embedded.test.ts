import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Deliver, type LocalEvents, type Loss, startEvents } from '../../local/events/index.ts';
import { eventBusContract } from './event-bus.contract.ts';
import { clientConfig, place, settableClock } from './local-service.ts';

const queue = (name: string) => `arn:aws-cn:sqs:cn-north-1:000000000000:${name}`;

describe('EventBridge, embedded', () => {
  const clock = settableClock('2026-11-23T08:00:00.500Z');
  const deliveries: Parameters<Deliver>[] = [];
  const losses: Loss[] = [];
  let broken = new Map<string, number>();
  let server: LocalEvents;
  let client: EventBridgeClient;

  beforeAll(async () => {
    const deliver: Deliver = async (...delivery) => {
      const [arn] = delivery;
      const left = broken.get(arn) ?? 0;
      broken.set(arn, left - 1);
      if (left > 0) throw new TypeError('the queue is away');
      deliveries.push(delivery);
    };
    server = await startEvents({ clock, place, deliver, onLost: (loss) => losses.push(loss) });
    client = new EventBridgeClient(clientConfig(server.endpoint));
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    broken = new Map();
    losses.length = 0;
  });

  const receivedBy = async (arn: string) => {
    await server.idle();
    return deliveries.filter(([to]) => to === arn).map(([, payload]) => payload);
  };
  let inboxes = 0;
  const inbox = async () => {
    const arn = queue(`inbox-${inboxes++}`);
    return { arn, received: () => receivedBy(arn) };
  };

  eventBusContract({ client: () => client, inbox });

  const feed = async (source: string, target: Partial<Target> = {}) => {
    const to = await inbox();
    await client.send(new PutRuleCommand({ Name: source, EventPattern: JSON.stringify({ source: [source] }) }));
    await client.send(new PutTargetsCommand({ Rule: source, Targets: [{ Id: 'inbox', Arn: to.arn, ...target }] }));
    return to;
  };
  const put = (Source: string) =>
    client.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'T', Detail: '{"n":1}' }] }));

  it('takes the time of an event from its clock, to the second', async () => {
    const to = await feed('timed');
    await put('timed');
    expect(await to.received()).toEqual([expect.objectContaining({ time: '2026-11-23T08:00:00Z' })]);
  });

  it('takes events of AWS services in process', async () => {
    const to = await feed('aws.s3');
    await server.put({ source: 'aws.s3', detailType: 'Object Created', detail: { bucket: { name: 'uploads' } } });
    expect(await to.received()).toEqual([
      expect.objectContaining({ source: 'aws.s3', 'detail-type': 'Object Created', region: 'cn-north-1' }),
    ]);
  });

  it('tries a failed delivery again', async () => {
    const to = await feed('flaky');
    broken.set(to.arn, 3);
    await put('flaky');
    expect(await to.received()).toHaveLength(1);
    expect(losses).toEqual([]);
  });

  it('gives up after four attempts and hands the event to the dead-letter queue, with the reason', async () => {
    const dead = queue('dead-letters');
    const to = await feed('failing', { DeadLetterConfig: { Arn: dead } });
    broken.set(to.arn, 4);
    await put('failing');
    expect(await to.received()).toEqual([]);
    expect(await receivedBy(dead)).toEqual([expect.objectContaining({ detail: { n: 1 } })]);
    const [, , target, failure] = deliveries.find(([arn]) => arn === dead) ?? [];
    expect(target).toMatchObject({ Arn: to.arn });
    expect(failure).toEqual({
      RULE_ARN: 'arn:aws-cn:events:cn-north-1:000000000000:rule/failing',
      TARGET_ARN: to.arn,
      ERROR_CODE: 'TypeError',
      ERROR_MESSAGE: 'the queue is away',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '3',
    });
    expect(losses).toEqual([]);
  });

  it('tries as often as the target says', async () => {
    const to = await feed('once', { RetryPolicy: { MaximumRetryAttempts: 0 } });
    broken.set(to.arn, 1);
    await put('once');
    expect(await to.received()).toEqual([]);
  });

  it('tells of an event that nobody took, without telling the event', async () => {
    const to = await feed('lost');
    const buried = await feed('buried', { DeadLetterConfig: { Arn: queue('broken') } });
    for (const arn of [to.arn, buried.arn, queue('broken')]) broken.set(arn, 100);
    await Promise.all([put('lost'), put('buried')]);
    await server.idle();
    const error = new TypeError('the queue is away');
    expect(losses).toContainEqual({ rule: expect.stringMatching(/rule\/lost$/), target: to.arn, error });
    expect(losses).toContainEqual({ rule: expect.stringMatching(/rule\/buried$/), target: buried.arn, error });
  });

  it('says of an entry for an unknown bus that it failed', async () => {
    const Entries = [{ EventBusName: 'absent', Source: 's', DetailType: 'T', Detail: '{}' }];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.Entries).toEqual([expect.objectContaining({ ErrorCode: 'InvalidArgument' })]);
  });

  it('refuses an input transformer clearly', async () => {
    const fed = feed('transformed', { InputTransformer: { InputTemplate: '"x"' } });
    const message = expect.stringContaining('InputTransformer: not implemented by this local server');
    await expect(fed).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  it('survives an event nested deeper than the stack', async () => {
    await client.send(new PutRuleCommand({ Name: 'deep', EventPattern: '{"detail":{"a":["x"]}}' }));
    const Detail = `{"a":${'['.repeat(50_000)}"x"${']'.repeat(50_000)}}`;
    const answer = await client.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'T', Detail }] }));
    expect(answer.FailedEntryCount).toBe(0);
    await server.idle();
  });
});
