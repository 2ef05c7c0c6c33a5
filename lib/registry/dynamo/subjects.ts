import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  FULFILLED_PREFIX,
  HOLD_PREFIX,
  parseTagSortKey,
  SUBJECT,
  subjectPartition,
  TAG_PREFIX,
  tagSortKey,
} from '../keys.ts';
import type { Locator, Tag } from '../model.ts';
import type { SubjectRegistry } from '../registry.ts';
import { toHold } from './holds.ts';
import { refOf, toFulfilled, toSubject } from './subject-item.ts';
import { conditional, type Item, named, type Table, toItem } from './table.ts';

/** No case waits for its gates, and nothing of it is unproved: either would need the id. A set that became empty is not there. */
const UNNEEDED = 'attribute_not_exists(#waiting) AND attribute_not_exists(#unproved)';
/** Sorts after every key that begins with the prefix before it. */
const LAST = '\uffff';

/** Subjects and tags: everything under `S#<ref>`. */
export function subjectMethods(table: Table): SubjectRegistry {
  const key = (ref: string) => ({ pk: subjectPartition(ref), sk: SUBJECT });
  const update = (ref: string, expression: string, values: Item, condition?: string) =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(key(ref)),
        UpdateExpression: expression,
        ExpressionAttributeNames: named(expression, condition),
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: toItem(values) }),
        ...(condition && { ConditionExpression: condition }),
      }),
    );

  return {
    async subjects(refs) {
      const items = await table.getMany(refs.map(key), { strong: true });
      return new Map(items.map((item) => [refOf(item), toSubject(item)]));
    },

    async rememberSubject({ ref, policy, id }) {
      await update(ref, 'SET #policy = :policy, #id = :id REMOVE #forgetting, #ttl', { ':policy': policy, ':id': id });
    },

    async markForgetting(ref, at) {
      return conditional(update(ref, 'SET #forgetting = :at', { ':at': at }, 'attribute_exists(pk)'));
    },

    async forgetSubject(ref, mark, tombstoneUntil) {
      const unremembered = '#forgetting = :mark';
      if (tombstoneUntil !== null) {
        const values = { ':ttl': Math.ceil(tombstoneUntil / 1000), ':mark': mark };
        const marked = `${unremembered} AND (attribute_exists(#closure) OR attribute_exists(#withdrawn)) AND ${UNNEEDED}`;
        return conditional(update(ref, 'SET #ttl = :ttl REMOVE #id, #forgetting, #telling', values, marked));
      }
      const open = `${unremembered} AND attribute_not_exists(#closure) AND attribute_not_exists(#withdrawn) AND ${UNNEEDED}`;
      return conditional(
        table.client.send(
          new DeleteItemCommand({
            TableName: table.name,
            Key: marshall(key(ref)),
            ConditionExpression: open,
            ExpressionAttributeNames: named(open),
            ExpressionAttributeValues: marshall({ ':mark': mark }),
          }),
        ),
      );
    },

    async noteUnproved(ref, cluster) {
      const values = { ':cluster': new Set([cluster]) };
      await conditional(update(ref, 'ADD #unproved :cluster', values, 'attribute_exists(#id)'));
    },

    async clearUnproved(ref, cluster) {
      const values = { ':cluster': new Set([cluster]) };
      await conditional(update(ref, 'DELETE #unproved :cluster', values, 'attribute_exists(#unproved)'));
    },

    async checkSubject(ref) {
      // Holds and fulfilled records sort before the subject and tags after it: one strong read sees all or none half-written.
      const items = await table.query(subjectPartition(ref), HOLD_PREFIX, SUBJECT);
      const last = items.at(-1);
      const under = (prefix: string) => items.filter((item) => String(item.sk).startsWith(prefix));
      return {
        subject: last?.sk === SUBJECT ? toSubject(last) : null,
        holds: under(HOLD_PREFIX).map(toHold),
        fulfilled: under(FULFILLED_PREFIX).map(toFulfilled),
      };
    },

    async tags(ref, cluster) {
      const prefix = cluster ? tagSortKey({ ref, ...cluster }) : TAG_PREFIX;
      const items = await table.query(subjectPartition(ref), prefix, prefix + LAST);
      const tags = items.map(toTag);
      return cluster ? tags.filter((tag) => tag.dataset === cluster.dataset && tag.rule === cluster.rule) : tags;
    },

    async isTagged(ref) {
      return (await table.query(subjectPartition(ref), TAG_PREFIX, TAG_PREFIX + LAST, { limit: 1 })).length > 0;
    },

    async taggedClusters(clusters) {
      const keys = clusters.map((cluster) => ({ pk: subjectPartition(cluster.ref), sk: tagSortKey(cluster) }));
      const items = await table.getMany(keys, { strong: false, only: ['pk', 'sk'] });
      return new Set(items.map((item) => `${refOf(item)}#${String(item.sk).slice(TAG_PREFIX.length)}`));
    },

    async putTags(tags) {
      await table.writeMany(tags.map((tag) => ({ put: fromTag(tag) })));
    },

    async removeTag(tag) {
      const key = { pk: subjectPartition(tag.ref), sk: tagSortKey(tag, tag.locator?.record) };
      await conditional(
        table.client.send(
          new DeleteItemCommand({
            TableName: table.name,
            Key: marshall(key),
            ...(tag.locator && {
              ConditionExpression: 'seen = :seen',
              ExpressionAttributeValues: marshall({ ':seen': tag.locator.seen }),
            }),
          }),
        ),
      );
    },
  };
}

function fromTag(tag: Tag): Item {
  const { ref, dataset, rule, locator, policyVersion, ...rest } = tag;
  return {
    pk: subjectPartition(ref),
    sk: tagSortKey({ ref, dataset, rule }, locator?.record),
    version: policyVersion,
    ...(locator && { at: locator.key, seen: locator.seen }),
    ...rest,
  };
}

function toTag(item: Item): Tag {
  const { dataset, rule, record } = parseTagSortKey(String(item.sk));
  return {
    ref: refOf(item),
    dataset,
    rule,
    state: item.state as Tag['state'],
    policyVersion: item.version as string,
    ...(item.until !== undefined && { until: item.until as number | null }),
    ...(item.case !== undefined && { case: item.case as string }),
    ...(record !== undefined && {
      locator: { record, key: item.at as string, seen: item.seen as string } satisfies Locator,
    }),
  };
}
