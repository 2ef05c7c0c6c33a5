import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Registry } from '../registry.ts';
import { auditMethods } from './audits.ts';
import { brakeMethods } from './brakes.ts';
import { caseMethods } from './cases.ts';
import { decisionMethods } from './decisions.ts';
import { docketMethods } from './docket.ts';
import { holdMethods } from './holds.ts';
import { openingMethods } from './openings.ts';
import { outboxMethods } from './outbox.ts';
import { refreshMethods } from './refreshes.ts';
import { replyMethods } from './replies.ts';
import { ruleBookMethods } from './rule-book.ts';
import { shardMethods } from './shards.ts';
import { shutDownMethods } from './shut-downs.ts';
import { subjectMethods } from './subjects.ts';
import { Table } from './table.ts';
import { timerMethods } from './timers.ts';
import { walkMethods } from './walks.ts';
import { warningMethods } from './warnings.ts';

/** The registry in its DynamoDB table. `shards`: a power of two up to 64, the same for the life of the table. */
export function dynamoRegistry(client: DynamoDBClient, tableName: string, shards: number): Registry {
  const table = new Table(client, tableName);
  const docket = docketMethods(table);
  const cases = caseMethods(table, docket);
  const subjects = subjectMethods(table);
  return {
    ...subjects,
    ...holdMethods(table),
    ...timerMethods(table, shards),
    ...shardMethods(table),
    ...cases,
    ...openingMethods(table, shards, { ...cases, ...subjects }),
    ...docket,
    ...outboxMethods(table, docket),
    ...replyMethods(table),
    ...decisionMethods(table, cases),
    ...walkMethods(table),
    ...shutDownMethods(table),
    ...refreshMethods(table),
    ...auditMethods(table),
    ...ruleBookMethods(table),
    ...warningMethods(table),
    ...brakeMethods(table),
  };
}
