import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { caseKey, docketSoon, ESCALATED, NOTICES, parseDocketSortKey, startedBound } from '../keys.ts';
import type { Case, DocketEntry } from '../model.ts';
import type { Outbox } from '../outbox.ts';
import { escalatedKey, listedUntil, noticeKey, parseEscalatedSortKey } from '../outbox-keys.ts';
import type { Docket } from '../registry.ts';
import { toCase } from './case-item.ts';
import { type Item, named, type Table, toItem } from './table.ts';

/** After every sort key that begins with an instant. */
const LAST = ':';
const WHO = '#recipients.#who';
/** Of the case, and to be told at all. */
const TO_BE_TOLD = `attribute_exists(${WHO}) AND attribute_not_exists(${WHO}.#skipped)`;

/** The outbox. Its entries are nothing but keys; what was told lies with the case. */
export function outboxMethods(table: Table, docket: Pick<Docket, 'putOnDocket'>): Outbox {
  const put = async (item: Item) => {
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: toItem(item) }));
  };
  const putNotice = (entry: DocketEntry) => put({ ...noticeKey(entry) });

  /** Changes one recipient of a case; null where the condition is not met. */
  const update = async (id: string, who: string, expression: string, condition: string, values: Item) => {
    try {
      const answer = await table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(caseKey(id)),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { ...named(expression, condition), '#who': who },
          ExpressionAttributeValues: toItem(values),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return toCase(unmarshall(answer.Attributes ?? {}));
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return null;
      throw error;
    }
  };

  return {
    putNotice,

    async noticesDue(now, limit) {
      const items = await table.query(NOTICES, '0', startedBound(now), { limit });
      return items.map((item) => parseDocketSortKey(String(item.sk)));
    },

    async noticesWaiting(after, limit) {
      const items = await table.query(NOTICES, `${after}\u0000`, LAST, { limit });
      const keys = items.map((item) => String(item.sk));
      return { entries: keys.map(parseDocketSortKey), next: keys.length < limit ? null : (keys.at(-1) ?? null) };
    },

    async turnNotice(done, next) {
      const coming = next === null ? null : { case: done.case, at: next };
      if (coming !== null) await putNotice(coming);
      const key = noticeKey(done);
      if (coming !== null && noticeKey(coming).sk === key.sk) return;
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: marshall(key) }));
    },

    async beginTelling(id, recipient, { number, confirmBy, next }) {
      const expression =
        `SET ${WHO}.#attempts = :number, ${WHO}.#next = :next, ` +
        `${WHO}.#confirmBy = if_not_exists(${WHO}.#confirmBy, :confirmBy)`;
      const before = number === 1 ? `attribute_not_exists(${WHO}.#attempts)` : `${WHO}.#attempts = :before`;
      const values = {
        ':number': number,
        ':next': next,
        ':confirmBy': confirmBy,
        ...(number > 1 && { ':before': number - 1 }),
      };
      return update(id, recipient, expression, `${TO_BE_TOLD} AND ${before}`, values);
    },

    async noteTold(id, recipient, { at, by, failure, next }) {
      const sets = [`${WHO}.#next = :next`];
      if (at !== null) sets.push(`${WHO}.#toldAt = if_not_exists(${WHO}.#toldAt, :at)`);
      if (by !== undefined) sets.push(`${WHO}.#toldBy = if_not_exists(${WHO}.#toldBy, :by)`);
      if (failure !== null) sets.push(`${WHO}.#failure = :failure`);
      const expression = `SET ${sets.join(', ')}${failure === null ? ` REMOVE ${WHO}.#failure` : ''}`;
      const values = {
        ':next': next,
        ...(at !== null && { ':at': at }),
        ...(by !== undefined && { ':by': by }),
        ...(failure !== null && { ':failure': failure }),
      };
      return update(id, recipient, expression, `attribute_exists(${WHO}.#attempts)`, values);
    },

    async escalateRecipient(id, recipient, { at, by }) {
      const known = await table.getMany([caseKey(id)], { strong: true });
      const standing = known.map(toCase)[0]?.recipients.find((one) => one.id === recipient);
      if (standing === undefined || standing.skipped !== undefined) return null;
      const since = standing.escalatedAt ?? at;
      await put({ ...escalatedKey({ case: id, recipient, at: since }), ttl: listedUntil(since) });
      const sets = [`${WHO}.#escalatedAt = if_not_exists(${WHO}.#escalatedAt, :at)`];
      if (by !== undefined) sets.push(`${WHO}.#escalatedBy = if_not_exists(${WHO}.#escalatedBy, :by)`);
      const values = { ':at': since, ...(by !== undefined && { ':by': by }) };
      const escalated: Case | null = await update(id, recipient, `SET ${sets.join(', ')}`, TO_BE_TOLD, values);
      if (escalated?.state === 'completed') await docket.putOnDocket(docketSoon(id, at));
      return escalated;
    },

    async escalatedRecipients(limit) {
      const answer = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': ESCALATED }),
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).map((item) => parseEscalatedSortKey(String(unmarshall(item).sk)));
    },
  };
}
