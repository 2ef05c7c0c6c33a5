import { type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { caseKey, docketKey, docketSoon, openCaseKey } from '../keys.ts';
import { MOST_NOTED } from '../model.ts';
import type { OpeningRegistry } from '../openings.ts';
import type { CaseRegistry, Docket } from '../registry.ts';
import { toCase, unknownCase } from './case-item.ts';
import { conditional, type Item, named, type Table, toItem } from './table.ts';

const EXISTS = 'attribute_exists(pk)';
/** Sets that have become empty are not there. */
const NOTHING_LEFT =
  'attribute_exists(pk) AND attribute_not_exists(#outstanding) AND attribute_not_exists(#restricted)';
const ONLY_RESTRICTED_LEFT = 'attribute_not_exists(#outstanding) AND attribute_exists(#restricted)';

/** Cases, and the transactions that end them. */
export function caseMethods(table: Table, docket: Docket): Omit<CaseRegistry, keyof OpeningRegistry> {
  const update = async (id: string, { condition = EXISTS, names = {}, ...change }: Change) => {
    const answer = await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(caseKey(id)),
        UpdateExpression: change.expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...named(change.expression, condition), ...names },
        ExpressionAttributeValues: toItem(change.values),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return toCase(unmarshall(answer.Attributes ?? {}));
  };
  const put = (key: Item): TransactWriteItem => ({ Put: { TableName: table.name, Item: toItem(key) } });

  return {
    async case(id) {
      const [item] = await table.getMany([caseKey(id)], { strong: true });
      return item ? toCase(item) : null;
    },

    async cases(ids) {
      return (await table.getMany(ids.map(caseKey), { strong: true })).map(toCase);
    },

    async countDown(id, cluster, to) {
      const values = { ':cluster': new Set([cluster]) };
      const expression =
        to === 'restricted'
          ? 'DELETE #outstanding :cluster ADD #restricted :cluster'
          : 'DELETE #outstanding :cluster, #restricted :cluster';
      return update(id, { expression, values });
    },

    async endCase(ended, state, at) {
      const expression = `SET #state = :state, #${state}At = if_not_exists(#${state}At, :at)`;
      const left = state === 'completed' ? NOTHING_LEFT : ONLY_RESTRICTED_LEFT;
      const condition = `${left} AND #state IN (:open, :restricted, :completed) AND #deadline = :deadline`;
      const set: TransactWriteItem = {
        Update: {
          TableName: table.name,
          Key: marshall(caseKey(ended.id)),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: named(expression, condition),
          ExpressionAttributeValues: toItem({
            ':state': state,
            ':at': at,
            ':open': 'open',
            ':restricted': 'restricted',
            ':completed': 'completed',
            ':deadline': ended.deadline,
          }),
        },
      };
      const certify = put({ ...docketKey(docketSoon(ended.id, at)) });
      const takeOff: TransactWriteItem = { Delete: { TableName: table.name, Key: marshall(openCaseKey(ended)) } };
      if (await table.transact(state === 'completed' ? [set, certify, takeOff] : [set, certify])) return;
      const known = await this.case(ended.id);
      if (known === null) throw unknownCase();
      // Its deadline was moved meanwhile, and with it its place among those that have not ended.
      if (known.deadline !== ended.deadline) await this.endCase(known, state, at);
    },

    async noteReceipt(id, receipt) {
      const noted = update(id, {
        expression: 'ADD #receipts :receipt',
        values: { ':receipt': new Set([receipt]), ':most': MOST_NOTED },
        condition: `${EXISTS} AND (attribute_not_exists(#receipts) OR size(#receipts) < :most)`,
      });
      if (!(await conditional(noted)) && (await this.case(id)) === null) throw unknownCase();
    },

    async confirmRecipient(id, recipient, at, now, by) {
      const confirmed = update(id, {
        expression:
          'SET #recipients.#who.#confirmedAt = if_not_exists(#recipients.#who.#confirmedAt, :at)' +
          (by === undefined
            ? ''
            : ', #recipients.#who.#confirmedBy = if_not_exists(#recipients.#who.#confirmedBy, :by)'),
        values: { ':at': at, ...(by !== undefined && { ':by': by }) },
        condition: 'attribute_exists(#recipients.#who.#attempts)',
        names: { '#who': recipient },
      });
      if (!(await conditional(confirmed))) return this.case(id);
      const known = await confirmed;
      // The last: whoever repeats this after a crash does it again.
      if (known.state === 'completed') await docket.putOnDocket(docketSoon(id, now));
      return known;
    },
  };
}

interface Change {
  readonly expression: string;
  readonly values: Item;
  readonly condition?: string;
  /** Of attributes whose names are no words. */
  readonly names?: Readonly<Record<string, string>>;
}
