import { randomUUID } from 'node:crypto';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';

export interface SchedulerContract {
  readonly client: () => SchedulerClient;
  /** A target and a role that the service accepts; nothing need ever arrive there. */
  readonly target: { readonly Arn: string; readonly RoleArn: string };
}

/** What Expunge needs of EventBridge Scheduler, as far as it can be seen without waiting. */
export function schedulerContract({ client, target }: SchedulerContract): void {
  const input = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: `contract-${randomUUID()}`,
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    // disabled: in an account nothing of this may run
    State: 'DISABLED',
    Target: target,
    ...more,
  });
  const create = async (more?: Partial<CreateScheduleCommandInput>) => {
    const request = input(more);
    const { ScheduleArn } = await client().send(new CreateScheduleCommand(request));
    return { ...request, ScheduleArn };
  };
  const failure = (name: string) => expect.objectContaining({ name });

  describe('schedules', () => {
    it('are created and described', async () => {
      const created = await create({
        ScheduleExpression: 'cron(30 2 * * ? *)',
        ScheduleExpressionTimezone: 'Asia/Shanghai',
        Description: 'the monthly audit',
        Target: { ...target, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
      });
      expect(created.ScheduleArn).toMatch(
        new RegExp(`^arn:aws[a-z-]*:scheduler:[a-z0-9-]+:\\d{12}:schedule/default/${created.Name}$`),
      );
      const described = await client().send(new GetScheduleCommand({ Name: created.Name }));
      expect(described).toMatchObject({
        Arn: created.ScheduleArn,
        Name: created.Name,
        GroupName: 'default',
        ScheduleExpression: 'cron(30 2 * * ? *)',
        ScheduleExpressionTimezone: 'Asia/Shanghai',
        Description: 'the monthly audit',
        State: 'DISABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { ...target, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
      });
      expect(described.CreationDate).toBeInstanceOf(Date);
    });

    it('are replaced by an update', async () => {
      const created = await create({ Description: 'before' });
      const { Description: _, ScheduleArn: __, ...rest } = created;
      await client().send(new UpdateScheduleCommand({ ...rest, ScheduleExpression: 'rate(2 hours)' }));
      const described = await client().send(new GetScheduleCommand({ Name: created.Name }));
      expect(described.ScheduleExpression).toBe('rate(2 hours)');
      expect(described.Description).toBeUndefined();
    });

    it('are listed by prefix', async () => {
      const { Name, ScheduleArn } = await create();
      const { Schedules } = await client().send(new ListSchedulesCommand({ NamePrefix: Name }));
      expect(Schedules).toEqual([
        expect.objectContaining({ Name, Arn: ScheduleArn, State: 'DISABLED', Target: { Arn: target.Arn } }),
      ]);
    });

    it('are deleted', async () => {
      const { Name } = await create();
      await client().send(new DeleteScheduleCommand({ Name }));
      const described = client().send(new GetScheduleCommand({ Name }));
      await expect(described).rejects.toEqual(failure('ResourceNotFoundException'));
    });

    it('have names of their own', async () => {
      const { Name } = await create();
      await expect(create({ Name })).rejects.toEqual(failure('ConflictException'));
    });

    it('are not found where there are none', async () => {
      const Name = 'absent';
      const attempts = [
        client().send(new GetScheduleCommand({ Name })),
        client().send(new DeleteScheduleCommand({ Name })),
        client().send(new UpdateScheduleCommand({ ...input(), Name })),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toEqual(failure('ResourceNotFoundException'));
    });

    const unreadable = [
      'rate(0 minutes)',
      'rate(1 week)',
      'cron(0 12 * * * *)',
      'cron(0 12 * * ?)',
      'at(tomorrow)',
      'x',
    ];
    for (const ScheduleExpression of unreadable) {
      it(`refuse ${ScheduleExpression}`, async () => {
        await expect(create({ ScheduleExpression })).rejects.toEqual(failure('ValidationException'));
      });
    }

    it('refuse a time zone that does not exist', async () => {
      const made = create({ ScheduleExpressionTimezone: 'Asia/Peking' });
      await expect(made).rejects.toEqual(failure('ValidationException'));
    });
  });
}
