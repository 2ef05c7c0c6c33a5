import { ExpungeError } from '../errors.ts';
import type { Platform } from '../policy/plan-platforms.ts';

/** A genuine notice from which nobody can tell what the user wants. Nothing is erased on doubt. */
export const undecided = (platform: Platform, why: string): ExpungeError =>
  new ExpungeError(
    'PLATFORM_UNDECIDED',
    `${why}. Nothing is erased over it: a person looks at the parked notice and, if something is to go, sends the trigger that fits.`,
    { place: platform },
  );
