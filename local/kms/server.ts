import type { Clock } from '../../lib/clock.ts';
import { json11, type LocalServer, listen, type Place } from '../http/index.ts';
import { aliases } from './aliases.ts';
import { encryption } from './encryption.ts';
import { KeyRing } from './key-ring.ts';
import { KeyStore } from './key-store.ts';
import { lifecycle } from './lifecycle.ts';
import { macs } from './macs.ts';
import { signatures } from './signatures.ts';

export interface KmsOptions {
  /** Creation dates and the waiting period before a key is destroyed follow this clock. */
  readonly clock: Clock;
  readonly place: Place;
  /** SQLite file that holds keys and aliases. @default in memory: keys end with the server */
  readonly path?: string;
}

/**
 * Serves the part of KMS that Expunge needs, on loopback. Key material lies unencrypted in `path`: this is a stand-in
 * for one machine, never a key store for real data.
 */
export async function startKms({ clock, place, path = ':memory:' }: KmsOptions): Promise<LocalServer> {
  const store = new KeyStore(path);
  const ring = new KeyRing(store, clock, place);
  const server = await listen(
    json11('TrentService', {
      ...lifecycle(ring),
      ...aliases(ring),
      ...encryption(ring),
      ...macs(ring),
      ...signatures(ring),
    }),
  );
  return {
    ...server,
    async stop() {
      await server.stop();
      store.close();
    },
  };
}
