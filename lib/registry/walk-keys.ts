import type { Key } from './keys.ts';

/*
 * How the keys of walks and shut-downs are written. Beginning with `K#`, they are nobody's: no item under them has anything
 * of a subject.
 */

/** Every walk, by name. */
export const WALKS = 'K#walk';
/** Every shut-down, by policy. */
export const SHUT_DOWNS = 'K#shut-down';

/** The rules by which the timers of a policy are set. */
export const rulesKey = (policy: string): Key => ({ pk: 'K#rules', sk: policy });

export const walkKey = (name: string): Key => ({ pk: WALKS, sk: name });
export const shutDownKey = (policy: string): Key => ({ pk: SHUT_DOWNS, sk: policy });
/** A case of a shut-down. */
export const listedCaseKey = (shutDown: string, id: string): Key => ({ pk: `${SHUT_DOWNS}#${shutDown}`, sk: id });
