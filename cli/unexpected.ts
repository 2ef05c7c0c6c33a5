import { ExpungeError } from '../lib/errors.ts';

const OF_FILES: ReadonlySet<unknown> = new Set([
  'open',
  'read',
  'write',
  'scandir',
  'stat',
  'lstat',
  'mkdir',
  'access',
]);
/** `(file:line:column)` at the end of a frame. */
const PLACE = /([^\s(/\\]+:\d+:\d+)\)?$/;

/**
 * What nobody foresaw, as a fault with a code: what the file system refuses is told with the path that was given; of anything
 * else the kind and the place in the program, for its message and its stack may quote what was read.
 */
export function unexpected(error: unknown): ExpungeError {
  const { code, syscall, path, name, stack, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code !== undefined && (OF_FILES.has(syscall) || code === 'ERR_INVALID_ARG_VALUE')) {
    const options = path === undefined ? { cause: error } : { cause: error, place: path };
    return new ExpungeError('USAGE', `A file or folder cannot be used as it was named (${code}).`, options);
  }
  const [, place = 'an unknown place'] = PLACE.exec(framesOf(stack, message)[0] ?? '') ?? [];
  return new ExpungeError(
    'UNEXPECTED',
    `A fault of Expunge itself, ${name ?? 'unnamed'} at ${place}. Nothing that was read is quoted here; please report it.`,
    { cause: error },
  );
}

/** Without the message in front of them, of which lines may look like frames; none where it cannot be told from them. */
function framesOf(stack = '', message = ''): readonly string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
}
