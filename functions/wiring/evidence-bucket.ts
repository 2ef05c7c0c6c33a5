import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { EvidenceStorage } from '../../lib/evidence/index.ts';

/** Evidence in S3: `If-None-Match` makes the first write the only one. */
export function evidenceBucket(client: S3Client, bucket: string): EvidenceStorage {
  return {
    async putOnce(key, body) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: 'application/json',
            IfNoneMatch: '*',
          }),
        );
        return 'stored';
      } catch (error) {
        if (error instanceof Error && error.name === 'PreconditionFailed') return 'was there';
        throw error;
      }
    },
  };
}
