import { ExpungeError } from '../lib/errors.ts';
import type { Input, World } from './command.ts';
import { readSourceFile } from './source-files.ts';

/**
 * A subject's identifier, from `--subject-file FILE` or, with `-`, from standard input: as an argument other users of
 * the machine would see it, and the shell would remember it. One line break at the end is not part of it.
 * @throws ExpungeError USAGE: neither is given, or both, or there is nothing in it.
 */
export async function readSubject({ files, options }: Input, world: World, usage: string): Promise<string> {
  const file = options['subject-file'];
  const fromInput = files.length === 1 && files[0] === '-';
  if (files.length > 0 && !fromInput) throw usageFault('No identifier is taken from the command line itself.', usage);
  if ((typeof file === 'string') === fromInput) {
    throw usageFault('Give the identifier in a file, or with - on standard input.', usage);
  }
  const text = typeof file === 'string' ? readSourceFile(file).text : await world.readInput();
  const subject = text.replace(/\r?\n$/, '');
  if (subject === '') throw usageFault('The identifier is empty.', usage);
  return subject;
}

function usageFault(what: string, usage: string): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${usage}`);
}
