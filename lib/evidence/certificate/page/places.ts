import { toBase64 } from '../../log/bytes.ts';
import { parseCheckpoint } from '../../log/checkpoint.ts';
import { parseNote } from '../../log/note.ts';
import { parseProof } from '../../log/tlog-proof.ts';
import type { Certificate, Proved } from '../certificate.ts';

/** Where a proof says that something is. Nothing of it has been verified: a page shows, it does not check. */
export interface Place {
  readonly index: number;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Ids of the keys that are said to have signed. */
  readonly keys: string;
}

/** A log and what of the certificate it is said to hold; receipts counted from 1, none where `first` > `last`. */
export interface PageLog extends Omit<Place, 'index'> {
  readonly statement: boolean;
  readonly first: number;
  readonly last: number;
}

/** Null where the proof cannot be read: its check will say why. */
export function placeOf({ proof }: Proved<object>): Place | null {
  try {
    const { index, checkpoint } = parseProof(proof);
    const { text, signatures } = parseNote(checkpoint);
    const { origin, size, root } = parseCheckpoint(text);
    return { index, origin, size, root: toBase64(root), keys: signatures.map(({ id }) => id).join(', ') };
  } catch {
    return null;
  }
}

export function logsOnPage({ statement, receipts }: Certificate): PageLog[] {
  const stated = placeOf(statement);
  const places = receipts.map(placeOf);
  const origins = Map.groupBy(
    [...places, stated].filter((place) => place !== null),
    ({ origin }) => origin,
  );
  return [...origins].map(([origin, [place]]) => {
    const [first, last] = [
      places.findIndex((one) => one?.origin === origin),
      places.findLastIndex((one) => one?.origin === origin),
    ];
    const { size, root, keys } = place as Place;
    const isStatementHere = stated?.origin === origin;
    return { origin, size, root, keys, statement: isStatementHere, first: first < 0 ? 1 : first + 1, last: last + 1 };
  });
}
