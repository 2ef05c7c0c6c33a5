import { ExpungeError } from '../lib/errors.ts';
import type { Input } from './command.ts';

/** A number of minutes that was given, or the usual one. @throws ExpungeError USAGE. */
export function minutes(given: Input['options'][string], usual: number, usage: string): number {
  if (given === undefined) return usual;
  if (typeof given === 'string' && /^\d{1,4}$/.test(given)) return Number(given);
  throw new ExpungeError('USAGE', `--wait takes whole minutes, at most 9999. Usage: ${usage}`);
}
