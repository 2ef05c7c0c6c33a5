import { FULFILLED_PREFIX, SUBJECT, subjectPartition, TAG_PREFIX, tagSortKey } from '../keys.ts';
import type { FulfilledRecord, Subject, Tag } from '../model.ts';
import type { SubjectRegistry } from '../registry.ts';
import { holdsIn } from './holds.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { legalCluster, legalClusterName, legalRef, legalTag } from './legal.ts';
import { writeEach } from './write-each.ts';

const LAST = '\uffff';
const subjectKey = (ref: string) => ({ pk: subjectPartition(ref), sk: SUBJECT });

export function subjectMethods(items: Items, before: Before): SubjectRegistry {
  const subjectOf = (ref: string) => items.get(subjectKey(ref)) as (Subject & { ttl?: number }) | undefined;
  const putSubject = (subject: Subject & { ttl?: number | undefined }) =>
    items.put(subjectKey(subject.ref), { ...subject });

  return {
    async subjects(refs) {
      await before('subjects');
      refs.forEach(legalRef);
      const known = refs.map(subjectOf).filter((subject) => subject !== undefined);
      return new Map(known.map((subject) => [subject.ref, toSubject(subject)]));
    },

    async rememberSubject({ ref, policy, id }) {
      await before('rememberSubject');
      legalRef(ref);
      const { forgetting: _stops, ttl: _lives, ...known } = subjectOf(ref) ?? {};
      putSubject({ ...known, ref, policy, id });
    },

    async markForgetting(ref, at) {
      await before('markForgetting');
      legalRef(ref);
      const known = subjectOf(ref);
      if (known) putSubject({ ...known, forgetting: at });
      return known !== undefined;
    },

    async forgetSubject(ref, mark, tombstoneUntil) {
      await before('forgetSubject');
      legalRef(ref);
      const known = subjectOf(ref);
      if (known?.forgetting !== mark || known.waiting !== undefined || known.unproved !== undefined) return false;
      const leavesTombstone = known.closure !== undefined || known.withdrawn !== undefined;
      if (leavesTombstone !== (tombstoneUntil !== null)) return false;
      const { id: _id, forgetting: _mark, telling: _told, ...tombstone } = known;
      if (tombstoneUntil !== null) putSubject({ ...tombstone, ttl: Math.ceil(tombstoneUntil / 1000) });
      else items.delete(subjectKey(ref));
      return true;
    },

    async noteUnproved(ref, cluster) {
      await before('noteUnproved');
      legalClusterName(cluster);
      const known = subjectOf(ref);
      if (known?.id === undefined) return;
      putSubject({ ...known, unproved: [...new Set([...(known.unproved ?? []), cluster])].sort() });
    },

    async clearUnproved(ref, cluster) {
      await before('clearUnproved');
      legalClusterName(cluster);
      const known = subjectOf(ref);
      const left = known?.unproved?.filter((name) => name !== cluster) ?? [];
      if (known) putSubject({ ...known, unproved: left.length > 0 ? left : undefined } as Subject);
    },

    async checkSubject(ref) {
      await before('checkSubject');
      legalRef(ref);
      const subject = subjectOf(ref);
      return {
        subject: subject ? toSubject(subject) : null,
        holds: holdsIn(items, subjectPartition(ref)),
        fulfilled: fulfilledIn(items, ref),
      };
    },

    async tags(ref, cluster) {
      await before('tags');
      legalRef(ref);
      const tags = items
        .range(subjectPartition(ref), TAG_PREFIX, TAG_PREFIX + LAST)
        .map(({ item }) => item as unknown as Tag);
      return cluster ? tags.filter((tag) => tag.dataset === cluster.dataset && tag.rule === cluster.rule) : tags;
    },

    async isTagged(ref) {
      await before('isTagged');
      legalRef(ref);
      return items.range(subjectPartition(ref), TAG_PREFIX, TAG_PREFIX + LAST).length > 0;
    },

    async taggedClusters(clusters) {
      await before('taggedClusters');
      clusters.forEach(legalCluster);
      const tagged = clusters.filter((one) =>
        items.getEventually({ pk: subjectPartition(one.ref), sk: tagSortKey(one) }),
      );
      return new Set(tagged.map(({ ref, dataset, rule }) => `${ref}#${dataset}#${rule}`));
    },

    async putTags(tags) {
      tags.forEach(legalTag);
      await writeEach(before, 'putTags', tags, (tag) => items.put(tagKey(tag), { ...tag }));
    },

    async removeTag(tag) {
      await before('removeTag');
      legalTag(tag);
      const stored = items.get(tagKey(tag)) as Tag | undefined;
      if (tag.locator && stored?.locator?.seen !== tag.locator.seen) return;
      items.delete(tagKey(tag));
    },
  };
}

export function fulfilledIn(items: Items, ref: string): FulfilledRecord[] {
  return items
    .range(subjectPartition(ref), FULFILLED_PREFIX, FULFILLED_PREFIX + LAST)
    .map(({ item }) => item as unknown as FulfilledRecord);
}

function tagKey(tag: Tag) {
  return { pk: subjectPartition(tag.ref), sk: tagSortKey(tag, tag.locator?.record) };
}

function toSubject({ ttl: _ttl, ...subject }: Subject & { ttl?: number }): Subject {
  return subject;
}
