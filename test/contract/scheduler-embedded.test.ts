import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fire, type LocalScheduler, type LostFiring, startScheduler } from '../../local/scheduler/index.ts';
import { clientConfig, place, settableClock } from './local-service.ts';
import { schedulerContract } from './scheduler.contract.ts';

const START = '2026-11-23T00:00:00Z';
const MINUTE = 60_000;
const lambda = 'arn:aws-cn:lambda:cn-north-1:000000000000:function:find-due';
const queue = 'arn:aws-cn:sqs:cn-north-1:000000000000:dead';
const target = { Arn: lambda, RoleArn: 'arn:aws-cn:iam::000000000000:role/scheduler' };

describe('EventBridge Scheduler, embedded', () => {
  const clock = settableClock(START);
  let fired: Parameters<Fire>[] = [];
  let losses: LostFiring[] = [];
  let broken: Set<string>;
  let server: LocalScheduler;
  let client: SchedulerClient;

  beforeEach(async () => {
    [fired, losses, broken] = [[], [], new Set()];
    clock.set(START);
    const fire: Fire = async (...firing) => {
      if (broken.has(firing[0])) throw new TypeError('the function is away');
      fired.push(firing);
    };
    server = await startScheduler({ clock, place, fire, onLost: (loss) => losses.push(loss) });
    client = new SchedulerClient(clientConfig(server.endpoint));
  });
  afterEach(() => server.stop());

  schedulerContract({ client: () => client, target });

  const input = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: 'one',
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: target,
    ...more,
  });
  const create = (more?: Partial<CreateScheduleCommandInput>) => client.send(new CreateScheduleCommand(input(more)));
  const at = (time: string) => Date.parse(time);

  it('fires nothing by itself, and a rate at once and then each period', async () => {
    await create();
    expect(server.nextDue()).toBe(at(START));
    expect(fired).toEqual([]);
    expect(await server.tick(at(START))).toBe(1);
    expect(server.nextDue()).toBe(at(START) + MINUTE);
    expect(await server.tick(at(START) + MINUTE - 1)).toBe(0);
    expect(await server.tick(at(START) + MINUTE)).toBe(1);
    expect(fired.map(([arn]) => arn)).toEqual([lambda, lambda]);
  });

  it('fires once however long the clock jumped, and keeps its beat', async () => {
    await create({ Target: { ...target, Input: '<aws.scheduler.scheduled-time>' } });
    await server.tick(at(START));
    expect(await server.tick(at('2027-05-22T00:00:30Z'))).toBe(1);
    expect(fired.map(([, text]) => text)).toEqual([START, '2026-11-23T00:01:00Z']);
    expect(server.nextDue()).toBe(at('2027-05-22T00:01:00Z'));
  });

  it('does not fire again what is still firing', async () => {
    await create();
    const counts = await Promise.all([server.tick(at(START)), server.tick(at(START))]);
    expect(counts).toEqual([1, 0]);
  });

  it('fills the context attributes into the input', async () => {
    const Input = JSON.stringify({
      arn: '<aws.scheduler.schedule-arn>',
      time: '<aws.scheduler.scheduled-time>',
      id: '<aws.scheduler.execution-id>',
      attempt: '<aws.scheduler.attempt-number>',
      other: '<aws.scheduler.nothing>',
    });
    await create({ Target: { ...target, Input } });
    await server.tick(at(START) + 5);
    expect(JSON.parse(fired[0]?.[1] ?? '')).toEqual({
      arn: 'arn:aws-cn:scheduler:cn-north-1:000000000000:schedule/default/one',
      time: '2026-11-23T00:00:00Z',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attempt: '1',
      other: '<aws.scheduler.nothing>',
    });
  });

  it('sends the event of AWS where there is no input', async () => {
    await create();
    await server.tick(at(START));
    expect(JSON.parse(fired[0]?.[1] ?? '')).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
    });
  });

  it('takes civil time in the zone of the schedule', async () => {
    await create({ ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone: 'Asia/Shanghai' });
    expect(server.nextDue()).toBe(at('2026-11-23T18:30:00Z'));
  });

  it('fires once at a moment, and goes afterwards where it says so', async () => {
    await create({ ScheduleExpression: 'at(2026-11-24T08:00:00)', ScheduleExpressionTimezone: 'Asia/Shanghai' });
    await create({ Name: 'gone', ScheduleExpression: 'at(2026-11-24T00:00:00)', ActionAfterCompletion: 'DELETE' });
    expect(await server.tick(at('2026-11-23T23:59:59Z'))).toBe(0);
    expect(await server.tick(at('2026-11-24T00:00:00Z'))).toBe(2);
    expect(await server.tick(at('2027-01-01T00:00:00Z'))).toBe(0);
    expect(server.nextDue()).toBeNull();
    await expect(client.send(new GetScheduleCommand({ Name: 'one' }))).resolves.toBeDefined();
    const gone = client.send(new GetScheduleCommand({ Name: 'gone' }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('keeps to its start and end dates', async () => {
    await create({ StartDate: new Date('2026-11-23T01:00:00Z'), EndDate: new Date('2026-11-23T01:01:30Z') });
    expect(server.nextDue()).toBe(at('2026-11-23T01:00:00Z'));
    await server.tick(at('2026-11-23T01:00:00Z'));
    expect(server.nextDue()).toBe(at('2026-11-23T01:01:00Z'));
    await server.tick(at('2026-11-23T01:01:00Z'));
    expect(server.nextDue()).toBeNull();
  });

  it('fires nothing while disabled, and makes nothing up when enabled', async () => {
    await create({ State: 'DISABLED', ScheduleExpression: 'cron(0 * * * ? *)' });
    expect(server.nextDue()).toBeNull();
    clock.set('2026-11-25T00:30:00Z');
    await client.send(new UpdateScheduleCommand(input({ ScheduleExpression: 'cron(0 * * * ? *)' })));
    expect(server.nextDue()).toBe(at('2026-11-25T01:00:00Z'));
  });

  it('tries again, then tells the dead-letter queue why', async () => {
    broken.add(lambda);
    await create({ Target: { ...target, Input: '{}', DeadLetterConfig: { Arn: queue } } });
    await server.tick(at(START));
    expect(fired).toEqual([
      [
        queue,
        '{}',
        expect.objectContaining({ Arn: lambda }),
        expect.objectContaining({ TARGET_ARN: lambda, ERROR_CODE: 'TypeError', RETRY_ATTEMPTS: '3' }),
      ],
    ]);
    expect(losses).toEqual([]);
  });

  it('tells of a firing that nobody took', async () => {
    broken.add(lambda).add(queue);
    await create();
    await create({ Name: 'two', Target: { ...target, DeadLetterConfig: { Arn: queue } } });
    await server.tick(at(START));
    expect(losses).toEqual([
      expect.objectContaining({ schedule: expect.stringMatching(/default\/one$/), target: lambda }),
      expect.objectContaining({ schedule: expect.stringMatching(/default\/two$/), target: lambda }),
    ]);
  });

  it('takes the same creation twice, as an SDK sends it that saw no answer', async () => {
    const ClientToken = 'once';
    await create({ ClientToken });
    await expect(create({ ClientToken })).resolves.toBeDefined();
  });
});
