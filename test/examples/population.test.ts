import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generatePopulation, type Population } from '../../examples/five-apps/population/index.ts';
import { regionOf, SOMEWHERE } from '../../lib/erasure/anonymising/places.ts';
import { timerStart } from '../../lib/retention/index.ts';
import { leftToDo } from '../../local/demonstration/inspect.ts';
import { Ledger } from '../../local/demonstration/ledger.ts';
import { fiveAppsPlan } from './five-apps-plan.ts';

const START = Date.parse('2026-03-02T00:00:00+08:00');
const DAYS = 200;
const END = START + DAYS * 86_400_000;
const make = (seed: string, subjects: number) => generatePopulation({ seed, subjects, start: START, days: DAYS });
const plan = fiveAppsPlan();
const thousand = make('1', 1000);

function digest(population: Population): string {
  const text = JSON.stringify(population, (_, value) => {
    if (value instanceof Set) return [...value];
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  return createHash('sha256').update(text).digest('hex');
}

describe('a population', () => {
  test('is the same to the byte for the same seed, and another for another', () => {
    expect(digest(make('a', 60))).toBe(digest(make('a', 60)));
    expect(digest(make('a', 60))).not.toBe(digest(make('b', 60)));
  });

  test('gives a subject the same records however many others there are', () => {
    const few = make('1', 10);
    for (const { id } of few.subjects) {
      const of = ({ items }: Population) => items.filter(({ subject }) => subject === id);
      expect(of(thousand)).toEqual(of(few));
    }
  });

  test('has about twenty records for each of a thousand subjects, in all eighteen datasets', () => {
    expect(thousand.subjects).toHaveLength(1000);
    expect(thousand.items.length + thousand.uploads.length).toBeGreaterThan(18_000);
    expect(thousand.items.length + thousand.uploads.length).toBeLessThan(22_000);
    const datasets = new Set([...thousand.items, ...thousand.uploads].map(({ dataset }) => dataset));
    expect([...datasets].sort()).toEqual(Object.keys(plan.datasets).sort());
  });

  test('closes about fifteen accounts in a hundred, in every app and on several dates', () => {
    const closing = thousand.subjects.filter(({ closesAt }) => closesAt !== null);
    expect(closing.length).toBeGreaterThan(110);
    expect(closing.length).toBeLessThan(190);
    expect(new Set(closing.map(({ policy }) => policy)).size).toBe(5);
    expect(new Set(closing.map(({ closesAt }) => closesAt)).size).toBeGreaterThanOrEqual(5);
  });

  test('writes nothing for an account that is closed, and nothing after the end', () => {
    const closes = new Map(thousand.subjects.map(({ id, closesAt }) => [id, closesAt ?? END]));
    for (const { subject, writtenAt } of [...thousand.items, ...thousand.uploads]) {
      expect(writtenAt).toBeLessThan(Math.min(closes.get(subject) ?? 0, END));
    }
  });

  test('writes some records while time passes, and uploads in several versions, some deleted', () => {
    expect(thousand.items.filter(({ writtenAt }) => writtenAt > START).length).toBeGreaterThan(500);
    expect(thousand.uploads.filter(({ body }) => body === null).length).toBeGreaterThan(50);
    const objects = Map.groupBy(thousand.uploads, ({ dataset, subject, name }) => `${dataset}/${subject}/${name}`);
    expect([...objects.values()].some((versions) => versions.length === 3 && versions.at(-1)?.body === null)).toBe(
      true,
    );
  });
});

describe('the people', () => {
  const texts = JSON.stringify(thousand.items);

  test('have identity numbers with the right check digit, of a region that does not exist', () => {
    const numbers = [...thousand.identifying.numbers].filter((number) => !number.includes('@'));
    expect(numbers.length).toBeGreaterThan(1000);
    for (const number of numbers) {
      expect(number).toMatch(/^99\d{15}[\dX]$/);
      // ISO 7064 MOD 11-2: weights are powers of two, and the whole leaves 1.
      const values = [...number].map((digit) => (digit === 'X' ? 10 : Number(digit)));
      expect(values.reduce((sum, value, at) => sum + value * 2 ** (17 - at), 0) % 11).toBe(1);
    }
  });

  test('have phone numbers that belong to nobody', () => {
    for (const phone of thousand.identifying.phones) expect(phone).toMatch(/^12\d{9}$/);
  });

  test('live in provinces', () => {
    const places = thousand.items.flatMap(({ item }) => [
      item.delivery_address,
      item.postal_address,
      item.city,
      item.place,
    ]);
    const named = places.filter((place) => typeof place === 'string');
    expect(named.length).toBeGreaterThan(1000);
    for (const place of named) expect(regionOf(place)).not.toBe(SOMEWHERE);
  });

  test('use addresses of the net that are for documentation, and mail that goes nowhere', () => {
    for (const [, ip] of texts.matchAll(/"ip":"([^"]+)"/g))
      expect(ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    for (const [mail] of texts.matchAll(/[\w.]+@[\w.]+/g)) expect(mail).toMatch(/@example\.com$/);
  });
});

describe('the spread over time', () => {
  const ledger = new Ledger(plan);
  for (const item of thousand.items) ledger.addItem(item);
  const fates = [...ledger.entries.values()].flatMap((entry) => {
    const verdict = { is: 'untouched', faults: [], done: [] } as const;
    return leftToDo(entry, verdict, ledger).map((fate) => ({ ...fate, entry }));
  });

  test('leaves nothing overdue when time begins', () => {
    expect(fates.filter(({ latest, entry }) => latest <= entry.writtenAt)).toEqual([]);
  });

  test.each(
    Object.values(plan.policies).flatMap(({ id, rules }) =>
      Object.values(rules)
        .filter(({ period }) => period !== null)
        .map((rule) => [id, rule.id] as const),
    ),
  )('lets something of %s/%s expire, and something stay', (policy, rule) => {
    const of = fates.filter((fate) => fate.entry.policy === policy && fate.rule === rule);
    if (of.length === 0) return expect(rule).toBe('chat-media'); // in a bucket alone
    expect(of.filter(({ latest }) => latest <= END).length).toBeGreaterThan(0);
    expect(of.filter(({ from }) => from > END).length).toBeGreaterThan(0);
  });

  test('lets some legal floors end for accounts that are closed, and some not', () => {
    const closes = new Map(thousand.subjects.map(({ id, closesAt }) => [id, closesAt]));
    const closed = fates.filter(({ entry }) => (closes.get(entry.subject) ?? null) !== null);
    const floors = closed.flatMap(({ floorEnds, entry }) => {
      const closing = closes.get(entry.subject) ?? 0;
      return floorEnds !== null && floorEnds > closing ? [floorEnds] : [];
    });
    expect(floors.filter((end) => end < END).length).toBeGreaterThan(50);
    expect(floors.filter((end) => end >= END && Number.isFinite(end)).length).toBeGreaterThan(50);
  });

  test('brings the records of a subject in bursts: few timers each', () => {
    const timers = new Set(
      fates
        .filter(({ latest }) => latest <= END)
        .map(({ entry, rule, latest }) => `${entry.subject} ${entry.dataset} ${rule} ${timerStart(latest, 86_400)}`),
    );
    expect(timers.size / thousand.subjects.length).toBeLessThan(7);
    expect(fates.length / timers.size).toBeGreaterThan(2);
  });
});
