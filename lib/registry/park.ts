import type { Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import type { ErrorCode, ExpungeError } from '../errors.ts';

/** Told to people and machines about input that could not be used. It never holds the input. */
export interface DeadLetter {
  readonly format: 'expunge-dead-letter/1';
  readonly code: ErrorCode;
  readonly message: string;
  readonly place: string | null;
  /** The queue or stream it came from. */
  readonly source: string;
  readonly parkedAt: string;
  /** Where the input is kept, encrypted, for the few who may read it. */
  readonly kept: string;
}

export interface Parking {
  readonly clock: Clock;
  readonly meter: Meter;
  /** Keeps the input under this key; writing it again changes nothing. Durable when it returns. */
  readonly keep: (key: string, body: string) => Promise<void>;
  readonly tell: (letter: DeadLetter) => Promise<void>;
}

/** Keeps what cannot be used, and says so: bad input never loses anything and never erases anything. */
export async function park(
  input: { readonly source: string; readonly id: string; readonly body: string; readonly fault: ExpungeError },
  { clock, meter, keep, tell }: Parking,
): Promise<void> {
  const parkedAt = new Date(clock.now()).toISOString();
  const kept = `parked/${input.source}/${input.id}`;
  await keep(kept, input.body);
  const { code, message, place } = input.fault;
  const { source } = input;
  await tell({ format: 'expunge-dead-letter/1', code, message, place: place ?? null, source, parkedAt, kept });
  meter.count('Parked', 1);
}
