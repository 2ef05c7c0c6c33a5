import { TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ExpungeError } from '../../errors.ts';
import { caseKey, SUBJECT, subjectPartition } from '../keys.ts';
import type { Case } from '../model.ts';
import type { CaseRegistry } from '../registry.ts';
import { conditional, type Item, named, type Table, toItem } from './table.ts';
import { urgentItem } from './timers.ts';

/** Sets that have become empty are not there. */
const NOTHING_LEFT =
  'attribute_exists(pk) AND attribute_not_exists(#outstanding) AND attribute_not_exists(#restricted)';
const ONLY_RESTRICTED_LEFT = 'attribute_not_exists(#outstanding) AND attribute_exists(#restricted)';

/** Cases, and the one transaction that opens them. */
export function caseMethods(table: Table, shards: number): CaseRegistry {
  const update = async (id: string, expression: string, values: Item, condition: string) => {
    const answer = await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(caseKey(id)),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: named(expression, condition),
        ExpressionAttributeValues: toItem(values),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return toCase(unmarshall(answer.Attributes ?? {}));
  };

  return {
    async openCase(opened, subject, timers) {
      const remember =
        'SET #policy = :policy, #id = :id, #closure = if_not_exists(#closure, :closure) REMOVE #forgetting, #ttl';
      try {
        await table.client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table.name,
                  Item: fromCase(opened),
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
              {
                Update: {
                  TableName: table.name,
                  Key: marshall({ pk: subjectPartition(subject.ref), sk: SUBJECT }),
                  UpdateExpression: remember,
                  ExpressionAttributeNames: named(remember),
                  ExpressionAttributeValues: toItem({
                    ':policy': subject.policy,
                    ':id': subject.id,
                    ':closure': subject.closure,
                  }),
                },
              },
              ...timers.map((timer) => ({
                Put: { TableName: table.name, Item: toItem(urgentItem(timer, shards)) },
              })),
            ],
          }),
        );
        return true;
      } catch (error) {
        if (isAlreadyOpen(error)) return false;
        throw error;
      }
    },

    async case(id) {
      const [item] = await table.getMany([caseKey(id)], { strong: true });
      return item ? toCase(item) : null;
    },

    async countDown(id, cluster, to) {
      const one = { ':cluster': new Set([cluster]) };
      return to === 'restricted'
        ? update(id, 'DELETE #outstanding :cluster ADD #restricted :cluster', one, 'attribute_exists(pk)')
        : update(id, 'DELETE #outstanding :cluster, #restricted :cluster', one, 'attribute_exists(pk)');
    },

    async endCase(id, state, at) {
      const ended = update(
        id,
        `SET #state = :state, #${state}At = if_not_exists(#${state}At, :at)`,
        { ':state': state, ':at': at },
        state === 'completed' ? NOTHING_LEFT : ONLY_RESTRICTED_LEFT,
      );
      if ((await conditional(ended)) || (await this.case(id)) !== null) return;
      throw new ExpungeError('SUBJECT_UNKNOWN', 'A case was to be ended that the registry does not have.');
    },
  };
}

/** True when the first condition of the transaction, that the case is new, was the one not met. */
function isAlreadyOpen(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons;
  return reasons?.[0]?.Code === 'ConditionalCheckFailed';
}

function fromCase(opened: Case): ReturnType<typeof toItem> {
  const { id, outstanding, restricted, ...rest } = opened;
  return toItem({ ...caseKey(id), ...rest, outstanding: setOf(outstanding), restricted: setOf(restricted) });
}

function toCase(item: Item): Case {
  const { pk, sk: _sk, outstanding, restricted, ...rest } = item;
  return {
    ...(rest as unknown as Omit<Case, 'id' | 'outstanding' | 'restricted'>),
    id: String(pk).slice(2),
    outstanding: [...((outstanding as Set<string> | undefined) ?? [])].sort(),
    restricted: [...((restricted as Set<string> | undefined) ?? [])].sort(),
  };
}

/** DynamoDB knows no empty sets. */
function setOf(members: readonly string[]): Set<string> | undefined {
  return members.length > 0 ? new Set(members) : undefined;
}
