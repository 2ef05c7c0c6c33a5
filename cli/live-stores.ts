import { DescribeTableCommand, DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { ExpungeError } from '../lib/errors.ts';
import type { StoreCatalogue } from '../lib/policy/index.ts';
import type { StoreNames, World } from './command.ts';

type Table = StoreCatalogue['tables'][number];
type Bucket = StoreCatalogue['buckets'][number];

/** Reads what the named tables and buckets are like, with the credentials at hand. A store that does not exist is left out. */
export const readLiveStores: World['readStores'] = async (names, where) => {
  const region = where.region === undefined ? {} : { region: where.region };
  const endpoint = where.endpoint === undefined ? {} : { endpoint: where.endpoint };
  const dynamodb = new DynamoDBClient({ ...region, ...endpoint });
  // A server on this machine has no DNS name per bucket.
  const s3 = new S3Client({ ...region, ...endpoint, forcePathStyle: where.endpoint !== undefined });
  try {
    return await describeStores(names, dynamodb, s3);
  } finally {
    dynamodb.destroy();
    s3.destroy();
  }
};

/** @throws ExpungeError STORE_UNAVAILABLE: a store did not answer, or its description may not be read. */
export async function describeStores(
  names: StoreNames,
  dynamodb: Pick<DynamoDBClient, 'send'>,
  s3: Pick<S3Client, 'send'>,
): Promise<StoreCatalogue> {
  const tables: Table[] = [];
  for (const name of names.tables) {
    const found = await unlessMissing(`table ${name}`, async () => {
      const { Table: table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
      return table === undefined ? null : tableOf(name, table);
    });
    if (found !== null) tables.push(found);
  }
  const buckets: Bucket[] = [];
  for (const name of names.buckets) {
    const found = await unlessMissing(`bucket ${name}`, async () => {
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: name }));
      return { name, versioned: Status === 'Enabled' };
    });
    if (found !== null) buckets.push(found);
  }
  return { tables, buckets };
}

function tableOf(name: string, table: TableDescription): Table {
  const view = table.StreamSpecification?.StreamEnabled === true ? table.StreamSpecification.StreamViewType : undefined;
  return {
    name,
    partitionKey: keyOf(table, 'HASH') ?? '',
    sortKey: keyOf(table, 'RANGE') ?? null,
    indexes: (table.GlobalSecondaryIndexes ?? []).map((index) => ({
      name: index.IndexName ?? '',
      partitionKey: keyOf(index, 'HASH') ?? '',
    })),
    streams: view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES',
  };
}

function keyOf({ KeySchema }: Pick<TableDescription, 'KeySchema'>, type: 'HASH' | 'RANGE'): string | undefined {
  return KeySchema?.find((key) => key.KeyType === type)?.AttributeName;
}

const MISSING = ['ResourceNotFoundException', 'NoSuchBucket', 'NotFound'];

async function unlessMissing<T>(place: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const name = nameOf(error);
    if (MISSING.includes(name)) return null;
    throw new ExpungeError(
      'STORE_UNAVAILABLE',
      `Its description could not be read: ${name}. Check credentials, region and endpoint.`,
      {
        place,
        cause: error,
      },
    );
  }
}

/** What the fault is called; never its message, which may quote what was asked. A refused connection only has a code. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown fault';
  const { code } = error as { code?: unknown };
  return error.name === 'Error' && typeof code === 'string' ? code : error.name;
}
