import { SUBJECT } from '../keys.ts';
import type { Subject } from '../model.ts';
import type { Walk, WalkRegistry } from '../walk.ts';
import { WALKS, walkKey } from '../walk-keys.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist } from './legal.ts';

const LAST = '\uffff';

export function walkMethods(items: Items, before: Before): WalkRegistry {
  const standing = (name: string) => items.get(walkKey(name)) as Walk | undefined;
  return {
    async walk(name) {
      await before('walk');
      return standing(name) ?? null;
    },

    async walks() {
      await before('walks');
      return items.range(WALKS, ' ', LAST).map(({ item }) => item as unknown as Walk);
    },

    async saveWalk(next) {
      await before('saveWalk');
      insist(next.name !== '' && next.step >= 1 && next.pass >= 1, 'a walk has no name, or is not counted from 1');
      insist(next.finishedAt === undefined || next.cursor === null, 'a walk that has finished would go on somewhere');
      if ((standing(next.name)?.step ?? 0) !== next.step - 1) return false;
      items.put(walkKey(next.name), { ...next });
      return true;
    },

    async subjectsAfter(cursor, limit) {
      await before('subjectsAfter');
      insist(limit > 0, `a page of ${limit} items was asked for`);
      const [afterPk, afterSk] = cursor === null ? ['', ''] : (JSON.parse(cursor) as [string, string]);
      const page = items
        .all()
        .filter(({ pk, sk }) => pk > afterPk || (pk === afterPk && sk > afterSk))
        .slice(0, limit);
      const subjects = page
        .filter(({ sk }) => sk === SUBJECT)
        .map(({ item }) => item as unknown as Subject)
        .map(({ ref, policy, id }) => ({ ref, policy, ...(id !== undefined && { id }) }));
      const last = page.at(-1);
      // The table too cannot tell a page that is just full from one after which more comes.
      return { subjects, next: last === undefined || page.length < limit ? null : JSON.stringify([last.pk, last.sk]) };
    },
  };
}
