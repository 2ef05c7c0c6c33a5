import { AUDITS, type Audit, type AuditRegistry, auditKey } from '../audits.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';

const LAST = '\uffff';

export function auditMethods(items: Items, before: Before): AuditRegistry {
  return {
    async audits() {
      await before('audits');
      return items.range(AUDITS, ' ', LAST).map(({ item }) => item as unknown as Audit);
    },
    async keepAudit(audit) {
      await before('keepAudit');
      items.put(auditKey(audit.store), { ...audit });
    },
  };
}
