import type { Clock } from '../../lib/clock.ts';
import { AwsFault, arn, type Place } from '../http/index.ts';
import { KEY_SPECS, type KeyUsage } from './key-specs.ts';
import type { Key, KeyStore } from './key-store.ts';

const KEY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Finds keys by the names KMS knows them by, and says no when their state or usage does not fit. */
export class KeyRing {
  readonly store: KeyStore;
  readonly clock: Clock;
  readonly place: Place;

  constructor(store: KeyStore, clock: Clock, place: Place) {
    this.store = store;
    this.clock = clock;
    this.place = place;
  }

  arn(keyId: string): string {
    return arn(this.place, 'kms', `key/${keyId}`);
  }

  aliasArn(name: string): string {
    return arn(this.place, 'kms', name);
  }

  /** A key by id or ARN, whatever its state: what administration takes. Aliases are refused. */
  byId(reference: string): Key {
    this.store.destroyDue(this.clock.now());
    const id = this.#local(reference).replace(/^key\//, '');
    if (!KEY_ID.test(id)) throw new AwsFault('NotFoundException', `Invalid keyId '${reference}'`);
    const key = this.store.find(id);
    if (key === undefined) throw new AwsFault('NotFoundException', `Key '${this.arn(id)}' does not exist`);
    return key;
  }

  /** A key by id, ARN, alias or alias ARN. */
  named(reference: string): Key {
    this.store.destroyDue(this.clock.now());
    const name = this.#local(reference);
    if (!name.startsWith('alias/')) return this.byId(reference);
    const alias = this.store.aliases().find((candidate) => candidate.name === name);
    if (alias === undefined) throw new AwsFault('NotFoundException', `Alias ${this.aliasArn(name)} is not found.`);
    return this.byId(alias.keyId);
  }

  /** A key that may be used now for `usage` with `algorithm`. `operation` is named in the fault. */
  usable(reference: string, operation: string, usage: KeyUsage, algorithm?: string): Key {
    const key = this.named(reference);
    const spec = KEY_SPECS[key.spec];
    if (key.deletionAt !== null) throw this.pendingDeletion(key);
    if (!key.enabled) throw new AwsFault('DisabledException', `${this.arn(key.id)} is disabled.`);
    if (spec.usage !== usage) {
      const message = `${this.arn(key.id)} key usage is ${spec.usage} which is not valid for ${operation}.`;
      throw new AwsFault('InvalidKeyUsageException', message);
    }
    if (algorithm !== undefined && !spec.algorithms.includes(algorithm)) {
      throw new AwsFault(
        'InvalidKeyUsageException',
        `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
      );
    }
    return key;
  }

  pendingDeletion(key: Key): AwsFault {
    return new AwsFault('KMSInvalidStateException', `${this.arn(key.id)} is pending deletion.`);
  }

  /** The part of an ARN behind the account; a name that is no ARN stays as it is. */
  #local(reference: string): string {
    if (!reference.startsWith('arn:')) return reference;
    const prefix = arn(this.place, 'kms', '');
    if (reference.startsWith(prefix)) return reference.slice(prefix.length);
    if (reference.split(':').length !== 6)
      throw new AwsFault('InvalidArnException', `${reference} is not a valid ARN.`);
    throw new AwsFault('NotFoundException', `${reference} is not in ${prefix.slice(0, -1)}.`);
  }
}
