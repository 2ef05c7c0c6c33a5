import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import type { Case, UrgentTimer } from '../../lib/registry/index.ts';
import { type CaseBench, createCaseBench, DAY, referencer, START } from './case-bench.ts';

type Happening = (bench: CaseBench) => Promise<unknown>;

const CATEGORIES = ['activity', 'address', 'phone', 'review'];
const receivedAt = fc.integer({ min: -5, max: 5 }).map((days) => START + days * DAY);
const someCategories = fc.uniqueArray(fc.constantFrom(...CATEGORIES), { minLength: 1 });
const gated = (id: string) => referencer.case('shop', id);

const closures = fc
  .tuple(fc.constantFrom('AccountClosed', 'GuardianRequest'), receivedAt)
  .map(([type, at]): ((n: number) => Happening) => (n) => (bench) => {
    return bench.open({ type, id: `closure ${n}`, receivedAt: at });
  });
const withdrawals = fc
  .tuple(fc.option(someCategories, { nil: undefined }), receivedAt)
  .map(([categories, at]): ((n: number) => Happening) => (n) => (bench) => {
    return bench.open({ type: 'ConsentWithdrawn', id: `withdrawal ${n}`, categories, receivedAt: at });
  });
/** With its proof, which may come before it, and is sent again then. */
const gatedErasures = fc
  .tuple(fc.option(someCategories, { nil: undefined }), receivedAt)
  .map(([categories, at]): ((n: number) => readonly Happening[]) => (n) => [
    (bench) => bench.open({ type: 'ErasureRequested', id: `erasure ${n}`, categories, receivedAt: at }),
    (bench) => bench.prove(gated(`erasure ${n}`), { identity: 'ticket' }, at + DAY),
  ]);
const fulfilments = receivedAt.map((at): ((n: number) => Happening) => (n) => (bench) => {
  const key = { order_id: { S: `o-${n}` } };
  return bench.open({ type: 'PurposeFulfilled', id: `fulfilled ${n}`, dataset: 'orders', key, receivedAt: at });
});
const consents = fc.tuple(fc.option(someCategories, { nil: undefined }), receivedAt).map(
  ([categories, at]): ((n: number) => Happening) =>
    (n) =>
    (bench) =>
      bench.consent(at, categories, { id: `consent ${n}` }),
);
const reopenings = receivedAt.map(
  (at): ((n: number) => Happening) =>
    (n) =>
    (bench) =>
      bench.reopen(at, `reopened ${n}`),
);
/** About one of the cases that may be there. */
const decisions = fc.tuple(fc.constantFrom('closure', 'withdrawal', 'erasure'), fc.nat(5)).map(
  ([what, of]): (() => Happening) =>
    () =>
    (bench) =>
      bench.prove(gated(`${what} ${of}`), { doubt: 'ticket' }),
);

/** Each with a number of its own, so that ids are. */
const numbered = (...kinds: fc.Arbitrary<(n: number) => Happening | readonly Happening[]>[]) =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 6 }).map((makers) => makers.flatMap((make, n) => make(n)));

/** Some of them twice, all in any order. */
const anyOrder = (happenings: readonly Happening[]) =>
  fc
    .array(fc.constantFrom(...happenings), { maxLength: 4 })
    .chain((again) => fc.shuffledSubarray([...happenings, ...again], { minLength: happenings.length + again.length }));

/** As queues do: what is parked is sent again by a person, after the rest. */
async function live(happenings: readonly Happening[]): Promise<CaseBench> {
  const bench = createCaseBench();
  bench.advance(20 * DAY);
  const parked: Happening[] = [];
  for (const happen of happenings) await happen(bench).catch(() => parked.push(happen));
  for (const happen of parked) await happen(bench).catch(isParked);
  return bench;
}

function isParked(error: unknown): void {
  if (!(error instanceof ExpungeError) || error.remedy !== 'park') throw error;
}

/**
 * All that is left, but for how often marks were changed, and which of two withdrawals took a record that only both
 * together make complete.
 */
function left(bench: CaseBench): unknown {
  const rows = bench.contents().filter(({ pk }) => !pk.startsWith('U#'));
  return rows.map(({ item: { turn: _turn, outstanding: _clusters, ...item }, ...key }) => ({ ...key, item }));
}

const casesOf = (bench: CaseBench) =>
  bench.contents().flatMap(({ pk, item }) => (pk.startsWith('C#') ? [item as unknown as Case] : []));
const timersOf = (bench: CaseBench) =>
  bench.contents().flatMap(({ pk, item }) => (pk.startsWith('U#') ? [item as unknown as UrgentTimer] : []));

describe('what happens to one subject', () => {
  it('leaves the same, in whatever order it is told and however often [R-05, R-29]', async () => {
    const orders = numbered(closures, withdrawals, gatedErasures, fulfilments).chain((happenings) =>
      fc.tuple(anyOrder(happenings), anyOrder(happenings)),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ([one, other]) => {
        expect(left(await live(one))).toEqual(left(await live(other)));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the same things withdrawn, whatever consents come between, and when', async () => {
    const single = fc
      .tuple(fc.constantFrom(...CATEGORIES), receivedAt)
      .map(([category, at]): ((n: number) => Happening) => (n) => (bench) => {
        return bench.open({ type: 'ConsentWithdrawn', id: `w${n}`, categories: [category], receivedAt: at });
      });
    const orders = numbered(single, consents).chain((happenings) =>
      fc.tuple(anyOrder(happenings), anyOrder(happenings)),
    );
    await fc.assert(
      fc.asyncProperty(orders, async (pair) => {
        const [one, other] = await Promise.all(pair.map(async (order) => (await (await live(order)).check()).subject));
        expect(one?.withdrawn).toEqual(other?.withdrawn);
        expect([one?.consented, one?.consents, one?.livedAt]).toEqual([
          other?.consented,
          other?.consents,
          other?.livedAt,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('schedules and marks nothing while a gate or a doubt stands, and all of it otherwise [R-12, R-13]', async () => {
    const orders = numbered(closures, withdrawals, gatedErasures, consents, reopenings, decisions).chain(anyOrder);
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const bench = await live(order);
        const timers = timersOf(bench);
        const { subject, holds } = await bench.check();
        const marks = [subject?.closure, ...Object.values(subject?.withdrawn ?? {})].map((mark) => mark?.case);
        for (const one of casesOf(bench)) {
          const mine = timers.filter((timer) => timer.case === one.id).map(({ dataset, rule }) => `${dataset}#${rule}`);
          const waits = one.gates.some(({ metAt }) => metAt === undefined);
          expect(one.state === 'waiting').toBe(waits);
          expect(mine.sort()).toEqual([...one.outstanding].sort());
          if (waits) expect([mine, marks.includes(one.id)]).toEqual([[], false]);
          expect((subject?.waiting ?? []).includes(one.id), 'who it is stays known for it').toBe(waits);
        }
        const { closure, livedAt } = subject ?? {};
        const decided = casesOf(bench).some(({ gates }) =>
          gates.some(({ id, metAt }) => id === 'doubt' && metAt !== undefined),
        );
        if (closure && livedAt !== undefined && livedAt >= closure.at && !decided) expect(holds).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
