import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AuditOffice, continueAudits } from '../../lib/auditing/index.ts';
import { tableReader } from '../../lib/auditing/readers/dynamodb.ts';
import { bucketReader } from '../../lib/auditing/readers/s3.ts';
import type { CursorSeals, References } from '../wiring/keys.ts';
import { auditOrders } from './audit-orders.ts';
import type { SweepOrders, SweepTask } from './handler.ts';

export interface AuditDeps extends Omit<AuditOffice, 'referencer' | 'readers' | 'sealOf'> {
  readonly database: DynamoDBClient;
  readonly objects: S3Client;
  readonly references: References;
  readonly seals: CursorSeals;
  /** How long after its last audit a store is audited again, milliseconds. */
  readonly every: number;
}

/** Walks over the stores: each minute as far as there is time, and on demand. */
export function auditing(deps: AuditDeps): { readonly task: SweepTask; readonly orders: SweepOrders } {
  const { database, objects, references, seals, every, ...office } = deps;
  const open = async (): Promise<AuditOffice> => ({
    ...office,
    referencer: await references(),
    sealOf: await seals(),
    readers: (place) =>
      'table' in place || place.store.kind === 'dynamodb' ? tableReader(database, place) : bucketReader(objects, place),
  });
  return { task: async (until) => continueAudits(until, await open(), every), orders: auditOrders(open) };
}
