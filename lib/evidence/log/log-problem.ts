import type { ErrorCode } from '../../errors.ts';
import { type Tile, tilePath } from './tiles.ts';

/** What is wrong with a published log, and where. */
export interface LogProblem {
  readonly code: ErrorCode;
  /** The file, by its path below the log's folder. */
  readonly file: string;
  /**
   * `misplaced`: it holds what belongs elsewhere (swapped or repeated). `rewritten`: everything agrees, only not with what
   * was signed. `stray`: the signed tree has no such file. `refused`: the checkpoint, see the code.
   */
  readonly what:
    | 'missing'
    | 'unreadable'
    | 'truncated'
    | 'too long'
    | 'changed'
    | 'misplaced'
    | 'rewritten'
    | 'stray'
    | 'refused';
  /** Where in the file it begins; null where the file as a whole is meant. */
  readonly byte: number | null;
  /** The first entry of the log that it concerns; null where it concerns none. */
  readonly entry: number | null;
  /** One sentence for a person. */
  readonly message: string;
}

const SAYS: Readonly<Record<LogProblem['what'], string>> = {
  missing: 'is missing',
  unreadable: 'cannot be read',
  truncated: 'is too short',
  'too long': 'is too long',
  changed: 'is not what was logged',
  misplaced: 'holds what belongs elsewhere',
  rewritten: 'agrees with all the other files, and not with the signed root',
  stray: 'has no place in the signed tree',
  refused: 'is refused',
};

/** A problem of this file of the log. `why` is a clause that may follow a colon. */
export function problemOf(
  file: string | Tile,
  what: LogProblem['what'],
  at: {
    readonly byte?: number | null;
    readonly entry?: number | null;
    readonly why?: string;
    readonly code?: ErrorCode;
  } = {},
): LogProblem {
  const { byte = null, entry = null, why, code = 'LOG_BROKEN' } = at;
  const path = typeof file === 'string' ? file : tilePath(file);
  const places = [...(byte === null ? [] : [`byte ${byte}`]), ...(entry === null ? [] : [`entry ${entry}`])];
  const where = places.length === 0 ? '' : ` (from ${places.join(', ')})`;
  return { code, file: path, what, byte, entry, message: `${path} ${SAYS[what]}${where}${why ? `: ${why}` : ''}.` };
}
