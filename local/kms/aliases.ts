import { z } from 'zod';
import { AwsFault, type Operations, page, readInput } from '../http/index.ts';
import type { KeyRing } from './key-ring.ts';

const createAlias = z.strictObject({
  AliasName: z.string().regex(/^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/, 'must be alias/ and letters, digits, / _ -'),
  TargetKeyId: z.string(),
});

const listAliases = z.strictObject({
  KeyId: z.string().optional(),
  Limit: z.int().min(1).max(100).default(50),
  Marker: z.string().optional(),
});

/** Names for keys. They go with their key. */
export function aliases(ring: KeyRing): Operations {
  return {
    CreateAlias(input) {
      const { AliasName: name, TargetKeyId } = readInput(createAlias, input);
      const key = ring.byId(TargetKeyId);
      if (key.deletionAt !== null) throw ring.pendingDeletion(key);
      if (!ring.store.addAlias({ name, keyId: key.id, createdAt: ring.clock.now() })) {
        throw new AwsFault('AlreadyExistsException', `An alias with the name ${ring.aliasArn(name)} already exists`);
      }
    },

    ListAliases(input) {
      const { KeyId, Limit, Marker } = readInput(listAliases, input);
      ring.store.destroyDue(ring.clock.now());
      const keyId = KeyId === undefined ? undefined : ring.byId(KeyId).id;
      const wanted = ring.store.aliases().filter((alias) => keyId === undefined || alias.keyId === keyId);
      const { items, next } = page(wanted, Limit, Marker);
      return {
        Aliases: items.map((alias) => ({
          AliasName: alias.name,
          AliasArn: ring.aliasArn(alias.name),
          TargetKeyId: alias.keyId,
          CreationDate: alias.createdAt / 1000,
          LastUpdatedDate: alias.createdAt / 1000,
        })),
        Truncated: next !== undefined,
        ...(next !== undefined && { NextMarker: next }),
      };
    },
  };
}
