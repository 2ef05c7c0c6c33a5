import { createRandom } from './random.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 0, 1);

export type DatasetId = 'logs' | 'orders' | 'reviews';
/** What people and the application do, and when (milliseconds). */
export type Action =
  | {
      readonly at: number;
      readonly kind: 'store';
      readonly subject: string;
      readonly dataset: DatasetId;
      readonly key: string;
      readonly age: number;
    }
  | { readonly at: number; readonly kind: 'close'; readonly subject: string }
  | {
      readonly at: number;
      readonly kind: 'request';
      readonly subject: string;
      /** @default proven */
      readonly answer?: 'proven' | 'refused' | 'both';
    }
  | { readonly at: number; readonly kind: 'withdraw' | 'consent'; readonly subject: string; readonly category: string }
  | {
      readonly at: number;
      readonly kind: 'hold';
      readonly on: { readonly subject: string } | { readonly dataset: DatasetId } | { readonly policy: true };
      readonly until: number;
    }
  | {
      readonly at: number;
      readonly kind: 'poison';
      readonly subject: string;
      readonly until: number;
      readonly how: 'fails' | 'kills';
      /** Whom it befalls; left out: both workers. */
      readonly only?: 'delete' | 'anonymise';
    }
  | { readonly at: number; readonly kind: 'lag'; readonly until: number };

export const SUBJECTS = ['subject-anna', 'subject-ben', 'subject-chen'] as const;
const DATASETS = ['logs', 'orders', 'reviews'] as const;
/** When the last of it happens, before everything is left to settle. */
export const LAST = START + 30 * DAY;

/** A small story for a seed: most of it happens close together, where it can go wrong. */
export function scenarioOf(seed: number): readonly Action[] {
  const random = createRandom(seed, 1);
  const { below, pick, next } = random;
  const moments = Array.from({ length: 3 }, () => START + below(28) * DAY + below(24) * HOUR);
  const moment = () => pick(moments) + below(8) * 60_000;
  const actions: Action[] = [];
  for (let n = 0, count = 3 + below(7); n < count; n++) {
    const [subject, dataset] = [pick(SUBJECTS), pick(DATASETS)];
    const age =
      next() < 0.4 ? below(4 * 24) * HOUR : next() < 0.5 ? (19 + below(2)) * DAY + below(24) * HOUR : below(45) * DAY;
    actions.push({ at: moment(), kind: 'store', subject, dataset, key: `${subject.at(8)}${below(3)}`, age });
  }
  for (let n = 0, count = 1 + below(3); n < count; n++) {
    const subject = pick(SUBJECTS);
    const category = pick(['behaviour', 'content', 'phone'] as const);
    const what = next();
    if (what < 0.4) actions.push({ at: moment(), kind: 'close', subject });
    else if (what < 0.7) actions.push({ at: moment(), kind: 'withdraw', subject, category });
    else if (what < 0.85) actions.push({ at: moment(), kind: 'request', subject });
    else actions.push({ at: moment(), kind: 'consent', subject, category });
  }
  for (let n = 0, count = below(3); n < count; n++) {
    const what = next();
    const on =
      what < 0.7 ? { subject: pick(SUBJECTS) } : what < 0.9 ? { dataset: pick(DATASETS) } : ({ policy: true } as const);
    const at = moment();
    actions.push({ at, kind: 'hold', on, until: at + (next() < 0.5 ? below(60) * 60_000 : below(5 * 24) * HOUR) });
  }
  if (next() < 0.8) actions.push(...race(random, moment()));
  if (next() < 0.15) {
    const at = START + below(20) * DAY;
    actions.push({
      at,
      kind: 'poison',
      subject: pick(SUBJECTS),
      until: at + below(5) * DAY,
      how: next() < 0.5 ? 'fails' : 'kills',
    });
  }
  if (next() < 0.3) {
    const at = moment();
    actions.push({ at, kind: 'lag', until: at + 60_000 + below(120_000) });
  }
  return varied(actions, seed).sort((a, b) => a.at - b.at);
}

/** Drawn apart from the rest, which stays what it was: how a request is answered, and whom poison befalls. */
function varied(actions: readonly Action[], seed: number): Action[] {
  const { next, pick } = createRandom(seed, 2);
  return actions.map((action) => {
    if (action.kind === 'request' && next() < 0.4) return { ...action, answer: pick(['refused', 'both'] as const) };
    if (action.kind === 'poison' && next() < 0.5) return { ...action, only: pick(['delete', 'anonymise'] as const) };
    return action;
  });
}

/** Somebody leaves, and a court wants their data: which of the two comes first is a matter of seconds. */
function race({ below, pick, next }: ReturnType<typeof createRandom>, at: number): Action[] {
  const subject = pick(SUBJECTS);
  const stored = Array.from({ length: 2 + below(3) }, (_, n): Action => {
    return {
      at: at - 60_000,
      kind: 'store',
      subject,
      dataset: pick(DATASETS),
      key: `${subject.at(8)}${n}`,
      age: below(4 * 24) * HOUR,
    };
  });
  const heldAt = at + below(300) * 1000;
  const on = next() < 0.7 ? { subject } : ({ policy: true } as const);
  return [
    ...stored,
    { at, kind: 'close', subject },
    { at: heldAt, kind: 'hold', on, until: heldAt + below(48) * HOUR },
  ];
}
