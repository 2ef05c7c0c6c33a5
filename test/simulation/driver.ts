import type { ShardName } from '../../lib/registry/index.ts';
import { createPeople, type Surroundings } from './people.ts';
import { createMailroom } from './recipients.ts';
import { type Action, DAY, LAST } from './scenario.ts';
import { SHARDS, type World } from './world.ts';

const MINUTE = 60_000;
/** How long an invocation may run, as the stacks say. */
const LIMITS = {
  tag: MINUTE,
  case: MINUTE,
  hold: 6 * MINUTE,
  'find-due': 50_000,
  work: 10 * MINUTE,
  seal: 2 * MINUTE,
  tell: 3 * MINUTE,
} as const;
/** Messages that failed are seen again after so long. */
const HIDDEN = 11 * MINUTE;
/** The schedule tells each minute; most of its looks find what the one before has found, and are left out. */
const TELL_AGAIN = 3 * 60 * MINUTE;
const EVER = 9e12;
/** A record that is written again says that it was collected within this. */
const RENEWED = 2 * DAY;

const SHARD_NAMES = (['delete', 'anonymise'] as const).flatMap((action) =>
  Array.from({ length: SHARDS }, (_, shard): ShardName => ({ action, shard })),
);

type Change = Parameters<World['tag']>[0][number];
interface Message {
  readonly name: ShardName;
  received: number;
  visibleAt: number;
  busy: boolean;
}

