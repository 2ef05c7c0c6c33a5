import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeError } from '../../../lib/errors.ts';
import type { Plan } from '../../../lib/policy/plan.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { tellFromRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/**
 * Tells recipients to erase, each minute, and does what people ask about them on the command line. It alone sends ids of
 * subjects to others: to the addresses, queues and event buses of the plan and to nobody else. It erases nothing.
 */
export function tellFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, bus, deployment, setting } = around;
  const tell = new ExpungeFunction(scope, 'Tell', {
    ...setting,
    name: 'tell',
    functionName: `${deployment}-tell`,
    description: 'Expunge: tells recipients to erase what they received',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.noticeKey]: state.keys.notice.keyId,
      [SETTINGS.bus]: bus.eventBusName,
      [SETTINGS.confirmTo]: bus.eventBusArn,
    },
    permissions: [
      tellFromRegistry(state.registry),
      allow('SignNotices', ['kms:Sign', 'kms:GetPublicKey'], [state.keys.notice.keyArn]),
      allow('TellQueues', ['sqs:GetQueueUrl', 'sqs:SendMessage'], queuesOf(setting.plan, scope)),
      allow('TellBuses', ['events:PutEvents'], busesOf(setting.plan)),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  startRegularly(tell, {
    id: 'EveryMinute',
    expression: 'rate(1 minute)',
    purpose: 'tells recipients what they are to erase',
  });
  return tell;
}

const channelsOf = ({ recipients }: Plan) => Object.values(recipients).flatMap(({ tell }) => tell ?? []);

/** @throws ExpungeError CONFIGURATION: a queue of another region, which a client of this one does not reach. */
function queuesOf(plan: Plan, scope: Construct): readonly string[] {
  const stack = Stack.of(scope);
  return channelsOf(plan).flatMap((channel) => {
    if (channel.by !== 'sqs') return [];
    if (!channel.queue.startsWith('arn:')) return stack.formatArn({ service: 'sqs', resource: channel.queue });
    const region = channel.queue.split(':')[3];
    if (!Token.isUnresolved(stack.region) && region !== stack.region) {
      throw new ExpungeError(
        'CONFIGURATION',
        `queue ${channel.queue} of a recipient is in ${region}, and notices are sent from ${stack.region}: give a queue there, or an event bus.`,
        { place: 'recipients' },
      );
    }
    return channel.queue;
  });
}

const busesOf = (plan: Plan): readonly string[] =>
  channelsOf(plan).flatMap((channel) => (channel.by === 'eventBus' ? channel.bus : []));
