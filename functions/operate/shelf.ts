import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { ReceiptShelf } from '../../lib/evidence/find-receipts.ts';
import { s3Storage } from '../../lib/evidence/log/aws/index.ts';

const PREFIX = 'receipts/';

/** The sealed receipts of the evidence bucket. S3 lists what is there now, in the order of the keys' bytes. */
export function s3Shelf(client: S3Client, bucket: string): ReceiptShelf {
  const { get } = s3Storage(client, bucket);
  return {
    async keys(after, most) {
      const answer = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: PREFIX,
          MaxKeys: most,
          ...(after !== null && { StartAfter: after }),
        }),
      );
      return (answer.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    },
    async read(key) {
      return (await get(key))?.bytes ?? null;
    },
  };
}
