import { type Person, person } from './people.ts';
import type { Item, ItemRecord, Subject, Upload } from './population.ts';
import type { Random } from './random.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What an app's generator works with, for one subject. */
export class Sketch {
  readonly random: Random;
  readonly subject: Subject;
  readonly owner: Person;
  readonly start: number;
  readonly days: number;
  readonly items: ItemRecord[] = [];
  readonly uploads: Upload[] = [];
  readonly people: Person[];
  readonly #density: number;

  constructor(options: { random: Random; subject: Subject; start: number; days: number; density?: number }) {
    this.random = options.random;
    this.subject = options.subject;
    this.start = options.start;
    this.days = options.days;
    this.#density = options.density ?? 1;
    this.owner = person(options.random);
    this.people = [this.owner];
  }

  /** Somebody else in the subject's records. */
  another(): Person {
    const other = person(this.random);
    this.people.push(other);
    return other;
  }

  /** An instant so many days from the start, in the waking hours of Shanghai; negative before it. */
  day(from: number, to: number): number {
    const day = Math.floor(this.random.between(from, to));
    return this.start + day * DAY + Math.floor(this.random.between(9, 19.5) * HOUR);
  }

  /** As `day`, in the last so many days of the simulated time: what happens then mostly outlives it. */
  lately(days: number): number {
    return this.day(Math.max(1, this.days - days), Math.max(2, this.days - 1));
  }

  /** Instants of one visit, a few minutes apart and never after its moment of writing. */
  burst(at: number, from: number, to: number): number[] {
    const count = Math.max(1, Math.round(this.random.whole(from, to) * this.#density));
    return Array.from({ length: count }, (_, index) => at - index * this.random.whole(20_000, 90_000)).reverse();
  }

  /**
   * Keeps an item. What happened before the start is in the table when time begins; what happens later is written when
   * it happens, unless the account is closed by then.
   */
  item(dataset: string, at: number, item: Item): void {
    if (this.#gone(at)) return;
    const writtenAt = Math.max(at, this.start);
    this.items.push({ dataset, subject: this.subject.id, writtenAt, item });
  }

  upload(dataset: string, at: number, name: string, body: Uint8Array | null): void {
    if (this.#gone(at)) return;
    const contentType = name.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg';
    this.uploads.push({ dataset, subject: this.subject.id, writtenAt: at, name, body, contentType });
  }

  #gone(at: number): boolean {
    return at >= Math.min(this.subject.closesAt ?? Number.POSITIVE_INFINITY, this.start + this.days * DAY);
  }
}

/** `2026-03-09T10:00:00.000+08:00`: Shanghai has kept this offset since 1991. */
export function local(at: number): string {
  return new Date(at + 8 * HOUR).toISOString().replace('Z', '+08:00');
}

/** `2026-03-09T02:00:00.000Z` */
export function utc(at: number): string {
  return new Date(at).toISOString();
}

/** `2026-03-09`, the civil date in Shanghai. */
export function civil(at: number): string {
  return local(at).slice(0, 10);
}
