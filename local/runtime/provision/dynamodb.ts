import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { arn } from '../../http/index.ts';
import { physicalName } from '../names.ts';
import type { Properties, Provisioner, Workshop } from './provisioner.ts';

/** `AWS::DynamoDB::Table` and, without its replicas, `AWS::DynamoDB::GlobalTable`. */
export const table: Provisioner = async ({ stack, logicalId, properties }, workshop) => {
  const name: string = properties.TableName ?? physicalName(stack, logicalId, 255);
  const description = await create(name, properties, workshop);
  const ttl = properties.TimeToLiveSpecification;
  if (ttl?.Enabled === true) {
    const TimeToLiveSpecification = { AttributeName: ttl.AttributeName, Enabled: true };
    await workshop.clients.dynamodb().send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  }
  const tableArn = arn(workshop.place, 'dynamodb', `table/${name}`);
  workshop.permissions.encrypt(tableArn, properties.SSESpecification?.KMSMasterKeyId);
  notePartitions(name, properties, workshop);
  const serverArn = description?.LatestStreamArn;
  if (serverArn === undefined) return { ref: name, attributes: { Arn: tableArn } };
  const streamArn = `${tableArn}/stream/${description?.LatestStreamLabel}`;
  workshop.streams.set(streamArn, { table: name, serverArn });
  return { ref: name, attributes: { Arn: tableArn, StreamArn: streamArn } };
};

async function create(
  TableName: string,
  properties: Properties,
  { clients }: Workshop,
): Promise<TableDescription | undefined> {
  const view = properties.StreamSpecification?.StreamViewType;
  const command = new CreateTableCommand({
    TableName,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    // Capacity is not reproduced: every table is on demand.
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
    StreamSpecification: view === undefined ? undefined : { StreamEnabled: true, StreamViewType: view },
    DeletionProtectionEnabled: properties.DeletionProtectionEnabled,
  });
  try {
    return (await clients.dynamodb().send(command)).TableDescription;
  } catch (error) {
    // A server that is not ours may hold the table from an earlier start.
    if (!(error instanceof ResourceInUseException)) throw error;
    return (await clients.dynamodb().send(new DescribeTableCommand({ TableName }))).Table;
  }
}

function indexes(given: readonly Properties[] | undefined) {
  return given?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

function notePartitions(name: string, properties: Properties, { permissions }: Workshop): void {
  const parts = [properties, ...(properties.GlobalSecondaryIndexes ?? []), ...(properties.LocalSecondaryIndexes ?? [])];
  for (const { IndexName, KeySchema } of parts as Properties[]) {
    const [partition] = (KeySchema as Properties[]).filter(({ KeyType }) => KeyType === 'HASH');
    permissions.partition(IndexName === undefined ? name : `${name}/index/${IndexName}`, partition?.AttributeName);
  }
}
