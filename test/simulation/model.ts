/*
 * What must hold, told by what was stored, asked and held, and when (design, section 3). It knows nothing of timers, pages
 * or queues, and nothing of the code that it judges. All instants are milliseconds of the true clock.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOW = DAY;
/** Clocks may be wrong by so much. */
const SKEW = 10_000;
/** A worker goes on with what it read of its subject for so long; only holds are exact. */
const LEASE = 4 * 60_000;
/** Faults may delay by so much what has an ample window; what fails and fails again waits longer, and is alarmed. */
const SLACK = 6 * HOUR;
/** What is stuck is tried once a day, and somebody is called each time. */
const NEXT_TRY = DAY + SLACK;

/** The promises, by dataset and rule. `needs`: the categories that go with it; `field`: it takes only that field. */
const PROMISES = [
  { dataset: 'logs', rule: 'short', period: 20 * DAY, floor: null, needs: ['behaviour'], field: null },
  { dataset: 'reviews', rule: 'short', period: 20 * DAY, floor: null, needs: ['content'], field: null },
  { dataset: 'orders', rule: 'phones', period: 5 * DAY, floor: null, needs: ['phone'], field: 'phone' },
  { dataset: 'orders', rule: 'trade', period: null, floor: 40, needs: ['phone', 'purchase'], field: null },
] as const;
type Promised = (typeof PROMISES)[number];
/** Where records are is known from the stream alone, and a case asks for what was heard of before it. */
const LOCATED = 'reviews';

export interface Stored {
  readonly subject: string;
  readonly dataset: string;
  readonly key: string;
  readonly collected: number;
  readonly completed: number;
  readonly storedAt: number;
  /** Rules that have taken from it what is theirs. */
  readonly done: Set<string>;
  /** When its stream had told of it; null: not yet. */
  heardAt: number | null;
}

interface Demand {
  readonly id: string;
  readonly subject: string;
  /** Null: everything, for good. */
  readonly categories: readonly string[] | null;
  readonly askedAt: number;
  /** When it stood; null: not yet, or it waits for something. */
  stoodAt: number | null;
}

interface Held {
  readonly id: string;
  readonly covers: (subject: string, dataset: string) => boolean;
  readonly askedAt: number;
  placedAt: number | null;
  releasing: number | null;
  releasedAt: number | null;
}

interface Cluster extends Pick<Stored, 'subject' | 'dataset'> {
  readonly rule: string;
}

interface Deed extends Cluster {
  readonly at: number;
}

