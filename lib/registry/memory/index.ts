import type { Registry } from '../registry.ts';
import { auditMethods } from './audits.ts';
import { brakeMethods } from './brakes.ts';
import { caseMethods } from './cases.ts';
import { decisionMethods } from './decisions.ts';
import { docketMethods } from './docket.ts';
import { holdMethods } from './holds.ts';
import { Items, type StoredItem } from './items.ts';
import { openingMethods } from './openings.ts';
import { outboxMethods } from './outbox.ts';
import type { Eventual } from './past.ts';
import { refreshMethods } from './refreshes.ts';
import { replyMethods } from './replies.ts';
import { ruleBookMethods } from './rule-book.ts';
import { shardMethods } from './shards.ts';
import { shutDownMethods } from './shut-downs.ts';
import { subjectMethods } from './subjects.ts';
import { timerMethods } from './timers.ts';
import { walkMethods } from './walks.ts';
import { warningMethods } from './warnings.ts';

export interface MemoryRegistryOptions {
  /** A power of two up to 64. */
  readonly shards: number;
  /**
   * Awaited before each request to the store, which is not made if this throws: a simulation interleaves workers and
   * lets them crash here. A method that writes several items asks before each: they are no transaction.
   */
  readonly before?: Before;
  /** @default eventually consistent reads see everything, as strong ones do */
  readonly eventual?: Eventual;
  /** What it is kept in, where others are to see the same. @default its own */
  readonly items?: Items;
}

export type Before = (method: keyof Registry) => Promise<void> | void;

export interface MemoryRegistry extends Registry {
  /** Everything the registry knows, by key: for asking what is left of somebody. */
  contents(): readonly { pk: string; sk: string; item: StoredItem }[];
}

/**
 * The registry in memory: the same answers as the table gives, and strict where the table is patient. It throws on
 * illegal use, so that tests on the twin find it.
 */
export function memoryRegistry({
  shards,
  before = () => {},
  eventual,
  items = new Items(eventual),
}: MemoryRegistryOptions): MemoryRegistry {
  return {
    ...subjectMethods(items, before),
    ...holdMethods(items, before),
    ...timerMethods(items, shards, before),
    ...shardMethods(items, shards, before),
    ...caseMethods(items, before),
    ...openingMethods(items, shards, before),
    ...docketMethods(items, before),
    ...outboxMethods(items, before),
    ...replyMethods(items, before),
    ...decisionMethods(items, before),
    ...walkMethods(items, before),
    ...shutDownMethods(items, before),
    ...refreshMethods(items, before),
    ...auditMethods(items, before),
    ...ruleBookMethods(items, before),
    ...warningMethods(items, before),
    ...brakeMethods(items, before),
    contents: () => items.all(),
  };
}
