import { parseArgs } from 'node:util';
import { ExpungeError } from '../../lib/errors.ts';

export interface StartOptions {
  readonly subjects: number;
  readonly seed: string;
  readonly days: number;
  readonly out: string;
  /** End when done, instead of serving the results. */
  readonly exit: boolean;
  readonly help: boolean;
}

export const USAGE = `npm start -- [options]

  --subjects N   how many people to make up          1000
  --seed S       the same seed makes the same people 1
  --days D       how many days pass                  200
  --out DIR      where databases, logs, results go   .expunge
  --exit         end with status 0 if every check held, 1 if not, instead of serving the results
`;

/** What `npm start` was asked. @throws ExpungeError USAGE */
export function startOptions(args: readonly string[]): StartOptions {
  const { subjects, days, seed, out, exit, help } = parse(args);
  return { subjects: count('--subjects', subjects, 100_000), days: count('--days', days, 280), seed, out, exit, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        subjects: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        days: { type: 'string', default: '200' },
        out: { type: 'string', default: '.expunge' },
        exit: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new ExpungeError('USAGE', `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function count(name: string, text: string, most: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new ExpungeError(
    'USAGE',
    `${name} wants a whole number from 1 to ${most.toLocaleString('en')}; "${text}" is none.\n\n${USAGE}`,
  );
}