export type Violation = { readonly promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7'; readonly what: string };

export function createModel() {
  const records = new Map<string, Stored>();
  const demands: Demand[] = [];
  const consents: { subject: string; category: string; askedAt: number; at: number | null }[] = [];
  const holds = new Map<string, Held>();
  const deeds: Deed[] = [];
  const alarms = new Map<string, number[]>();
  const violations: Violation[] = [];
  const complain = (promise: Violation['promise'], what: string) => void violations.push({ promise, what });

  const floorEnd = ({ completed }: Stored, { floor }: Promised): number =>
    floor === null ? 0 : (Math.floor(completed / DAY) + floor + 1) * DAY;

  /** Consented to again after it was asked for: what is left of the demand has no hold on it. */
  const lapsed = (demand: Demand, category: string, by: (one: (typeof consents)[number]) => boolean) =>
    demand.categories !== null &&
    consents.some(
      (one) => one.subject === demand.subject && one.category === category && one.askedAt >= demand.askedAt && by(one),
    );

  /** What covers a record under a promise: by any of what was demanded, or by all together. */
  function covered(
    record: Stored,
    promised: Promised,
    stands: (one: Demand) => boolean,
    gone: (one: Demand, category: string) => boolean,
  ) {
    const mine = demands.filter((one) => one.subject === record.subject && stands(one));
    if (mine.some(({ categories }) => categories === null)) return mine;
    const all = promised.needs.every((category) =>
      mine.some((one) => one.categories?.includes(category) && !gone(one, category)),
    );
    return all ? mine : null;
  }

  function mayGo(record: Stored, promised: Promised, now: number): boolean {
    if (now + SKEW < floorEnd(record, promised)) return false;
    const demand = covered(
      record,
      promised,
      (one) => one.askedAt <= now + SKEW,
      (one, category) => lapsed(one, category, ({ at }) => at !== null && at + LEASE + SKEW < now),
    );
    if (demand !== null) return true;
    return promised.period !== null && now + SKEW >= record.collected + promised.period - WINDOW;
  }

  /** By when it must be gone, whatever happens; null: nothing demands it. */
  function mustGo(record: Stored, promised: Promised): number | null {
    const age = promised.period === null ? null : record.collected + promised.period;
    const mine = covered(
      record,
      promised,
      (one) => one.stoodAt !== null,
      (one, category) => lapsed(one, category, () => true),
    );
    const stood =
      mine === null
        ? null
        : Math.max(
            ...mine.map(({ stoodAt }) => stoodAt ?? 0),
            floorEnd(record, promised) + (promised.floor === null ? 0 : WINDOW),
          );
    if (age === null && stood === null) return null;
    let due = Math.max(record.storedAt, Math.min(age ?? Number.POSITIVE_INFINITY, stood ?? Number.POSITIVE_INFINITY));
    // One may begin before another ends.
    const inOrder = [...holds.values()].sort((a, b) => a.askedAt - b.askedAt);
    for (const { covers, askedAt, releasedAt } of inOrder)
      if (covers(record.subject, record.dataset) && askedAt <= patience({ ...record, ...promised }, due))
        due = Math.max(due, releasedAt ?? Number.POSITIVE_INFINITY);
    return due;
  }

  const nameOf = ({ subject, dataset, rule }: Cluster) => `${dataset}/${rule} of ${subject}`;

  /** Until when somebody may wait for something of a cluster that was due: from one alarm to the next, as long as they come in time. */
  function patience(cluster: Cluster, due: number): number {
    let until = due + SLACK;
    for (const at of alarms.get(nameOf(cluster)) ?? []) if (at <= until) until = Math.max(until, at + NEXT_TRY);
    return until;
  }

  function judgeLateness(record: Stored, promised: Promised, at: number, what: string): void {
    const due = mustGo(record, promised);
    if (due === null || at <= patience({ ...record, ...promised }, due)) return;
    complain('P2', `${name(record)} ${promised.rule} was due ${iso(due)}, ${what} ${iso(at)}`);
  }

  const name = ({ subject, dataset, key }: Pick<Stored, 'subject' | 'dataset' | 'key'>) =>
    `${dataset}/${key} of ${subject}`;

  return {
    violations,
    complain,
    deeds,

    /** What it returns is to be called once the stream has told of it. */
    stored(one: Omit<Stored, 'done' | 'heardAt'>): (at: number) => void {
      const record: Stored = { ...one, done: new Set(), heardAt: null };
      records.set(`${one.dataset}/${one.key}`, record);
      return (at) => {
        record.heardAt ??= at;
      };
    },
    demanded(one: Omit<Demand, 'stoodAt'>): void {
      if (!demands.some(({ id }) => id === one.id)) demands.push({ ...one, stoodAt: null });
    },
    demandStands(id: string, at: number): void {
      const one = demands.find((demand) => demand.id === id);
      if (one) one.stoodAt ??= at;
    },
    consenting(subject: string, category: string, askedAt: number) {
      const one = { subject, category, askedAt, at: null as number | null };
      consents.push(one);
      return (at: number) => {
        one.at ??= at;
      };
    },
    holding(one: Pick<Held, 'id' | 'covers' | 'askedAt'>): Held {
      const held = holds.get(one.id) ?? { ...one, placedAt: null, releasing: null, releasedAt: null };
      holds.set(one.id, held);
      return held;
    },
    /** Somebody was called for a cluster. */
    alarmed: (cluster: Cluster, at: number) =>
      void alarms.set(nameOf(cluster), [...(alarms.get(nameOf(cluster)) ?? []), at]),

    /** Something of a record was erased just now. */
    erased(scope: { subject: string; dataset: string; rule: string; key: string }, now: number): void {
      const { subject, dataset, rule } = scope;
      const promised = PROMISES.find((one) => one.dataset === dataset && one.rule === rule);
      const record = records.get(`${dataset}/${scope.key}`);
      if (promised === undefined || record === undefined || record.subject !== subject) {
        complain('P1', `something that nobody asked for was erased: ${dataset} ${rule}`);
        return;
      }
      if (!mayGo(record, promised, now))
        complain('P1', `${name(record)} was erased by ${rule} at ${iso(now)}, too early`);
      const holdsOn = [...holds.values()].filter(
        (one) => one.covers(subject, dataset) && one.placedAt !== null && one.releasing === null,
      );
      for (const { id } of holdsOn) complain('P3', `${name(record)} was erased by ${rule} at ${iso(now)} under ${id}`);
      judgeLateness(record, promised, now, 'erased');
      deeds.push({ subject, dataset, rule, at: now });
      record.done.add(rule);
      if (promised.field === null) records.delete(`${dataset}/${scope.key}`);
    },

    /** A case says that it is done. */
    completed(id: string, now: number): void {
      const demand = demands.find((one) => one.id === id);
      if (demand === undefined) return;
      for (const record of records.values()) {
        const known = record.dataset === LOCATED ? (record.heardAt ?? now) : record.storedAt;
        if (record.subject !== demand.subject || known >= demand.askedAt - SKEW) continue;
        for (const promised of PROMISES) {
          if (promised.dataset !== record.dataset || record.done.has(promised.rule)) continue;
          const asked =
            demand.categories === null ||
            promised.needs.every((one) => demand.categories?.includes(one) && !lapsed(demand, one, () => true));
          if (asked)
            complain(
              'P7',
              `case ${id} was completed at ${iso(now)} and ${name(record)} still has what ${promised.rule} takes`,
            );
        }
      }
    },

    /** Everything has settled: what should be gone is, and every deed has its receipt. */
    close(
      now: number,
      receipts: readonly { subject: string; dataset: string; rule: string; verifiedAt: number }[],
    ): void {
      for (const record of records.values()) {
        for (const promised of PROMISES) {
          if (promised.dataset !== record.dataset || record.done.has(promised.rule)) continue;
          judgeLateness(record, promised, now, 'still there');
        }
      }
      for (const { subject, dataset, rule, at } of deeds) {
        const until = patience({ subject, dataset, rule }, at) + SKEW;
        const proof = receipts.some(
          (one) =>
            one.subject === subject &&
            one.dataset === dataset &&
            one.rule === rule &&
            one.verifiedAt >= at - SKEW &&
            one.verifiedAt <= until,
        );
        if (!proof) complain('P4', `no receipt for what ${rule} took of ${subject} from ${dataset} at ${iso(at)}`);
      }
    },
    /** Nothing of this person is left anywhere. */
    isGone: (subject: string) => ![...records.values()].some((record) => record.subject === subject),
  };
}

export type Model = ReturnType<typeof createModel>;

const iso = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : String(at));
