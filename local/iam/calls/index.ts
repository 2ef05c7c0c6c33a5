import { ExpungeError } from '../../../lib/errors.ts';
import type { Place } from '../../http/index.ts';
import type { Call } from '../statement.ts';
import { dynamoDbCalls, type PartitionKeys } from './dynamodb.ts';
import { eventCalls, kmsCalls, sqsCalls } from './others.ts';
import { type HttpRequest, s3Calls } from './s3.ts';

export type Service = 'dynamodb' | 'sqs' | 's3' | 'kms' | 'eventbridge' | 'scheduler' | 'lambda';

export interface Circumstances {
  readonly place: Place;
  readonly partitionKeys: PartitionKeys;
  /** The customer-managed key under which a table, queue or bucket is encrypted, by ARN. */
  readonly encryptedWith: Readonly<Record<string, string>>;
}

const JSON_SERVICES = { dynamodb: dynamoDbCalls, sqs: sqsCalls, kms: kmsCalls, eventbridge: eventCalls } as const;

/**
 * Every permission that a request needs, as it lies on the wire: for what it does, and for the key under which what it
 * reads or writes is encrypted, which the service uses in the caller's name. Throws CONFIGURATION for a request it does not
 * know.
 */
export function callsOf(service: Service, request: HttpRequest, around: Circumstances): readonly Call[] {
  const calls = service === 's3' ? s3Calls(request, around.place) : jsonCalls(service, request, around);
  return [...calls, ...calls.flatMap((call) => keyCalls(call, around))];
}

function jsonCalls(service: Service, { headers, body }: HttpRequest, around: Circumstances): readonly Call[] {
  const operation = headers['x-amz-target']?.split('.')[1];
  if (!(service in JSON_SERVICES) || operation === undefined)
    throw new ExpungeError('CONFIGURATION', `The local evaluation of policies does not know requests to ${service}.`);
  const read = JSON_SERVICES[service as keyof typeof JSON_SERVICES];
  return read(operation, JSON.parse(body), around.place, around.partitionKeys);
}

/** What a service asks of KMS in the caller's name, by what the caller asked of the service. */
const UNDER_KEY: Readonly<Record<string, readonly string[]>> = {
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  's3:GetObject': ['kms:Decrypt'],
  's3:GetObjectVersion': ['kms:Decrypt'],
};

/** Of a table with a key DynamoDB asks the same for every request. */
const TABLE_KEY = ['kms:Decrypt'];

export function keyCalls({ action, resource }: Call, { encryptedWith }: Circumstances): readonly Call[] {
  const holder = action.startsWith('dynamodb:')
    ? resource.split('/').slice(0, 2).join('/')
    : action.startsWith('s3:')
      ? (resource.split('/')[0] ?? resource)
      : resource;
  const key = encryptedWith[holder];
  if (key === undefined) return [];
  const actions = action.startsWith('dynamodb:') ? TABLE_KEY : (UNDER_KEY[action] ?? []);
  return actions.map((one) => ({ action: one, resource: key, context: {} }));
}
