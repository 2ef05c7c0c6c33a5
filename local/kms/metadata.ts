import type { KeyRing } from './key-ring.ts';
import { KEY_SPECS } from './key-specs.ts';
import type { Key } from './key-store.ts';

/** KeyMetadata, as CreateKey and DescribeKey answer it. Times are epoch seconds. */
export function metadata(ring: KeyRing, key: Key): Record<string, unknown> {
  const spec = KEY_SPECS[key.spec];
  return {
    AWSAccountId: ring.place.account,
    KeyId: key.id,
    Arn: ring.arn(key.id),
    CreationDate: key.createdAt / 1000,
    Enabled: key.enabled && key.deletionAt === null,
    Description: key.description,
    KeyUsage: spec.usage,
    KeyState: keyState(key),
    ...(key.deletionAt !== null && { DeletionDate: key.deletionAt / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    [spec.listedAs]: spec.algorithms,
    MultiRegion: false,
  };
}

export function keyState(key: Key): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  if (key.deletionAt !== null) return 'PendingDeletion';
  return key.enabled ? 'Enabled' : 'Disabled';
}
