import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsFault, invalid, type Operations, readInput } from '../http/index.ts';
import type { KeyRing } from './key-ring.ts';
import { KEY_SPECS, type KeySpec } from './key-specs.ts';
import { keyState, metadata } from './metadata.ts';

const DAY = 24 * 60 * 60 * 1000;

const oneKey = z.strictObject({ KeyId: z.string() });

const createKey = z.strictObject({
  KeySpec: z.enum(Object.keys(KEY_SPECS) as KeySpec[]).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  Description: z.string().max(8192).default(''),
  Origin: z.literal('AWS_KMS').optional(),
  MultiRegion: z.literal(false).optional(),
});

const scheduleDeletion = z.strictObject({ KeyId: z.string(), PendingWindowInDays: z.int().min(7).max(30).default(30) });

/** Creating, describing, enabling, disabling and deleting keys. */
export function lifecycle(ring: KeyRing): Operations {
  function setEnabled(input: unknown, enabled: boolean): void {
    const key = ring.byId(readInput(oneKey, input).KeyId);
    if (key.deletionAt !== null) throw ring.pendingDeletion(key);
    ring.store.setState(key.id, { enabled, deletionAt: null });
  }

  return {
    CreateKey(input) {
      const { KeySpec: spec, KeyUsage: usage, Description: description } = readInput(createKey, input);
      if (KEY_SPECS[spec].usage !== usage) throw invalid(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
      const key = {
        id: randomUUID(),
        spec,
        description,
        createdAt: ring.clock.now(),
        enabled: true,
        deletionAt: null,
        material: KEY_SPECS[spec].generate(),
      };
      ring.store.add(key);
      return { KeyMetadata: metadata(ring, key) };
    },

    DescribeKey: (input) => ({ KeyMetadata: metadata(ring, ring.named(readInput(oneKey, input).KeyId)) }),

    EnableKey: (input) => setEnabled(input, true),

    DisableKey: (input) => setEnabled(input, false),

    ScheduleKeyDeletion(input) {
      const { KeyId, PendingWindowInDays } = readInput(scheduleDeletion, input);
      const key = ring.byId(KeyId);
      if (key.deletionAt !== null) throw ring.pendingDeletion(key);
      const deletionAt = ring.clock.now() + PendingWindowInDays * DAY;
      ring.store.setState(key.id, { enabled: key.enabled, deletionAt });
      return {
        KeyId: ring.arn(key.id),
        DeletionDate: deletionAt / 1000,
        KeyState: keyState({ ...key, deletionAt }),
        PendingWindowInDays,
      };
    },

    CancelKeyDeletion(input) {
      const key = ring.byId(readInput(oneKey, input).KeyId);
      if (key.deletionAt === null) {
        throw new AwsFault('KMSInvalidStateException', `${ring.arn(key.id)} is not pending deletion.`);
      }
      // as in AWS, the key comes back disabled: using it again is a second, deliberate step
      ring.store.setState(key.id, { enabled: false, deletionAt: null });
      return { KeyId: ring.arn(key.id) };
    },
  };
}
