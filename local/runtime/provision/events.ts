import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ExpungeError } from '../../../lib/errors.ts';
import { physicalName } from '../names.ts';
import type { Properties, Provisioner } from './provisioner.ts';

export const bus: Provisioner = async ({ properties }, { clients }) => {
  const { Name } = properties;
  const { EventBusArn = '' } = await clients.eventbridge().send(new CreateEventBusCommand({ Name }));
  return { ref: Name, attributes: { Arn: EventBusArn, Name } };
};

export const rule: Provisioner = async ({ stack, logicalId, properties }, { clients }) => {
  const { EventBusName, EventPattern, State, Description } = properties;
  if (EventPattern === undefined) {
    throw new ExpungeError(
      'CONFIGURATION',
      `Rule ${logicalId} has no event pattern; write schedules as AWS::Scheduler::Schedule.`,
      {
        place: stack,
      },
    );
  }
  const Name: string = properties.Name ?? physicalName(stack, logicalId, 64);
  const events = clients.eventbridge();
  const pattern = JSON.stringify(EventPattern);
  const { RuleArn = '' } = await events.send(
    new PutRuleCommand({ Name, EventBusName, EventPattern: pattern, State, Description }),
  );
  const Targets = ((properties.Targets ?? []) as Properties[]).map(({ Id, Arn, ...rest }) => ({ Id, Arn, ...rest }));
  if (Targets.length > 0) await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  const custom = EventBusName !== undefined && EventBusName !== 'default';
  return { ref: custom ? `${EventBusName}|${Name}` : Name, attributes: { Arn: RuleArn } };
};
