import { developer } from './apps/open-platform.ts';
import { merchant } from './apps/shop.ts';
import { player } from './apps/tiktok.ts';
import { miniProgramUser } from './apps/wechat.ts';
import { member } from './apps/weidandan.ts';
import type { ItemRecord, Population, Subject, Upload } from './population.ts';
import { Random } from './random.ts';
import { DAY, HOUR, Sketch } from './sketch.ts';

export interface PopulationOptions {
  /** The same seed makes the same population, to the byte. */
  readonly seed: string;
  /** Spread evenly over the five apps. */
  readonly subjects: number;
  /** Milliseconds since 1970: midnight in Shanghai before the first simulated day. */
  readonly start: number;
  /** How many days pass. */
  readonly days: number;
}

interface App {
  readonly policy: string;
  /** Begins the ids of its subjects, so that one is known when seen. */
  readonly prefix: string;
  readonly write: (sketch: Sketch) => void;
}

const APPS: readonly App[] = [
  { policy: 'tiktok-miniprogram', prefix: 'ttp_', write: player },
  { policy: 'wechat-miniprogram', prefix: 'wxo_', write: miniProgramUser },
  { policy: 'weidandan', prefix: 'wdd_', write: member },
  { policy: 'kuaishou-shop', prefix: 'ksm_', write: merchant },
  { policy: 'kuaishou-open-platform', prefix: 'kso_', write: developer },
];

/** Every subject id of the population looks like this, and nothing else does. */
export const SUBJECT_ID = /(?:ttp|wxo|wdd|ksm|kso)_[0-9a-z]{14}/g;

/** In a hundred: how many accounts are closed while time passes, on a few dates. */
const CLOSING = 15;
/** Shares of the simulated time at which accounts are closed. */
const CLOSING_DATES = [0.05, 0.2, 0.38, 0.58, 0.8];

/**
 * People who do not exist, and about twenty records of each in the 18 datasets of the five apps. A subject's records do
 * not depend on how many others there are.
 */
export function generatePopulation({ seed, subjects: count, start, days }: PopulationOptions): Population {
  const subjects: Subject[] = [];
  const items: ItemRecord[] = [];
  const uploads: Upload[] = [];
  const ids = new Set<string>();
  const names = new Set<string>();
  const phones = new Set<string>();
  const numbers = new Set<string>();

  for (let index = 0; index < count; index++) {
    const app = APPS[index % APPS.length] as App;
    const random = new Random(seed, app.policy, Math.floor(index / APPS.length));
    const subject: Subject = {
      policy: app.policy,
      id: app.prefix + random.letters(14),
      closesAt: closing(random, start, days),
    };
    const sketch = new Sketch({ random, subject, start, days });
    app.write(sketch);
    subjects.push(subject);
    items.push(...sketch.items);
    uploads.push(...sketch.uploads);
    ids.add(subject.id);
    for (const person of sketch.people) {
      names.add(person.name);
      phones.add(person.phone);
      numbers.add(person.idNumber).add(person.email);
    }
  }
  return {
    seed,
    start,
    subjects,
    items: items.sort((a, b) => a.writtenAt - b.writtenAt),
    uploads: uploads.sort((a, b) => a.writtenAt - b.writtenAt),
    identifying: { ids, names, phones, numbers },
  };
}

function closing(random: Random, start: number, days: number): number | null {
  const date = random.pick(CLOSING_DATES);
  if (!random.chance(CLOSING)) return null;
  return start + Math.floor(date * days) * DAY + 12 * HOUR;
}
