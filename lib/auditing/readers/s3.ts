import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ExpungeError } from '../../errors.ts';
import type { PlanDataset } from '../../policy/plan.ts';
import { ownerOf, prefixHead } from '../../policy/plan-index.ts';
import type { SeenRecord, StoreReader } from '../store-reader.ts';

const PAGE = 1000;

interface Marker {
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
}

/** Every version and delete marker below the fixed beginning of the prefix. Objects are not opened: only where they lie counts. */
export function bucketReader(client: S3Client, dataset: PlanDataset): StoreReader {
  const { store } = dataset;
  if (store.kind !== 's3') throw new ExpungeError('CONFIGURATION', 'This dataset is not in S3.', { place: dataset.id });
  return async (after) => {
    const answer = await client
      .send(
        new ListObjectVersionsCommand({
          Bucket: store.bucket,
          Prefix: prefixHead(store),
          MaxKeys: PAGE,
          ...(after === null ? {} : (JSON.parse(after) as Marker)),
        }),
      )
      .catch((cause: unknown) => {
        const name = cause instanceof Error ? cause.name : 'an unknown fault';
        throw new ExpungeError('STORE_UNAVAILABLE', `The bucket could not be listed: ${name}.`, {
          place: store.bucket,
          cause,
        });
      });
    const seen = (one: ObjectVersion | DeleteMarkerEntry, marker: boolean): SeenRecord => ({
      record: one.Key ?? '',
      key: JSON.stringify({ Key: one.Key ?? '', VersionId: one.VersionId ?? 'null' }),
      fields: { LastModified: one.LastModified?.toISOString(), marker },
      owner: ownerOf(store, one.Key ?? ''),
      stored: () => ({}),
    });
    const marker: Marker = {
      ...(answer.NextKeyMarker !== undefined && { KeyMarker: answer.NextKeyMarker }),
      ...(answer.NextVersionIdMarker !== undefined && { VersionIdMarker: answer.NextVersionIdMarker }),
    };
    return {
      records: [
        ...(answer.Versions ?? []).map((one) => seen(one, false)),
        ...(answer.DeleteMarkers ?? []).map((one) => seen(one, true)),
      ],
      next: answer.IsTruncated ? JSON.stringify(marker) : null,
    };
  };
}
