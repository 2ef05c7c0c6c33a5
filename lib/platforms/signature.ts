import { timingSafeEqual } from 'node:crypto';
import { ExpungeError } from '../errors.ts';
import type { Platform } from '../policy/plan-platforms.ts';

/** Compares two signatures in hexadecimal digits, in a time that says nothing about where they differ. */
export function isSameSignature(given: string | undefined, made: string): boolean {
  if (given === undefined || !/^[0-9a-f]+$/i.test(given)) return false;
  const [one, other] = [Buffer.from(given.toLowerCase()), Buffer.from(made)];
  return one.length === other.length && timingSafeEqual(one, other);
}

export const badSignature = (platform: Platform, why: string): ExpungeError =>
  new ExpungeError(
    'PLATFORM_SIGNATURE_INVALID',
    `This notice was not signed by ${platform} for an app of yours: ${why}. Nothing is erased over it. If it is genuine, its body, query or headers were changed on the way, or the app's secret is another one now.`,
    { place: platform },
  );
