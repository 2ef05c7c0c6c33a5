import { ExpungeError } from '../../errors.ts';

/** A body that cannot be read. Says why, and quotes nothing: what it holds is somebody's. */
export const unreadable = (why: string): ExpungeError =>
  new ExpungeError(
    'PLATFORM_NOTICE_UNREADABLE',
    `The body of this notice cannot be read: ${why}. Forward what your endpoint received, byte for byte.`,
  );
