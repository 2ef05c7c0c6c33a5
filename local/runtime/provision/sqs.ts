import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { arn } from '../../http/index.ts';
import { physicalName } from '../names.ts';
import type { Properties, Provisioner } from './provisioner.ts';

/** What of a queue's properties has a meaning locally; encryption has none. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoThroughputLimit',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
] as const;

export const queue: Provisioner = async ({ stack, logicalId, properties }, workshop) => {
  const suffix = properties.FifoQueue === true ? '.fifo' : '';
  const QueueName: string = properties.QueueName ?? physicalName(stack, logicalId, 80 - suffix.length) + suffix;
  const sqs = workshop.clients.sqs();
  const Attributes = { ...attributes(properties), ...redrive(properties.RedrivePolicy, workshop.targets.serverArn) };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  // Stand-ins build URLs on host names that not every machine resolves; the path is what they go by.
  const url = new URL(new URL(QueueUrl ?? '').pathname, workshop.endpoints.sqs).href;
  const known = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  const queueArn = arn(workshop.place, 'sqs', QueueName);
  workshop.targets.addQueue(queueArn, { url, serverArn: known.Attributes?.QueueArn ?? queueArn, name: QueueName });
  workshop.permissions.encrypt(queueArn, properties.KmsMasterKeyId);
  return { ref: url, attributes: { Arn: queueArn, QueueName, QueueUrl: url } };
};

function attributes(properties: Properties): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  const fifo = properties.FifoQueue === true ? { FifoQueue: 'true' } : {};
  return { ...fifo, ...Object.fromEntries(given.map((name) => [name, String(properties[name])])) };
}

function redrive(policy: Properties | undefined, serverArn: (arn: string) => string): Record<string, string> {
  if (policy === undefined) return {};
  const deadLetterTargetArn = serverArn(policy.deadLetterTargetArn);
  return { RedrivePolicy: JSON.stringify({ ...policy, deadLetterTargetArn }) };
}
