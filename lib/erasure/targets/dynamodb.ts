import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { inBatches, together } from '../../concurrency.ts';
import { ExpungeError } from '../../errors.ts';
import type { DynamoStore, PlanDataset } from '../../policy/plan.ts';
import { type Fields, isErased } from '../record.ts';
import type { Found, Scope, Target } from '../target.ts';
import { Names } from './dynamodb-names.ts';
import { anonymisingUpdate } from './dynamodb-update.ts';

type RawItem = Record<string, AttributeValue>;

const PARALLEL = 8;
const GET_BATCH = 100;
const UNPROCESSED_TRIES = 6;

/** Records in DynamoDB tables: whole items, or fields of items. */
export function dynamoTarget(client: DynamoDBClient): Target {
  return {
    verification: 'strong read by key',

    findLags: (dataset) => storeOf(dataset).subject.by === 'index',

    async *find(scope) {
      // A located record may be somebody else's by now: only the subject's own count.
      const keep = (items: readonly RawItem[]) => notErased(scope, items, (owner) => owner === scope.subject);
      const { subject } = storeOf(scope.dataset);
      if (subject.by === 'partition') {
        for await (const items of query(scope, {})) yield keep(items);
      } else if (subject.by === 'index') {
        // The index may lag and may hold keys only: it says where, the strong read of the table says what.
        for await (const entries of query(scope, { index: subject.index, keysOnly: true })) {
          yield keep(
            await read(
              scope,
              entries.map((item) => keyOf(scope.dataset, item)),
            ),
          );
        }
      } else {
        for (const batch of inBatches(scope.locators, GET_BATCH)) {
          yield keep(
            await read(
              scope,
              batch.map((locator) => locator.key),
            ),
          );
        }
      }
    },

    async erase(scope, records, mayTouch = () => {}) {
      const erased = new Set<string>();
      let failure: unknown = null;
      try {
        await together(records, PARALLEL, async (record) => {
          mayTouch();
          if (await eraseOne(scope, record)) erased.add(record.key);
        });
      } catch (error) {
        failure = error;
      }
      return { keys: erased, refused: 0, failure };
    },

    async stillPresent(scope, keys) {
      const items = await read(scope, keys);
      // Anonymising takes the subject out of the record, so a record of nobody is looked at as well.
      const left = notErased(scope, items, (owner) => owner === undefined || owner === scope.subject);
      return new Set(left.map((found) => found.key));
    },

    async any(scope) {
      const { subject } = storeOf(scope.dataset);
      if (subject.by === 'locator')
        return (
          (
            await read(
              scope,
              scope.locators.map((locator) => locator.key),
            )
          ).length > 0
        );
      const index = subject.by === 'index' ? { index: subject.index } : {};
      for await (const items of query(scope, { ...index, keysOnly: true, limit: 1 })) if (items.length > 0) return true;
      return false;
    },
  };

  async function* query(
    scope: Scope,
    options: { index?: string; keysOnly?: boolean; limit?: number },
  ): AsyncGenerator<readonly RawItem[]> {
    const store = storeOf(scope.dataset);
    const names = new Names();
    const projection = options.keysOnly ? keyAttributes(store) : wanted(scope);
    const condition = `${names.of(subjectAttribute(store))} = :subject`;
    let start: RawItem | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: store.table,
          ...(options.index ? { IndexName: options.index } : { ConsistentRead: true }),
          KeyConditionExpression: condition,
          ProjectionExpression: projection.map((path) => names.of(path)).join(', '),
          ExpressionAttributeNames: names.all,
          ExpressionAttributeValues: { ':subject': { S: scope.subject } },
          ...(options.limit !== undefined && { Limit: options.limit }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      yield answer.Items ?? [];
      start = answer.LastEvaluatedKey;
    } while (start);
  }

  /** Strong reads by key; keys that are gone are simply not among the answers. */
  async function read(scope: Scope, keys: readonly string[]): Promise<readonly RawItem[]> {
    const store = storeOf(scope.dataset);
    const names = new Names();
    const projection = wanted(scope)
      .map((path) => names.of(path))
      .join(', ');
    const pages = await together(inBatches([...new Set(keys)], GET_BATCH), PARALLEL, async (batch) => {
      const items: RawItem[] = [];
      let pending = batch.map((key) => JSON.parse(key) as RawItem);
      for (let tries = 0; pending.length > 0; tries++) {
        if (tries === UNPROCESSED_TRIES) throw unavailable(scope.dataset);
        const answer = await client.send(
          new BatchGetItemCommand({
            RequestItems: {
              [store.table]: {
                Keys: pending,
                ConsistentRead: true,
                ProjectionExpression: projection,
                ExpressionAttributeNames: names.all,
              },
            },
          }),
        );
        items.push(...(answer.Responses?.[store.table] ?? []));
        pending = answer.UnprocessedKeys?.[store.table]?.Keys ?? [];
      }
      return items;
    });
    return pages.flat();
  }

  async function eraseOne(scope: Scope, record: Found): Promise<boolean> {
    const store = storeOf(scope.dataset);
    const names = new Names();
    const values: RawItem = {};
    const unchanged = unchangedSince(scope, record, names, values);
    const Key = JSON.parse(record.key) as RawItem;
    try {
      if (scope.cluster.action === 'delete') {
        await client.send(
          new DeleteItemCommand({
            TableName: store.table,
            Key,
            ConditionExpression: unchanged,
            ExpressionAttributeNames: names.all,
            ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
          }),
        );
      } else {
        const update = anonymisingUpdate(scope.cluster, record.fields, rawOf(record), names, values);
        await client.send(
          new UpdateItemCommand({
            TableName: store.table,
            Key,
            UpdateExpression: update.expression,
            ConditionExpression: [unchanged, ...update.unchanged].join(' AND '),
            ExpressionAttributeNames: names.all,
            ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
          }),
        );
      }
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }
}

/** The condition that the record is still there, still the subject's, and no younger than it was when found. */
function unchangedSince(scope: Scope, record: Found, names: Names, values: RawItem): string {
  const store = storeOf(scope.dataset);
  const conditions = [`attribute_exists(${names.of(store.partitionKey)})`];
  if (store.subject.by !== 'partition') {
    values[':subject'] = { S: scope.subject };
    conditions.push(`${names.of(store.subject.attribute)} = :subject`);
  }
  const raw = rawOf(record);
  [...new Set(Object.values(scope.dataset.times).map((time) => time.field))].forEach((field, index) => {
    const seen = raw[field];
    if (seen === undefined) conditions.push(`attribute_not_exists(${names.of(field)})`);
    else {
      values[`:t${index}`] = seen;
      conditions.push(`${names.of(field)} = :t${index}`);
    }
  });
  return conditions.join(' AND ');
}

/** The record as the SDK gave it: conditions compare what was stored, not what we made of it. */
const RAW = Symbol('raw');
const rawOf = (record: Found): RawItem => (record as Found & { [RAW]: RawItem })[RAW];

function toFound(scope: Scope, item: RawItem): Found {
  const found: Found & { [RAW]: RawItem } = {
    key: keyOf(scope.dataset, item),
    fields: fieldsOf(item),
    [RAW]: item,
  };
  return found;
}

/** A record as plain values. A number that no float holds exactly comes near it; one record must not stop a stream. */
export function fieldsOf(item: RawItem): Fields {
  return unmarshall(item, { wrapNumbers: Number });
}

/** A record's key as text: the key attributes with their types, in a fixed order. */
export function keyOf(dataset: PlanDataset, item: RawItem): string {
  return JSON.stringify(Object.fromEntries(keyAttributes(storeOf(dataset)).map((name) => [name, item[name]])));
}

function notErased(scope: Scope, items: readonly RawItem[], isTheirs: (owner: string | undefined) => boolean): Found[] {
  const attribute = subjectAttribute(storeOf(scope.dataset));
  return items
    .filter((item) => isTheirs(item[attribute]?.S))
    .map((item) => toFound(scope, item))
    .filter((found) => !isErased(found.fields, scope.cluster));
}

function wanted(scope: Scope): readonly string[] {
  const store = storeOf(scope.dataset);
  const times = Object.values(scope.dataset.times).map((time) => time.field);
  const paths = [...keyAttributes(store), subjectAttribute(store), ...times, ...Object.keys(scope.cluster.fields)];
  return [...new Set(paths)];
}

function keyAttributes(store: DynamoStore): readonly string[] {
  return store.sortKey === null ? [store.partitionKey] : [store.partitionKey, store.sortKey];
}

function subjectAttribute(store: DynamoStore): string {
  return store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute;
}

function storeOf(dataset: PlanDataset): DynamoStore {
  if (dataset.store.kind !== 'dynamodb') {
    throw new ExpungeError('CONFIGURATION', 'This dataset is not in DynamoDB.', { place: dataset.id });
  }
  return dataset.store;
}

function unavailable(dataset: PlanDataset): ExpungeError {
  return new ExpungeError('STORE_UNAVAILABLE', 'The table keeps refusing part of a read; the work is tried again.', {
    place: dataset.id,
  });
}
