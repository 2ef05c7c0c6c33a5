import type { FifoPlace } from '../../functions/wiring/queue.ts';
import type { QueueOptions, Received, WorkedQueue } from './queue.contract.ts';

/** Milliseconds that a message is hidden from others while it is worked on. */
const HIDDEN = 30_000;
/** An id is known for five minutes after it was first sent. */
const REMEMBERED = 5 * 60_000;
/** Bytes of a message, and messages of one receipt, that SQS takes and gives. */
const LARGEST = 1_048_576;
const AT_ONCE = 10;
const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

interface Kept {
  readonly body: string;
  readonly group: string | null;
  visibleAt: number;
  times: number;
}

/**
 * The twin of SQS in memory: standard queues and queues of groups, with a queue beside them for what was received too
 * often. Strict: refuses what SQS refuses, and a handle of a message that others have received since.
 */
export function memoryQueue({ fifo, receives }: QueueOptions, clock: { now(): number }): WorkedQueue {
  const kept: Kept[] = [];
  const aside: unknown[] = [];
  const sent = new Map<string, number>();

  const isHidden = (one: Kept) => one.visibleAt > clock.now();
  /** A group waits behind whatever of it is hidden. */
  const isLocked = ({ group }: Kept) => group !== null && kept.some((one) => one.group === group && isHidden(one));

  function takeAside(): void {
    for (const one of kept.filter((each) => each.times >= receives && !isHidden(each) && !isLocked(each))) {
      aside.push(JSON.parse(one.body));
      kept.splice(kept.indexOf(one), 1);
    }
  }

  function given(one: Kept): Received {
    const [times, until] = [one.times, one.visibleAt];
    const mine = (): Kept => {
      if (!kept.includes(one) || one.times !== times || one.visibleAt !== until)
        throw new Error('Its handle has expired.');
      return one;
    };
    return {
      message: JSON.parse(one.body),
      times,
      done: async () => void kept.splice(kept.indexOf(mine()), 1),
      again: async () => void Object.assign(mine(), { visibleAt: clock.now() }),
    };
  }

  return {
    async send(message, place) {
      const body = legal(JSON.stringify(message));
      if (fifo !== (place !== undefined)) throw new Error('Groups are for queues of groups, and only for them.');
      if (place !== undefined && isKnown(place)) return;
      kept.push({ body, group: place?.group ?? null, visibleAt: clock.now(), times: 0 });
    },
    async receive() {
      takeAside();
      const free = kept.filter((one) => !isHidden(one) && !isLocked(one)).slice(0, AT_ONCE);
      for (const one of free) Object.assign(one, { times: one.times + 1, visibleAt: clock.now() + HIDDEN });
      return free.map(given);
    },
    async putAside() {
      return aside.splice(0);
    },
  };

  function isKnown({ deduplicationId }: FifoPlace): boolean {
    const before = sent.get(deduplicationId);
    if (before !== undefined && clock.now() < before + REMEMBERED) return true;
    sent.set(deduplicationId, clock.now());
    return false;
  }
}

function legal(body: string | undefined): string {
  if (body === undefined) throw new Error('Not JSON.');
  if (REFUSED.test(body)) throw new Error('A character that SQS refuses.');
  if (Buffer.byteLength(body) > LARGEST) throw new Error('Larger than SQS takes.');
  return body;
}
