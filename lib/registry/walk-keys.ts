import type { Key } from './keys.ts';

/*
 * How the keys of walks and shut-downs are written. Beginning with `K#`, they are nobody's: no item under them has anything
 * of a subject.
 */

/** Every walk, by name. */
export const WALKS = 'K#walk';

export const walkKey = (name: string): Key => ({ pk: WALKS, sk: name });
