import { CreateScheduleCommand, type CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { arn } from '../../http/index.ts';
import { physicalName } from '../names.ts';
import type { Provisioner } from './provisioner.ts';

export const schedule: Provisioner = async ({ stack, logicalId, properties }, { clients, place }) => {
  const Name: string = properties.Name ?? physicalName(stack, logicalId, 64);
  const { StartDate, EndDate } = properties;
  const input = {
    ...properties,
    Name,
    ...(StartDate === undefined ? {} : { StartDate: new Date(StartDate) }),
    ...(EndDate === undefined ? {} : { EndDate: new Date(EndDate) }),
  } as CreateScheduleCommandInput;
  const created = await clients.scheduler().send(new CreateScheduleCommand(input));
  const group = properties.GroupName ?? 'default';
  return {
    ref: Name,
    attributes: { Arn: created.ScheduleArn ?? arn(place, 'scheduler', `schedule/${group}/${Name}`) },
  };
};