/** What stands around the code: queues, streams, schedules and people, who all try again. */
export function createDriver(
  actions: readonly Action[],
  { world, model, recipients, scheduler }: Pick<Surroundings, 'world' | 'model' | 'recipients' | 'scheduler'>,
) {
  const later: { at: number; run: () => void }[] = actions.map((action) => ({
    at: action.at,
    run: () => people.act(action),
  }));
  const stream: { readonly change: Change; readonly heard: () => void; at: number }[] = [];
  const messages: Message[] = [];
  const asked = new Map<string, { readonly changes: number; readonly answer: number }>();
  let [workers, streaming, sealing, sealAt] = [0, false, false, 0];
  let [lookAt, looking, tellAt, telling, told] = [0, false, 0, false, false];

  const at = (time: number, run: () => void) => void later.push({ at: time, run });
  /** Somebody who does not stop until it is done. */
  const insist = (kind: keyof typeof LIMITS, work: () => Promise<unknown>, done: () => void = () => {}) => {
    scheduler.spawn(kind, LIMITS[kind], work, (how) => {
      if (how === 'done') done();
      if (how !== 'done') at(scheduler.now + 30_000, () => insist(kind, work, done));
      else if (scheduler.strikes(0.05, 31)) {
        scheduler.hit('delivered again', kind);
        at(scheduler.now + 20_000, () => scheduler.spawn(kind, LIMITS[kind], work, () => {}));
      }
    });
  };

  const changed: Surroundings['changed'] = (change, heard) => void stream.push({ change, heard, at: scheduler.now });
  const surroundings = { world, model, recipients, scheduler, at, insist, changed };
  const people = createPeople(surroundings);
  const mailroom = createMailroom(surroundings);
  world.users.renew = (subject, dataset, key) =>
    people.store(subject, dataset, key, Math.floor(scheduler.draws(19) * RENEWED));

  function startTag(): void {
    const due = stream.filter((one) => one.at <= scheduler.now);
    if (streaming || due.length === 0) return;
    streaming = true;
    const batch = due.slice(0, 1 + (scheduler.steps % 3));
    scheduler.spawn(
      'tag',
      LIMITS.tag,
      () => world.tag(batch.map(({ change }) => change)),
      (how) => {
        streaming = false;
        if (how === 'done') for (const one of batch) one.heard();
        const done = how !== 'done' ? 0 : scheduler.strikes(0.05, 32) ? again(batch.length) : batch.length;
        for (const one of batch.slice(0, done)) stream.splice(stream.indexOf(one), 1);
        for (const one of batch.slice(done)) one.at = scheduler.now + 1000;
      },
    );
    /** What comes again of a batch that was done: all of it, or what comes after one that counts as failed. */
    function again(length: number): number {
      const done = Math.floor(scheduler.draws(37) * length);
      scheduler.hit(done === 0 ? 'delivered again' : 'partly failed', 'a stream');
      return done;
    }
  }

  function startWork(): void {
    for (const message of messages) {
      if (message.visibleAt > scheduler.now || !isNext(message)) continue;
      message.busy = true;
      message.received++;
      deliver(message, true);
      if (scheduler.strikes(0.12, 33)) {
        scheduler.hit('delivered again', 'a shard');
        at(scheduler.now + (scheduler.steps % 2) * 20_000, () => deliver(message, false));
      }
    }
  }
  /** A group has one message under way: the others wait behind it, also while it is hidden. */
  function isNext(message: Message): boolean {
    const { action, shard } = message.name;
    return !message.busy && messages.find(({ name }) => name.action === action && name.shard === shard) === message;
  }
  function deliver(message: Message, counts: boolean): void {
    const worker = `worker-${++workers}`;
    const { name, received } = message;
    scheduler.spawn(
      `${name.action}-${name.shard}`,
      LIMITS.work,
      () => world.work(name, worker, received > 1),
      (how) => {
        if (!counts) return;
        if (how === 'done' || received > 4) messages.splice(messages.indexOf(message), 1);
        else Object.assign(message, { busy: false, visibleAt: scheduler.now + HIDDEN });
      },
    );
  }

  function startSeal(): void {
    if (sealing || world.logQueue.length === 0 || scheduler.now < sealAt) return;
    sealing = true;
    const bodies = world.logQueue.splice(0, 10);
    if (scheduler.strikes(0.2, 34)) {
      scheduler.hit('out of order', 'receipts');
      bodies.reverse();
    }
    if (scheduler.strikes(0.15, 36)) {
      scheduler.hit('delivered again', 'receipts, at once');
      scheduler.spawn(
        'seal',
        LIMITS.seal,
        () => world.seal(bodies),
        () => {},
      );
    }
    scheduler.spawn(
      'seal',
      LIMITS.seal,
      () => world.seal(bodies),
      (how) => {
        sealing = false;
        sealAt = scheduler.now + 30_000;
        if (how !== 'done') world.logQueue.push(...bodies);
        else if (scheduler.strikes(0.05, 35)) {
          const some = bodies.filter((_, index) => scheduler.draws(200 + index) < 0.5);
          scheduler.hit(some.length < bodies.length ? 'partly failed' : 'delivered again', 'receipts');
          world.logQueue.push(...some);
        }
      },
    );
  }

  function look(): void {
    if (looking || scheduler.now < lookAt) return;
    looking = true;
    lookAt = scheduler.now + MINUTE;
    const send = async (name: ShardName) => {
      await scheduler.request('send');
      const waits = messages.some(
        (one) => one.name.action === name.action && one.name.shard === name.shard && !one.busy,
      );
      if (!waits) messages.push({ name, received: 0, visibleAt: scheduler.now, busy: false });
    };
    scheduler.spawn(
      'find-due',
      LIMITS['find-due'],
      () => world.findDue(send),
      () => {
        looking = false;
      },
    );
  }

  function tell(): void {
    if (telling || scheduler.now < tellAt) return;
    telling = true;
    tellAt = scheduler.now + (scheduler.draws(50) < 0.3 ? MINUTE : Math.floor(scheduler.draws(51) * TELL_AGAIN));
    scheduler.spawn(
      'tell',
      LIMITS.tell,
      () => world.tell(),
      (how) => {
        [telling, told] = [false, true];
        if (how !== 'done') tellAt = scheduler.now + MINUTE;
      },
    );
    if (!scheduler.strikes(0.05, 38)) return;
    scheduler.hit('delivered again', 'tell');
    scheduler.spawn(
      'tell',
      LIMITS.tell,
      () => world.tell(),
      () => {},
    );
  }

  /** When somebody is to be told, reminded or left to a person. */
  async function nextNotice(): Promise<number> {
    if (told) for (const id of recipients.open) if (await world.isFinal(id)) recipients.final(id, scheduler.now);
    told = false;
    return unlessChanged('notices', async () => {
      const { entries } = await world.registry.noticesWaiting('', 1);
      return entries[0]?.at ?? EVER;
    });
  }

  /** When a timer starts, or a page may be taken over. */
  async function nextTimer(): Promise<number> {
    let first = EVER;
    for (const name of SHARD_NAMES) {
      // It has its message, and a second one would wait behind it.
      if (messages.some((one) => one.name.action === name.action && one.name.shard === name.shard)) continue;
      first = Math.min(first, await unlessChanged(`${name.action}-${name.shard}`, () => nextTimerOf(name)));
    }
    return first;
  }

  async function nextTimerOf(name: ShardName): Promise<number> {
    const { cursor, announced, leaseEnds } = await world.registry.shard(name);
    const until = { startedAt: EVER };
    const [planned] = await world.registry.plannedTimers(name, { after: cursor, until, limit: 1 });
    const [urgent] = await world.registry.urgentTimers(name, { after: '', until, limit: 1 });
    const starts = [planned, urgent].map((one) => Math.max(one?.startAt ?? EVER, leaseEnds));
    return Math.min(...starts, announced.length > 0 ? leaseEnds : EVER);
  }

  /** What the registry says, asked again only if somebody has written to it since. */
  async function unlessChanged(what: string, ask: () => Promise<number>): Promise<number> {
    const known = asked.get(what);
    if (known?.changes === scheduler.changes) return known.answer;
    const { changes } = scheduler;
    const answer = await ask();
    asked.set(what, { changes, answer });
    return answer;
  }

  return {
    /** Starts whatever may start now. */
    start(): void {
      for (const one of later.filter((each) => each.at <= scheduler.now)) {
        later.splice(later.indexOf(one), 1);
        one.run();
      }
      for (const one of world.letters.splice(0)) mailroom.print(one);
      for (const one of world.post.answersDue()) mailroom.bring(one);
      startTag();
      startWork();
      startSeal();
    },
    /** Nobody can go on: when will the next thing happen? Null: never. */
    async next(end: number): Promise<number | null> {
      const timer = await nextTimer();
      if (timer <= scheduler.now + 1000) look();
      const notice = await nextNotice();
      if (notice <= scheduler.now + 1000) tell();
      const times = [
        ...later.map((one) => one.at),
        ...stream.map((one) => (streaming ? EVER : one.at)),
        ...messages.map((one) => (isNext(one) ? one.visibleAt : EVER)),
        world.logQueue.length > 0 && !sealing ? sealAt : EVER,
        scheduler.next() ?? EVER,
        looking ? EVER : Math.max(timer, lookAt),
        telling ? EVER : Math.max(notice, tellAt),
        world.post.next,
      ];
      const next = Math.max(Math.min(...times), scheduler.now);
      return next > end ? null : next;
    },
    get quiet() {
      return scheduler.now > LAST && later.every((one) => one.at > scheduler.now);
    },
  };
}
