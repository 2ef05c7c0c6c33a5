import type { ReplyRegistry } from '../desk-registry.ts';
import { caseKey, OPEN_REPLIES, openReplyKey, parseOpenReplySortKey, REPLY_PREFIX, replyKey } from '../keys.ts';
import type { Reply } from '../model.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalId } from './legal.ts';

const LAST = '\uffff';

export function replyMethods(items: Items, before: Before): ReplyRegistry {
  const known = (of: Pick<Reply, 'case' | 'id'>) => items.get(replyKey(of)) as Reply | undefined;

  return {
    async openReply(reply) {
      await before('openReply');
      legalId('case', reply.case);
      legalId('reply', reply.id);
      insist(items.get(caseKey(reply.case)) !== undefined, 'an answer is owed in a case that does not exist');
      insist(reply.answeredAt === undefined, 'a reply is opened as one that was answered');
      insist(reply.kind !== 'appeal' || reply.about !== undefined, 'an appeal is against no answer');
      const stands = known(reply);
      if (stands !== undefined) return stands;
      items.put(replyKey(reply), { ...reply });
      items.put(openReplyKey(reply), {});
      return reply;
    },

    async reply(caseId, id) {
      await before('reply');
      return known({ case: caseId, id }) ?? null;
    },

    async replies(caseId) {
      await before('replies');
      const all = items.range(caseKey(caseId).pk, REPLY_PREFIX, REPLY_PREFIX + LAST);
      return all.map(({ item }) => item as unknown as Reply).sort((a, b) => a.receivedAt - b.receivedAt);
    },

    async answerReply(of, answer) {
      await before('answerReply');
      const owed = known(of);
      if (owed === undefined || owed.answeredAt !== undefined) return owed ?? null;
      const answered = { ...owed, ...answer };
      items.put(replyKey(of), answered);
      items.delete(openReplyKey(owed));
      return answered;
    },

    async setReplyDeadline(of, { at, provisional, calendar }) {
      await before('setReplyDeadline');
      const owed = known(of);
      if (owed === undefined || owed.answeredAt !== undefined || owed.deadline !== of.deadline) return false;
      items.put(replyKey(of), { ...owed, deadline: at, provisional, calendar });
      items.delete(openReplyKey(of));
      items.put(openReplyKey({ ...of, deadline: at }), {});
      return true;
    },

    async openReplies(after, limit) {
      await before('openReplies');
      insist(limit > 0, `${limit} open replies were asked for`);
      const rows = items.range(OPEN_REPLIES, `${after}\u0000`, LAST, limit);
      const replies = rows.map(({ sk }) => parseOpenReplySortKey(sk));
      return { replies, next: rows.length < limit ? null : (rows.at(-1)?.sk ?? null) };
    },
  };
}
