import type { Announcement } from '../announcements.ts';
import { effectOf } from '../policy/effect.ts';
import { brakeState, onDay, utcDay } from '../registry/brakes.ts';
import type { Brake, BrakeName } from '../registry/model.ts';
import type { Place } from './place.ts';
import type { Workshop } from './workshop.ts';

/** A page never takes more than this share of what is left in advance: others are at work. */
const SHARE = 10;
/** Tries to write down what waits; then it is left to the next page. */
const TRIES = 5;

/** How many records may go now: all that were asked for, or fewer. */
export interface Allowed {
  readonly records: number;
  /** So many of them were not erased after all. */
  readonly spare: (records: number) => void;
}

/** What a page has of the budget of one rule in one dataset. */
export class Purse {
  private readonly place: Place;
  private readonly shop: Workshop;
  private readonly name: BrakeName;
  private readonly effect: string;
  private readonly repeated: boolean;
  /** Units that have not asked yet. */
  private toCome: number;
  /** Records that others have asked for and wait to be answered. */
  private queued = 0;
  private have = 0;
  /** The day that it is of. */
  private day = '';
  /** What was left when it was last looked at. */
  private known = Number.POSITIVE_INFINITY;
  private stopped = false;
  /** What is to be said of it, once the page is through. */
  news: Announcement | null = null;
  private waiting = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(place: Place, units: number, repeated: boolean, shop: Workshop) {
    this.place = place;
    this.shop = shop;
    this.name = { dataset: place.dataset.id, rule: place.rule.id };
    this.effect = effectOf(shop.plan, place.dataset, place.cluster);
    this.repeated = repeated;
    this.toCome = units;
  }

  /** One after the other: each then finds what the one before took in advance. */
  allow(records: number, isFirst: boolean): Promise<Allowed> {
    // What a unit needs says what those that have not asked yet will need.
    if (isFirst && this.toCome > 0) this.toCome--;
    this.queued += records;
    const allowed = this.turn.then(() => this.allowNow(records));
    this.turn = allowed.catch(() => {});
    return allowed;
  }

  private async allowNow(records: number): Promise<Allowed> {
    this.queued -= records;
    // Midnight has passed: what is had is of a day that is over.
    if (this.day < utcDay(this.shop.clock.now())) this.have = 0;
    while (this.have < records && !this.stopped) {
      await this.take(records - this.have, this.queued + records * this.toCome);
    }
    const allowed = Math.min(this.have, records);
    this.have -= allowed;
    this.waiting += records - allowed;
    const { day } = this;
    const spare = (unused: number) => {
      if (this.day === day) this.have += unused;
    };
    return { records: allowed, spare };
  }

  /** `ahead`: what the units to come will need, if they are like this one. */
  private async take(need: number, ahead: number): Promise<void> {
    const { registry, clock } = this.shop;
    for (;;) {
      const today = utcDay(clock.now());
      const records = portion(this.known, need, ahead);
      const atLeast = records > need ? records * SHARE : records;
      const { taken, brake } = await registry.takeBudget(this.name, { effect: this.effect, today, records, atLeast });
      if (taken && brake !== null) return this.took(records, brake);
      const state = brakeState(brake, this.effect);
      if (state === 'observe' || brake === null) {
        if (await this.observe(brake)) return;
      } else if (state === 'paused') {
        this.stopped = true;
        if (this.repeated) this.say('budget', brake);
        return;
      } else if (await this.turnDay(brake, today, need, ahead)) return;
      // Somebody was quicker. Each time somebody got on, and the day's budget has an end.
    }
  }

  private took(records: number, { day, left }: Pick<Brake, 'day' | 'left'>): void {
    // Of another day, what was taken before is of no use: it has its own budget.
    if (this.day !== day) this.have = 0;
    this.have += records;
    this.day = day;
    this.known = left;
  }

  /** A new day, or the end of the budget. False: neither, or somebody else was quicker. */
  private async turnDay(brake: Brake, today: string, need: number, ahead: number): Promise<boolean> {
    const fresh = onDay(brake, today, this.place.dataset.dayBudget);
    this.known = fresh.left;
    const enough = fresh.left >= need;
    if (fresh === brake && enough) return false;
    const records = enough ? portion(fresh.left, need, ahead) : fresh.left;
    const now = this.shop.clock.now();
    const next: Brake = {
      ...fresh,
      step: brake.step + 1,
      left: fresh.left - records,
      ...(!enough && { pausedAt: now }),
    };
    if (!(await this.shop.registry.saveBrake(next))) return false;
    this.took(records, next);
    if (enough) return true;
    this.stopped = true;
    this.say('budget', next);
    return true;
  }

  /** What is deployed is not what was approved: says so once. False: somebody was quicker, be it with an approval. */
  private async observe(brake: Brake | null): Promise<boolean> {
    const now = this.shop.clock.now();
    let observed = brake ?? this.unwritten(now);
    const isNews = observed.observed?.effect !== this.effect;
    if (isNews) {
      observed = { ...observed, step: observed.step + 1, observed: { effect: this.effect, at: now } };
      if (!(await this.shop.registry.saveBrake(observed))) return false;
    }
    this.stopped = true;
    if (isNews || this.repeated) this.say('observe', observed);
    return true;
  }

  private unwritten(now: number): Brake {
    return { ...this.name, step: 0, day: utcDay(now), budget: 0, left: 0, before: [] };
  }

  private say(reason: 'observe' | 'budget', brake: Brake): void {
    const { id: policy, version: policyVersion } = this.place.policy;
    const at = (reason === 'observe' ? brake.observed?.at : brake.pausedAt) ?? this.shop.clock.now();
    const budget = reason === 'budget' ? brake.budget : null;
    const detail = { policy, policyVersion, ...this.name, reason, budget, pausedAt: new Date(at).toISOString() };
    this.news = { type: 'ErasurePaused', detail };
  }

  async settle(): Promise<void> {
    const { registry, clock } = this.shop;
    let { have } = this;
    this.have = 0;
    for (let tries = 0; have + this.waiting > 0 && tries < TRIES; tries++) {
      const [read] = await registry.brakes([this.name]);
      const brake = read ?? this.unwritten(clock.now());
      const left = brake.day === this.day ? Math.min(brake.left + have, brake.budget) : brake.left;
      const today = utcDay(clock.now());
      const waiting = this.waiting === 0 ? {} : { waiting: waitingWith(brake.waiting, today, this.waiting) };
      if (await registry.saveBrake({ ...brake, step: brake.step + 1, left, ...waiting })) return;
      // It may have been written and only the answer was lost: budget is given back once or not at all.
      have = 0;
    }
  }
}

/** What is needed, and in advance what is a small part of what is left. */
function portion(left: number, need: number, ahead: number): number {
  return Math.min(need + ahead, Math.max(need, Math.floor(left / SHARE)));
}

function waitingWith(known: Brake['waiting'], today: string, records: number): NonNullable<Brake['waiting']> {
  if (known === undefined) return { day: today, records, before: 0 };
  if (known.day >= today) return { ...known, records: known.records + records };
  const yesterday = utcDay(Date.parse(today) - 1);
  return { day: today, records, before: known.day === yesterday ? known.records : 0 };
}
