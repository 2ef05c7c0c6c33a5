import { clusterName, type Key } from './keys.ts';
import type { BrakeName } from './model.ts';

/*
 * How the keys of brakes are written. Beginning with `B#`, they are nobody's: no item under them has anything of a subject.
 */

export const BRAKE = 'BRAKE';

export const brakeKey = (name: BrakeName): Key => ({ pk: `B#${clusterName(name)}`, sk: BRAKE });
