import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { inBatches } from '../../concurrency.ts';
import { ExpungeError } from '../../errors.ts';
import type { S3Store } from '../../policy/plan.ts';
import type { Found, Scope, Target } from '../target.ts';

const DELETE_BATCH = 1000;

interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

/**
 * Objects under a prefix that is the subject's own. Every version and every delete marker is a record: a plain delete
 * on a versioned bucket would only hide the data under a marker.
 */
export function s3Target(client: S3Client): Target {
  return {
    verification: 'strong listing of versions',

    findLags: () => false,

    async *find(scope) {
      for await (const page of list(scope)) yield page;
    },

    async erase(scope, records, mayTouch = () => {}) {
      const erased = new Set<string>();
      // Markers last, and in requests of their own: taking one away above a version that could not be deleted would bring
      // that version back to light.
      const versions = records.filter((record) => record.fields.marker !== true);
      const markers = records.filter((record) => record.fields.marker === true);
      for (const batch of [...inBatches(versions, DELETE_BATCH), ...inBatches(markers, DELETE_BATCH)]) {
        const request = new DeleteObjectsCommand({
          Bucket: storeOf(scope).bucket,
          Delete: { Objects: batch.map((record) => JSON.parse(record.key) as Version), Quiet: true },
        });
        let answer: DeleteObjectsCommandOutput;
        try {
          mayTouch();
          answer = await client.send(request);
        } catch (failure) {
          return { keys: erased, refused: 0, failure };
        }
        const refused = new Set((answer.Errors ?? []).map((error) => versionKey(error.Key, error.VersionId)));
        for (const record of batch) if (!refused.has(record.key)) erased.add(record.key);
        if (refused.size > 0) return { keys: erased, refused: refused.size, failure: null };
      }
      return { keys: erased, refused: 0, failure: null };
    },

    async stillPresent(scope, keys) {
      const asked = new Set(keys);
      const present = new Set<string>();
      for await (const page of list(scope)) for (const found of page) if (asked.has(found.key)) present.add(found.key);
      return present;
    },

    async any(scope) {
      for await (const page of list(scope, 1)) if (page.length > 0) return true;
      return false;
    },
  };

  async function* list(scope: Scope, pageSize?: number): AsyncGenerator<readonly Found[]> {
    let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    let heldBack: readonly Found[] = [];
    while (next) {
      const answer: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({
          Bucket: storeOf(scope).bucket,
          Prefix: prefixOf(scope),
          ...(pageSize !== undefined && { MaxKeys: pageSize }),
          ...next,
        }),
      );
      const versions = (answer.Versions ?? []).map((version) => toFound(version, false));
      const markers = [...heldBack, ...(answer.DeleteMarkers ?? []).map((marker) => toFound(marker, true))];
      // The newest comes first: a marker on the last key of a page may cover versions on the next one, and waits for them.
      const waits = (marker: Found) => answer.IsTruncated === true && keyOf(marker) === answer.NextKeyMarker;
      heldBack = markers.filter(waits);
      yield [...versions, ...markers.filter((marker) => !waits(marker))];
      next = answer.IsTruncated
        ? {
            ...(answer.NextKeyMarker !== undefined && { KeyMarker: answer.NextKeyMarker }),
            ...(answer.NextVersionIdMarker !== undefined && { VersionIdMarker: answer.NextVersionIdMarker }),
          }
        : undefined;
    }
  }
}

function toFound(version: ObjectVersion | DeleteMarkerEntry, marker: boolean): Found {
  return {
    key: versionKey(version.Key, version.VersionId),
    record: version.Key ?? '',
    fields: { LastModified: version.LastModified?.toISOString(), marker },
  };
}

const keyOf = (found: Found): string => (JSON.parse(found.key) as Version).Key;

const versionKey = (key = '', versionId = 'null'): string =>
  JSON.stringify({ Key: key, VersionId: versionId } satisfies Version);

/** The subject's prefix. A `/` in a subject id would reach into somebody else's. */
function prefixOf(scope: Scope): string {
  if (scope.subject === '' || scope.subject.includes('/')) {
    throw new ExpungeError('SUBJECT_UNKNOWN', 'A subject id that is empty or holds "/" has no prefix of its own.', {
      place: scope.dataset.id,
    });
  }
  return storeOf(scope).prefix.replace('{subject}', () => scope.subject);
}

function storeOf(scope: Scope): S3Store {
  if (scope.dataset.store.kind !== 's3') {
    throw new ExpungeError('CONFIGURATION', 'This dataset is not in S3.', { place: scope.dataset.id });
  }
  return scope.dataset.store;
}
