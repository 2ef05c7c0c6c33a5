import { PutItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CERTIFICATES, caseKey, docketKey, OPEN_CASES, parseDocketSortKey, startedBound } from '../keys.ts';
import type { DocketEntry } from '../model.ts';
import type { Docket } from '../registry.ts';
import { unknownCase } from './case-item.ts';
import { type Item, named, type Table, toItem } from './table.ts';

/** After every sort key that begins with an instant. */
const LAST = ':';

/** The docket. Its entries are nothing but keys. */
export function docketMethods(table: Table): Docket {
  /** Changes the case, takes one entry off the docket and puts another on it. */
  const turnPage = async (entry: DocketEntry | null, id: string, change: Change, next: number | null) => {
    const done = entry === null ? null : docketKey(entry);
    const coming = next === null ? null : docketKey({ case: id, at: next });
    const items: TransactWriteItem[] = [changeCase(table, id, change)];
    if (coming !== null) items.push({ Put: { TableName: table.name, Item: marshall(coming) } });
    // One transaction names no item twice.
    if (done !== null && done.sk !== coming?.sk) items.push({ Delete: { TableName: table.name, Key: marshall(done) } });
    if (!(await table.transact(items))) throw unknownCase();
  };

  return {
    async openCases(after, limit) {
      // Nothing sorts between a key and the same with a zero character behind it.
      const items = await table.query(OPEN_CASES, `${after}\u0000`, LAST, { limit });
      const keys = items.map((item) => String(item.sk));
      const cases = keys.map(parseDocketSortKey).map(({ case: id, at }) => ({ id, deadline: at }));
      return { cases, next: keys.length < limit ? null : (keys.at(-1) ?? null) };
    },

    async certificatesDue(now, limit) {
      const items = await table.query(CERTIFICATES, '0', startedBound(now), { limit });
      return items.map((item) => parseDocketSortKey(String(item.sk)));
    },

    async putOnDocket(entry) {
      await table.client.send(new PutItemCommand({ TableName: table.name, Item: marshall(docketKey(entry)) }));
    },

    async certified(entry, id, { stage, at }, next) {
      const expression = 'SET #issued.#stage = if_not_exists(#issued.#stage, :at) REMOVE #refusal';
      await turnPage(entry, id, { expression, values: { ':at': at }, names: { '#stage': stage } }, next);
    },

    async refused(entry, id, refusal, next) {
      await turnPage(entry, id, { expression: 'SET #refusal = :refusal', values: { ':refusal': refusal } }, next);
    },
  };
}

interface Change {
  readonly expression: string;
  readonly values: Item;
  /** Of attributes whose names are no words. */
  readonly names?: Readonly<Record<string, string>>;
}

function changeCase(table: Table, id: string, { expression, values, names }: Change): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: marshall(caseKey(id)),
      UpdateExpression: expression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { ...named(expression), ...names },
      ExpressionAttributeValues: toItem(values),
    },
  };
}
