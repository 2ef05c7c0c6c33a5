import { afterAll, beforeAll, describe } from 'vitest';
import { bucketContract } from './object-storage/buckets.ts';
import { listingContract } from './object-storage/listing.ts';
import { lockContract } from './object-storage/locks.ts';
import { objectContract } from './object-storage/objects.ts';
import type { ObjectStorage } from './object-storage/subject.ts';
import { taggingContract } from './object-storage/tagging.ts';
import { versionContract } from './object-storage/versions.ts';

export type { ObjectStorage } from './object-storage/subject.ts';

/**
 * What Expunge needs of an object store, asked through the real SDK. The same suite serves the embedded S3, other
 * emulators, and S3 itself.
 * @param start brings up the service, or a client of one that is there already
 */
export function objectStorageContract(name: string, start: () => Promise<ObjectStorage>): void {
  describe(`object storage: ${name}`, () => {
    let storage: ObjectStorage | undefined;
    const subject = () => {
      if (storage === undefined) throw new Error('the service is not up');
      return storage;
    };
    beforeAll(async () => {
      storage = await start();
    });
    afterAll(() => storage?.stop());

    describe('buckets', () => bucketContract(subject));
    describe('objects', () => objectContract(subject));
    describe('versions', () => versionContract(subject));
    describe('listing', () => listingContract(subject));
    describe('tagging', () => taggingContract(subject));
    describe('locks', () => lockContract(subject));
  });
}
