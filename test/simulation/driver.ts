import {
  giveConsent,
  meetPreconditions,
  openCase,
  placeHold,
  releaseHold,
  type ShardName,
} from '../../lib/registry/index.ts';
import type { Model } from './model.ts';
import { POLICY } from './plan.ts';
import { type Action, LAST } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
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
} as const;
/** Messages that failed are seen again after so long. */
const HIDDEN = 11 * MINUTE;
const EVER = 9e12;

type Change = ReturnType<World['put']> & { readonly event: string };
interface Message {
  readonly name: ShardName;
  received: number;
  visibleAt: number;
  busy: boolean;
}

/** What stands around the code: queues, streams, schedules and people, who all try again. */
export function createDriver(actions: readonly Action[], world: World, model: Model, scheduler: Scheduler) {
  const later: { at: number; run: () => void }[] = actions.map((action) => ({ at: action.at, run: () => act(action) }));
  const stream: { changes: Change[]; at: number }[] = [];
  const messages: Message[] = [];
  let [events, streaming, sealing, sealAt, lookAt, looking] = [0, false, false, 0, 0, false];

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

  function act(action: Action): void {
    const event = `event-${++events}`;
    const askedAt = scheduler.now;
    scheduler.say(`> ${JSON.stringify(action)}`);
    switch (action.kind) {
      case 'store': {
        const { subject, dataset, key } = action;
        const collected = askedAt - action.age;
        const change = world.put(subject, dataset, key, collected);
        model.stored({ subject, dataset, key, collected, completed: collected + 1000, storedAt: askedAt });
        stream.push({ changes: [{ ...change, event }], at: askedAt });
        return;
      }
      case 'close':
        demand(event, { type: 'AccountClosed', subject: action.subject }, null);
        return;
      case 'request':
        demand(event, { type: 'ErasureRequested', subject: action.subject }, [
          'behaviour',
          'content',
          'phone',
          'purchase',
        ]);
        return;
      case 'withdraw':
        demand(event, { type: 'ConsentWithdrawn', subject: action.subject, categories: [action.category] }, [
          action.category,
        ]);
        return;
      case 'consent': {
        const { subject, category } = action;
        const given = model.consenting(subject, category, askedAt);
        const about = {
          policy: POLICY,
          subject,
          categories: [category],
          version: '2026-01-01',
          evidence: 'T-1',
          givenAt: askedAt,
        };
        insist('case', async () => {
          await giveConsent({ type: 'ConsentGiven', id: event, ...about }, world.office());
          given(scheduler.now);
        });
        return;
      }
      case 'hold':
        hold(event, action);
        return;
      case 'poison':
        world.poison.set(action.subject, action.how);
        at(action.until, () => void world.poison.delete(action.subject));
        return;
      case 'lag':
        world.table.lag();
        at(action.until, () => world.table.catchUp());
        return;
    }
  }

  function demand(
    id: string,
    about: { type: 'AccountClosed' | 'ErasureRequested' | 'ConsentWithdrawn'; subject: string; categories?: string[] },
    categories: readonly string[] | null,
  ): void {
    const receivedAt = scheduler.now;
    const caseId = world.caseId(id);
    model.demanded({ id: caseId, subject: about.subject, categories, askedAt: receivedAt });
    insist('case', async () => {
      const opened = await openCase({ id, policy: POLICY, receivedAt, ...about }, world.office());
      if (opened.state !== 'waiting') return model.demandStands(caseId, scheduler.now);
      const preconditions = Object.fromEntries(opened.gates.map((gate) => [gate.id, 'T-2']));
      at(scheduler.now + 5 * MINUTE, () =>
        insist('case', async () => {
          const proof = {
            type: 'PreconditionsMet',
            id: `${id}p`,
            case: caseId,
            preconditions,
            metAt: receivedAt,
          } as const;
          const begun = await meetPreconditions(proof, world.office());
          if (begun.state !== 'waiting') model.demandStands(caseId, scheduler.now);
        }),
      );
    });
  }

  function hold(id: string, { on, until }: Action & { kind: 'hold' }): void {
    const covers = (subject: string, dataset: string) =>
      'subject' in on ? on.subject === subject : 'dataset' in on ? on.dataset === dataset : true;
    const held = model.holding({ id, covers, askedAt: scheduler.now });
    const what =
      'dataset' in on ? { dataset: on.dataset } : { policy: POLICY, ...('subject' in on && { subject: on.subject }) };
    const order = {
      id,
      on: what,
      ground: 'a',
      authority: 'Court, case 1',
      by: 'officer',
      reviewAt: scheduler.now + 400 * 86_400_000,
    };
    const release = () => {
      held.releasing ??= scheduler.now;
      insist(
        'hold',
        () => releaseHold(id, 'officer', world.holdOffice('release')),
        () => {
          held.releasedAt ??= scheduler.now;
        },
      );
    };
    insist(
      'hold',
      async () => {
        // Placed before, and told again: its release may have come.
        if (held.releasing !== null) return;
        await placeHold(order, world.holdOffice('hold'));
        held.placedAt ??= scheduler.now;
      },
      () => at(Math.max(until, scheduler.now), release),
    );
  }

  function startTag(): void {
    const due = stream.filter((one) => one.at <= scheduler.now);
    if (streaming || due.length === 0) return;
    streaming = true;
    const batch = due.slice(0, 1 + (scheduler.steps % 3));
    scheduler.spawn(
      'tag',
      LIMITS.tag,
      () => world.tag(batch.flatMap(({ changes }) => changes)),
      (how) => {
        streaming = false;
        if (how === 'done' && !scheduler.strikes(0.05, 32))
          for (const one of batch) stream.splice(stream.indexOf(one), 1);
        else for (const one of batch) one.at = scheduler.now + 1000;
      },
    );
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
    const worker = `worker-${++events}`;
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
        const again = how === 'done' && scheduler.strikes(0.05, 35);
        if (again) scheduler.hit('delivered again', 'receipts');
        if (how !== 'done' || again) world.logQueue.push(...bodies);
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

  /** When a timer starts, or a page may be taken over. */
  async function nextTimer(): Promise<number> {
    let first = Number.POSITIVE_INFINITY;
    for (const action of ['delete', 'anonymise'] as const) {
      for (let shard = 0; shard < SHARDS; shard++) {
        const name = { action, shard };
        // It has its message, and a second one would wait behind it.
        if (messages.some((one) => one.name.action === action && one.name.shard === shard)) continue;
        const { cursor, announced, leaseEnds } = await world.registry.shard(name);
        const until = { startedAt: EVER };
        const [planned] = await world.registry.plannedTimers(name, { after: cursor, until, limit: 1 });
        const [urgent] = await world.registry.urgentTimers(name, { after: '', until, limit: 1 });
        for (const { startAt } of [planned, urgent].flatMap((one) => one ?? []))
          first = Math.min(first, Math.max(startAt, leaseEnds));
        if (announced.length > 0) first = Math.min(first, leaseEnds);
      }
    }
    return first;
  }

  return {
    /** Starts whatever may start now. */
    start(): void {
      for (const one of later.filter((each) => each.at <= scheduler.now)) {
        later.splice(later.indexOf(one), 1);
        one.run();
      }
      startTag();
      startWork();
      startSeal();
    },
    /** Nobody can go on: when will the next thing happen? Null: never. */
    async next(end: number): Promise<number | null> {
      const timer = await nextTimer();
      if (timer <= scheduler.now + 1000) look();
      const times = [
        ...later.map((one) => one.at),
        ...stream.map((one) => (streaming ? EVER : one.at)),
        ...messages.map((one) => (isNext(one) ? one.visibleAt : EVER)),
        world.logQueue.length > 0 && !sealing ? sealAt : EVER,
        scheduler.next() ?? EVER,
        looking ? EVER : Math.max(timer, lookAt),
      ];
      const next = Math.max(Math.min(...times), scheduler.now);
      return next > end ? null : next;
    },
    get quiet() {
      return scheduler.now > LAST && later.every((one) => one.at > scheduler.now);
    },
  };
}
