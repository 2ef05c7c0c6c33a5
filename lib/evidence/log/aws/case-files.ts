import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inBatches, together } from '../../../concurrency.ts';
import { ExpungeError } from '../../../errors.ts';
import type { CaseEntry, LogHeads } from '../log-heads.ts';

const WRITE_BATCH = 25;
const PARALLEL = 8;
const UNPROCESSED_TRIES = 6;

/**
 * What was sealed of each case: items `<origin>#<index, 12 digits>` under `L#<log>#C#<case id>`. Each is a function of
 * what is committed, so that whoever writes it again writes the same.
 */
export function dynamoCaseFiles(client: DynamoDBClient, table: string, log: string): Pick<LogHeads, 'file' | 'ofCase'> {
  const pkOf = (caseId: string) => `L#${log}#C#${caseId}`;

  const toItem = ({ case: caseId, origin, index, ...rest }: CaseEntry) =>
    marshall({ pk: pkOf(caseId), sk: `${origin}#${String(index).padStart(12, '0')}`, ...rest });

  return {
    async file(entries) {
      const requests = entries.map((entry): WriteRequest => ({ PutRequest: { Item: toItem(entry) } }));
      await together(inBatches(requests, WRITE_BATCH), PARALLEL, async (batch) => {
        let pending = batch;
        for (let tries = 0; pending.length > 0; tries++) {
          if (tries === UNPROCESSED_TRIES) throw unavailable();
          const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: pending } }));
          pending = answer.UnprocessedItems?.[table] ?? [];
        }
      });
    },

    async ofCase(caseId) {
      const entries: CaseEntry[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: marshall({ ':pk': pkOf(caseId) }),
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        entries.push(...(answer.Items ?? []).map((item) => toEntry(caseId, item)));
        start = answer.LastEvaluatedKey;
      } while (start);
      return entries;
    },
  };
}

function toEntry(caseId: string, item: Record<string, AttributeValue>): CaseEntry {
  const { pk: _pk, sk, ...rest } = unmarshall(item);
  const [origin = '', index] = String(sk).split('#');
  return { ...rest, case: caseId, origin, index: Number(index) } as CaseEntry;
}

function unavailable(): ExpungeError {
  return new ExpungeError(
    'STORE_UNAVAILABLE',
    'The registry keeps refusing part of what is filed under cases. Nothing was lost; the work is tried again. Check the table’s throttling metrics.',
    { place: 'registry' },
  );
}
