import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReplyRegistry } from '../desk-registry.ts';
import { caseKey, OPEN_REPLIES, openReplyKey, parseOpenReplySortKey, REPLY_PREFIX, replyKey } from '../keys.ts';
import type { Reply } from '../model.ts';
import { type Item, named, type Table, toItem } from './table.ts';

const LAST = '\uffff';
/** After every sort key that begins with an instant. */
const AFTER_ALL = ':';

/** Replies: `REPLY#<id>` with their case, and a key on `D#reply` while they are owed. */
export function replyMethods(table: Table): ReplyRegistry {
  const put = (key: Item) => ({ Put: { TableName: table.name, Item: toItem(key) } });
  const remove = (key: Item) => ({ Delete: { TableName: table.name, Key: marshall(key) } });
  /** Changes what is still owed by this deadline. */
  const change = (of: Pick<Reply, 'case' | 'id'>, expression: string, values: Item) => {
    const owed = 'attribute_not_exists(#answeredAt) AND #deadline = :known';
    return {
      Update: {
        TableName: table.name,
        Key: marshall(replyKey(of)),
        UpdateExpression: expression,
        ConditionExpression: owed,
        ExpressionAttributeNames: named(expression, owed),
        ExpressionAttributeValues: toItem(values),
      },
    };
  };

  return {
    async openReply(reply) {
      const { case: _case, id: _id, ...rest } = reply;
      const isNew = await table.transact([
        {
          Put: {
            TableName: table.name,
            Item: toItem({ ...replyKey(reply), ...rest }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        put({ ...openReplyKey(reply) }),
      ]);
      return isNew ? reply : ((await this.reply(reply.case, reply.id)) ?? reply);
    },

    async reply(caseId, id) {
      const { Item } = await table.client.send(
        new GetItemCommand({
          TableName: table.name,
          Key: marshall(replyKey({ case: caseId, id })),
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? null : toReply(unmarshall(Item));
    },

    async replies(caseId) {
      const items = await table.query(caseKey(caseId).pk, REPLY_PREFIX, REPLY_PREFIX + LAST);
      return items.map(toReply).sort((a, b) => a.receivedAt - b.receivedAt);
    },

    async answerReply(of, answer) {
      for (;;) {
        const known = await this.reply(of.case, of.id);
        if (known === null || known.answeredAt !== undefined) return known;
        const { answeredAt, outcome, code, by } = answer;
        const expression =
          code === undefined
            ? 'SET #answeredAt = :answeredAt, #outcome = :outcome, #by = :by'
            : 'SET #answeredAt = :answeredAt, #outcome = :outcome, #by = :by, #code = :code';
        const values = {
          ':known': known.deadline,
          ':answeredAt': answeredAt,
          ':outcome': outcome,
          ':by': by,
          ':code': code,
        };
        // Its deadline may be moved this very moment: then the key to take away is another.
        if (await table.transact([change(of, expression, values), remove({ ...openReplyKey(known) })])) {
          return { ...known, ...answer };
        }
      }
    },

    async setReplyDeadline(of, next) {
      const [old, coming] = [openReplyKey(of), openReplyKey({ ...of, deadline: next.at })];
      const expression = 'SET #deadline = :at, #provisional = :provisional, #calendar = :calendar';
      const values = {
        ':known': of.deadline,
        ':at': next.at,
        ':provisional': next.provisional,
        ':calendar': next.calendar,
      };
      const items = [change(of, expression, values)];
      // One transaction names no item twice.
      return table.transact(old.sk === coming.sk ? items : [...items, put({ ...coming }), remove({ ...old })]);
    },

    async openReplies(after, limit) {
      // Nothing sorts between a key and the same with a zero character behind it.
      const items = await table.query(OPEN_REPLIES, `${after}\u0000`, AFTER_ALL, { limit });
      const keys = items.map((item) => String(item.sk));
      return { replies: keys.map(parseOpenReplySortKey), next: keys.length < limit ? null : (keys.at(-1) ?? null) };
    },
  };
}

function toReply({ pk, sk, ...rest }: Item): Reply {
  return {
    ...(rest as unknown as Omit<Reply, 'case' | 'id'>),
    case: String(pk).slice(2),
    id: String(sk).slice(REPLY_PREFIX.length),
  };
}
