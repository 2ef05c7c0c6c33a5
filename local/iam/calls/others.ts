import { ExpungeError } from '../../../lib/errors.ts';
import { arn, type Place } from '../../http/index.ts';
import type { Call } from '../statement.ts';
import { SECURE } from './s3.ts';

// biome-ignore lint/suspicious/noExplicitAny: a request is what the service's API says; the parts that matter are read
type Input = Readonly<Record<string, any>>;

/** A request for a batch needs the permission for one. */
const SINGLE: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

/** The permission that a request to SQS needs. A queue is known by the end of its URL, or by name and owner. */
export function sqsCalls(operation: string, input: Input, place: Place): readonly Call[] {
  const name =
    input.QueueName ??
    String(input.QueueUrl ?? '')
      .split('/')
      .at(-1);
  const account = input.QueueOwnerAWSAccountId ?? accountIn(input.QueueUrl) ?? place.account;
  return [
    {
      action: `sqs:${SINGLE[operation] ?? operation}`,
      resource: arn({ ...place, account }, 'sqs', name),
      context: SECURE_TRANSPORT,
    },
  ];
}

/** `https://<host>/<account>/<name>`. */
function accountIn(url: unknown): string | undefined {
  return /\/(\d{12})\/[^/]+$/.exec(String(url ?? ''))?.[1];
}

/** The permission that a request to KMS needs. Its keys are named by id or ARN here, never by alias. */
export function kmsCalls(operation: string, input: Input, place: Place): readonly Call[] {
  // A symmetric ciphertext says itself under which key it is: the request need not, and then it cannot be told here.
  const key = input.KeyId as string | undefined;
  if (key === undefined || key.includes('alias/'))
    throw new ExpungeError('CONFIGURATION', `The local evaluation of policies cannot tell the key of ${operation}.`);
  const context = Object.entries((input.EncryptionContext ?? {}) as Record<string, string>);
  return [
    {
      action: `kms:${operation}`,
      resource: keyArn(key, place),
      context: Object.fromEntries(context.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    },
  ];
}

/** The ARN of a key by its id or ARN. */
export const keyArn = (key: string, place: Place): string =>
  key.startsWith('arn:') ? key : arn(place, 'kms', `key/${key}`);

/** The permissions that events need: one for each bus. */
export function eventCalls(operation: string, input: Input, place: Place): readonly Call[] {
  const named = ((input.Entries ?? []) as readonly Input[]).map(({ EventBusName = 'default' }) => String(EventBusName));
  return [...new Set(named)].map((bus) => ({
    action: `events:${operation}`,
    resource: bus.startsWith('arn:') ? bus : arn(place, 'events', `event-bus/${bus}`),
    context: SECURE_TRANSPORT,
  }));
}

const SECURE_TRANSPORT = { 'aws:SecureTransport': SECURE['aws:SecureTransport'] };
