import { ExpungeError } from '../../../lib/errors.ts';

/** A server that is not ours is not ours to restart. @throws ExpungeError CONFIGURATION */
export async function restartElsewhere(): Promise<never> {
  throw new ExpungeError('CONFIGURATION', 'The embedded runtime restarts only servers that it has started itself.');
}
