import { PutItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DecisionRegistry } from '../desk-registry.ts';
import {
  ASKED_PREFIX,
  askedKey,
  caseKey,
  openCaseKey,
  parseDocketSortKey,
  REFUSED_CASES,
  refusedCaseKey,
  subjectPartition,
} from '../keys.ts';
import type { Case } from '../model.ts';
import type { CaseRegistry } from '../registry.ts';
import { toCase } from './case-item.ts';
import { markItem } from './subject-item.ts';
import { conditional, type Item, named, type Table, toItem } from './table.ts';

const LAST = '\uffff';
/** After every sort key that begins with an instant. */
const AFTER_ALL = ':';
const DECIDED = '#decisions = list_append(if_not_exists(#decisions, :none), :decision)';

/** What people decide: noted with its case, which changes lists in the same transaction. */
export function decisionMethods(table: Table, known: Pick<CaseRegistry, 'case'>): DecisionRegistry {
  const put = (key: object): TransactWriteItem => ({ Put: { TableName: table.name, Item: toItem({ ...key }) } });
  const remove = (key: object): TransactWriteItem => ({
    Delete: { TableName: table.name, Key: marshall({ ...key }) },
  });
  /** Changes the case as it was read, and nothing that has become of it since. */
  const change = (one: Case, expression: string, values: Item): TransactWriteItem => {
    const condition = '#state = :known AND #deadline = :deadline';
    return {
      Update: {
        TableName: table.name,
        Key: marshall(caseKey(one.id)),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: named(expression, condition),
        ExpressionAttributeValues: toItem({ ...values, ':none': [], ':known': one.state, ':deadline': one.deadline }),
      },
    };
  };

  return {
    async refuseCase(waiting, refused, subject) {
      if (waiting.state !== 'waiting') return false;
      const { id } = waiting;
      const expression = `SET #state = :state, #refusedAt = :at, ${DECIDED}`;
      return table.transact([
        change(waiting, expression, { ':state': 'refused', ':at': refused.at, ':decision': [refused] }),
        remove(openCaseKey(waiting)),
        put(refusedCaseKey({ id, refusedAt: refused.at })),
        ...(subject === null ? [] : [markItem(table, subject)]),
      ]);
    },

    async reopenCase(refused, granted, subject) {
      if (refused.state !== 'refused' || refused.refusedAt === undefined) return false;
      const { id, refusedAt } = refused;
      const expression = `SET #state = :state, ${DECIDED} REMOVE #refusedAt`;
      return table.transact([
        change(refused, expression, { ':state': 'waiting', ':decision': [granted] }),
        put(openCaseKey(refused)),
        remove(refusedCaseKey({ id, refusedAt })),
        markItem(table, subject),
      ]);
    },

    async decideFee(id, fee) {
      const expression = 'SET #fee = if_not_exists(#fee, :fee)';
      let item: Item = {};
      const noted = table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(caseKey(id)),
          UpdateExpression: expression,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: named(expression),
          ExpressionAttributeValues: toItem({ ':fee': fee }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      const there = noted.then(({ Attributes }) => {
        item = unmarshall(Attributes ?? {});
      });
      return (await conditional(there)) ? toCase(item) : known.case(id);
    },

    async refusedCases(after, limit) {
      // Nothing sorts between a key and the same with a zero character behind it.
      const items = await table.query(REFUSED_CASES, `${after}\u0000`, AFTER_ALL, { limit });
      const keys = items.map((item) => String(item.sk));
      const cases = keys.map(parseDocketSortKey).map(({ case: id, at }) => ({ id, deadline: at }));
      return { cases, next: keys.length < limit ? null : (keys.at(-1) ?? null) };
    },

    async noteRequest(ref, asked) {
      await table.client.send(new PutItemCommand({ TableName: table.name, Item: toItem({ ...askedKey(ref, asked) }) }));
    },

    async requests(ref) {
      const items = await table.query(subjectPartition(ref), ASKED_PREFIX, ASKED_PREFIX + LAST);
      return items.map((item) => parseDocketSortKey(String(item.sk).slice(ASKED_PREFIX.length)));
    },
  };
}
