import { Random } from '../../../examples/five-apps/population/index.ts';
import type { Fate, Faults, FaultyService, Handed, Repetition, SentRequest } from '../../../local/faults/index.ts';

/** How often what happened, by name. */
export type Counts = Readonly<Record<string, number>>;

/** What is kept of a play: requests by function and by service, batches by where they came from and went. */
export interface Traffic {
  readonly byCaller: Counts;
  readonly byService: Counts;
  readonly handed: Counts;
}

class Tally {
  readonly counts: Record<string, number> = {};

  /** How often this name has been counted now. */
  count(name: string): number {
    const sum = (this.counts[name] ?? 0) + 1;
    this.counts[name] = sum;
    return sum;
  }
}

const routeOf = ({ from, to }: Handed) => `${from} → ${to}`;

/** Lets everything pass and counts it, for as long as another play would be disturbed. */
export class Calm implements Faults {
  #active = false;
  readonly #caller = new Tally();
  readonly #service = new Tally();
  readonly #handed = new Tally();

  begin(): void {
    this.#active = true;
  }

  rest(): void {
    this.#active = false;
  }

  request({ caller, service }: SentRequest): Fate {
    if (!this.#active) return 'pass';
    this.#caller.count(caller);
    this.#service.count(service);
    return 'pass';
  }

  handed(batch: Handed): Repetition {
    if (this.#active) this.#handed.count(routeOf(batch));
    return 'once';
  }

  get traffic(): Traffic {
    return { byCaller: this.#caller.counts, byService: this.#service.counts, handed: this.#handed.counts };
  }
}

export interface Measure {
  /** Kills of each function that the calm play saw. */
  readonly kills: number;
  /** Requests to each service that are cut, lost, throttled and failed: of each kind so many. */
  readonly spoiled: number;
  /** Batches that come again, on each way. */
  readonly repeated: number;
}

const KILLS: readonly Fate[] = ['kill before', 'kill after', 'kill with'];
const SPOILS: readonly Fate[] = ['cut', 'lose', 'throttle', 'fail'];
/** A message that was handed over so often already comes no more often than its queue allows. */
const LAST_TIME = 2;

/** Spoils requests and repeats batches at places drawn from a seed, spread over what a calm play had. */
export class Mischief implements Faults {
  readonly done = new Tally();
  readonly #fates = new Map<string, Fate>();
  readonly #repetitions = new Map<string, Repetition>();
  readonly #caller = new Tally();
  readonly #service = new Tally();
  readonly #handed = new Tally();
  #active = false;

  constructor(seed: string, calm: Traffic, { kills, spoiled, repeated }: Measure) {
    for (const [caller, count] of Object.entries(calm.byCaller)) {
      const random = new Random(seed, 'kills', caller);
      for (const [at, place] of places(random, kills, count).entries())
        this.#fates.set(`${caller} ${place}`, KILLS[at % KILLS.length] ?? 'pass');
    }
    for (const [service, count] of Object.entries(calm.byService)) {
      const random = new Random(seed, 'spoils', service);
      for (const [at, place] of places(random, spoiled * SPOILS.length, count).entries())
        this.#fates.set(`${service} ${place}`, SPOILS[at % SPOILS.length] ?? 'pass');
    }
    for (const [route, count] of Object.entries(calm.handed)) {
      const random = new Random(seed, 'repetitions', route);
      for (const [at, place] of places(random, repeated, count).entries())
        this.#repetitions.set(`${route} ${place}`, at % 2 === 0 || route.startsWith('stream') ? 'again' : 'meanwhile');
    }
  }

  begin(): void {
    this.#active = true;
  }

  /** From now on nothing goes wrong. */
  rest(): void {
    this.#active = false;
  }

  get isActive(): boolean {
    return this.#active;
  }

  request({ caller, service }: SentRequest): Fate {
    if (!this.#active) return 'pass';
    const kill = this.#fates.get(`${caller} ${this.#caller.count(caller)}`);
    const spoil = this.#fates.get(`${service} ${this.#service.count(service)}`);
    const fate = kill ?? spoil ?? 'pass';
    if (fate !== 'pass') this.done.count(kill === undefined ? `${fate} ${service}` : `${fate} ${caller}`);
    return fate;
  }

  handed(batch: Handed): Repetition {
    const route = routeOf(batch);
    if (!this.#active) return 'once';
    const repetition = this.#repetitions.get(`${route} ${this.#handed.count(route)}`) ?? 'once';
    if (batch.times > LAST_TIME || repetition === 'once') return 'once';
    this.done.count(`${repetition} ${route}`);
    return repetition;
  }
}

/** So many different whole numbers from 1 to `count`, one in each of as many equal parts: random, and never all at once. */
function places(random: Random, wanted: number, count: number): number[] {
  const many = Math.min(wanted, count);
  return Array.from({ length: many }, (_, at) =>
    random.whole(Math.floor((at * count) / many) + 1, Math.floor(((at + 1) * count) / many)),
  );
}

/** A service that goes away at a moment of the play, and for how long: milliseconds of real time. */
export interface Outage {
  readonly service: FaultyService;
  readonly after: number;
  readonly pause: number;
}

export const SERVICES: readonly FaultyService[] = ['dynamodb', 's3', 'sqs', 'kms', 'eventbridge'];

/** Outages in the order in which they come, each service in turn. */
export function* outages(seed: string): Generator<Outage> {
  const random = new Random(seed, 'outages');
  for (let at = 0; ; at++) {
    const service = SERVICES[at % SERVICES.length] ?? 'dynamodb';
    yield { service, after: random.whole(0, 150), pause: random.whole(0, 150) };
  }
}
