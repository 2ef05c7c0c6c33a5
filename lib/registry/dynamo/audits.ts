import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AUDITS, type Audit, type AuditRegistry, auditKey } from '../audits.ts';
import { type Table, toItem } from './table.ts';

const LAST = '\uffff';

export function auditMethods(table: Table): AuditRegistry {
  return {
    async audits() {
      return (await table.query(AUDITS, ' ', LAST)).map(({ pk: _pk, sk: _sk, ...audit }) => audit as unknown as Audit);
    },
    async keepAudit(audit) {
      await table.client.send(
        new PutItemCommand({ TableName: table.name, Item: toItem({ ...auditKey(audit.store), ...audit }) }),
      );
    },
  };
}
