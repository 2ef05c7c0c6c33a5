import type { ShutDown, ShutDownRegistry } from '../shut-down.ts';
import { listedCaseKey, SHUT_DOWNS, shutDownKey } from '../walk-keys.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalId } from './legal.ts';
import { writeEach } from './write-each.ts';

const LAST = '\uffff';

export function shutDownMethods(items: Items, before: Before): ShutDownRegistry {
  const standing = (policy: string) => items.get(shutDownKey(policy)) as ShutDown | undefined;
  return {
    async shutDowns() {
      await before('shutDowns');
      return items.range(SHUT_DOWNS, ' ', LAST).map(({ item }) => item as unknown as ShutDown);
    },

    async shutDown(policy) {
      await before('shutDown');
      legalId('policy', policy);
      return standing(policy) ?? null;
    },

    async saveShutDown(next) {
      await before('saveShutDown');
      legalId('policy', next.policy);
      legalId('shut-down', next.id);
      const known = standing(next.policy);
      if ((known?.step ?? 0) !== next.step - 1) return false;
      insist(known === undefined || known.id === next.id, 'a service is shut down twice');
      items.put(shutDownKey(next.policy), { ...next });
      return true;
    },

    async listedCases(shutDown, cases) {
      await before('listedCases');
      return new Set(cases.filter((id) => items.get(listedCaseKey(shutDown, id)) !== undefined));
    },

    async listCases(shutDown, cases) {
      for (const { id } of cases) legalId('case', id);
      await writeEach(before, 'listCases', cases, ({ id, pass }) => items.put(listedCaseKey(shutDown, id), { pass }));
    },

    async shutDownCases(shutDown, after, limit) {
      await before('shutDownCases');
      insist(limit > 0, `a page of ${limit} cases was asked for`);
      const rows = items.range(listedCaseKey(shutDown, '').pk, `${after}\u0000`, LAST, limit);
      return rows.map(({ sk, item }) => ({ id: sk, pass: Number(item.pass) }));
    },
  };
}
