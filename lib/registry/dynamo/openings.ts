import { DeleteItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { caseKey, docketKey, docketSoon, fulfilledKey, openCaseKey } from '../keys.ts';
import { withDeadline } from '../marks.ts';
import type { Case, Subject } from '../model.ts';
import { begun, type OpeningRegistry } from '../openings.ts';
import { firstNotice, noticeKey } from '../outbox-keys.ts';
import type { CaseRegistry, SubjectRegistry } from '../registry.ts';
import { doubtText, fromCase, setOf, toCase } from './case-item.ts';
import { markItem } from './subject-item.ts';
import { changedMeanwhile, conditional, type Item, named, type Table, toItem } from './table.ts';
import { urgentItem } from './timers.ts';

/** A case that has ended has no deadline any more. */
const NOT_ENDED = '#state IN (:waiting, :open, :restricted)';

export function openingMethods(
  table: Table,
  shards: number,
  known: Pick<CaseRegistry, 'case'> & Pick<SubjectRegistry, 'checkSubject'>,
): OpeningRegistry {
  const put = (item: Item): TransactWriteItem => ({ Put: { TableName: table.name, Item: toItem(item) } });
  const remove = (key: Item): TransactWriteItem => ({ Delete: { TableName: table.name, Key: marshall(key) } });
  /** Where a case stands, and takes it from where it stood. */
  const moved = (from: Case, to: Case): TransactWriteItem[] => {
    const [old, next] = [openCaseKey(from), firstPlace(to)];
    // One transaction names no item twice.
    return old.pk === next.pk && old.sk === next.sk ? [] : [remove({ ...old }), put({ ...next })];
  };
  const notice = (one: Case) => {
    const entry = firstNotice(one);
    return entry === null ? [] : [put({ ...noticeKey(entry) })];
  };

  return {
    async openCase(opened, subject, timers, fulfilled) {
      const { ref } = subject;
      return table.transact([
        { Put: { TableName: table.name, Item: fromCase(opened), ConditionExpression: 'attribute_not_exists(pk)' } },
        markItem(table, subject),
        put({ ...firstPlace(opened) }),
        ...(fulfilled === undefined ? [] : [put({ ...fulfilledKey(ref, fulfilled), ...fulfilled })]),
        ...timers.map((timer) => put(urgentItem(timer, shards))),
        ...notice(opened),
      ]);
    },

    async meetGates(waiting, gates, then) {
      const condition = '#state = :waiting AND #gates = :known AND #deadline = :before';
      const values = { ':waiting': 'waiting', ':known': waiting.gates, ':before': waiting.deadline, ':gates': gates };
      const change = (expression: string, more: Item): TransactWriteItem => ({
        Update: {
          TableName: table.name,
          Key: marshall(caseKey(waiting.id)),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: named(expression, condition),
          ExpressionAttributeValues: toItem({ ...values, ...more }),
        },
      });
      if (then === null) return table.transact([change('SET #gates = :gates', {})]);
      const next = begun(waiting, gates, then);
      const outstanding = setOf(then.outstanding);
      const expression = [
        'SET #gates = :gates, #state = :state, #deadline = :deadline, #provisional = :provisional, #calendar = :calendar',
        ...(outstanding ? ['#outstanding = :outstanding'] : []),
        ...(then.completedAt === undefined ? [] : ['#completedAt = :completedAt']),
      ].join(', ');
      return table.transact([
        change(expression, {
          ':state': next.state,
          ':deadline': next.deadline,
          ':provisional': next.provisional,
          ':calendar': next.calendar,
          ':outstanding': outstanding,
          ':completedAt': then.completedAt,
        }),
        markItem(table, then.subject),
        ...moved(waiting, next),
        ...then.timers.map((timer) => put(urgentItem(timer, shards))),
        ...notice(next),
      ]);
    },

    async setDeadline({ id, deadline }, next) {
      const one = await known.case(id);
      if (one === null || one.deadline !== deadline) return false;
      const { subject, fulfilled } = await known.checkSubject(one.ref);
      const expression = 'SET #deadline = :deadline, #provisional = :provisional, #calendar = :calendar';
      const condition = `#deadline = :before AND ${NOT_ENDED}`;
      const marked = subject === null ? null : withDeadline(subject, id, next.at);
      return table.transact([
        {
          Update: {
            TableName: table.name,
            Key: marshall(caseKey(id)),
            UpdateExpression: expression,
            ConditionExpression: condition,
            ExpressionAttributeNames: named(expression, condition),
            ExpressionAttributeValues: toItem({
              ':deadline': next.at,
              ':provisional': next.provisional,
              ':calendar': next.calendar,
              ':before': deadline,
              ':waiting': 'waiting',
              ':open': 'open',
              ':restricted': 'restricted',
            }),
          },
        },
        ...moved(one, { ...one, deadline: next.at }),
        ...(marked === null || marked === subject ? [] : [markItem(table, withoutId(marked))]),
        ...fulfilled
          .filter((record) => record.case === id)
          .map((record) => moveRecord(table, one.ref, record, next.at)),
      ]);
    },

    async noteDoubt(id, doubt) {
      const expression = 'ADD #doubts :doubt';
      const noted = table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(caseKey(id)),
          UpdateExpression: expression,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: named(expression),
          ExpressionAttributeValues: toItem({ ':doubt': new Set([doubtText(doubt)]) }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return (await conditional(noted)) ? toCase(unmarshall((await noted).Attributes ?? {})) : null;
    },

    async markSubject(subject) {
      if (!(await table.transact([markItem(table, withoutId(subject))]))) throw changedMeanwhile();
    },

    async removeFulfilled(ref, dataset, record) {
      const Key = marshall(fulfilledKey(ref, { dataset, record }));
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
    },
  };
}

/** Who it is stays as it was. */
function withoutId({ id: _stays, ...subject }: Subject): Subject {
  return subject;
}

function moveRecord(table: Table, ref: string, record: { dataset: string; record: string }, deadline: number) {
  const [expression, condition] = ['SET #deadline = :deadline', 'attribute_exists(#record)'];
  return {
    Update: {
      TableName: table.name,
      Key: marshall(fulfilledKey(ref, record)),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: named(expression, condition),
      ExpressionAttributeValues: toItem({ ':deadline': deadline }),
    },
  } satisfies TransactWriteItem;
}

/** Where a case waits: for its end, or, where nothing is to be erased, for its certificate. */
function firstPlace(opened: Case): ReturnType<typeof openCaseKey> {
  const { id, completedAt } = opened;
  return completedAt === undefined ? openCaseKey(opened) : docketKey(docketSoon(id, completedAt));
}
