import type { Bus } from '../announcements.ts';
import type { Registry } from '../registry/index.ts';
import type { CursorSeal } from './cursor-seal.ts';
import type { LookOffice } from './look-through.ts';
import type { StoreReaders } from './store-reader.ts';

/** What walks over stores are done with. It reads every store and writes to none. */
export interface AuditOffice extends LookOffice {
  readonly registry: Registry;
  readonly readers: StoreReaders;
  /** Of the walk over a store, by the store's name. */
  readonly sealOf: (store: string) => CursorSeal;
  readonly bus: Bus;
  readonly fault: (error: unknown) => void;
}
