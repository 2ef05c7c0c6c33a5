import { ExpungeError } from '../../../lib/errors.ts';
import { arn, type Place } from '../../http/index.ts';
import type { Call } from '../statement.ts';

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

// biome-ignore lint/suspicious/noExplicitAny: a request is what the service's API says; the parts that matter are read
type Input = Readonly<Record<string, any>>;

/** The attribute by which a table, or `<table>/index/<index>`, is partitioned. */
export type PartitionKeys = Readonly<Record<string, string>>;

const ONE_ITEM = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];
const PARTS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/**
 * The permissions that a request to DynamoDB needs, each with the partition keys it touches (`dynamodb:LeadingKeys`). A
 * transaction needs that of each of its parts for itself; a batch needs one for each table, with the keys of all its items.
 */
export function dynamoDbCalls(operation: string, input: Input, place: Place, keys: PartitionKeys): readonly Call[] {
  const call = (action: string, table: string, items: readonly (Item | undefined)[], index?: string): Call => {
    const name = index === undefined ? table : `${table}/index/${index}`;
    const attribute = keys[name];
    const values = items.map((item) => Object.values(item?.[attribute ?? ''] ?? {})[0]);
    return {
      action: `dynamodb:${action}`,
      resource: arn(place, 'dynamodb', `table/${name}`),
      context: attribute === undefined ? {} : { 'dynamodb:LeadingKeys': [...new Set(values.map(String))] },
    };
  };
  if (ONE_ITEM.includes(operation)) return [call(operation, input.TableName, [input.Key ?? input.Item])];
  switch (operation) {
    case 'BatchGetItem':
      return entries(input.RequestItems).map(([table, { Keys }]) => call(operation, table, Keys));
    case 'BatchWriteItem':
      return entries(input.RequestItems).map(([table, requests]) =>
        call(
          operation,
          table,
          requests.map((one: Input) => one.PutRequest?.Item ?? one.DeleteRequest?.Key),
        ),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return (input.TransactItems as readonly Input[]).flatMap((part) =>
        entries(part).map(([kind, { TableName, Key, Item }]) => call(PARTS[kind] ?? kind, TableName, [Key ?? Item])),
      );
    case 'Query': {
      const name = input.IndexName === undefined ? input.TableName : `${input.TableName}/index/${input.IndexName}`;
      return [call(operation, input.TableName, [partitionAsked(input, keys[name])], input.IndexName)];
    }
    case 'Scan': {
      // A scan names no keys: AWS then has no leading keys to compare, and `ForAllValues` is met.
      const { context: _, ...rest } = call(operation, input.TableName, [], input.IndexName);
      return [{ ...rest, context: {} }];
    }
    default:
      throw new ExpungeError(
        'CONFIGURATION',
        `The local evaluation of policies does not know DynamoDB’s ${operation}.`,
      );
  }
}

/** The one partition that a query reads: `attribute = :value`, the attribute perhaps by a placeholder. */
function partitionAsked(input: Input, attribute: string | undefined): Item {
  const {
    KeyConditionExpression = '',
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
  } = input;
  for (const [, name = '', value = ''] of String(KeyConditionExpression).matchAll(/(#?[\w.-]+)\s*=\s*(:\w+)/g)) {
    if (attribute === undefined || (names[name] ?? name) === attribute) return { [attribute ?? name]: values[value] };
  }
  throw new ExpungeError('CONFIGURATION', 'The local evaluation of policies finds no partition key in a query.');
}

const entries = (given: unknown): readonly [string, Input][] => Object.entries((given ?? {}) as Record<string, Input>);
