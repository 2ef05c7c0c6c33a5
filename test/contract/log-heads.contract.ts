import { expect, it } from 'vitest';
import { type Count, type DueCount, type ErasureCount, nameOf } from '../../lib/evidence/log/counts.ts';
import {
  type CaseEntry,
  COUNTS_IN_PART,
  type Commit,
  emptyHead,
  type Family,
  type LogHead,
  type LogHeads,
  MOST_ITEMS,
} from '../../lib/evidence/log/log-heads.ts';
import { idOf } from '../evidence/pages.ts';

const MANY = 80;
const ORIGIN = 'expunge/aws-cn/2026';

/** The head after one more commit of so many receipts. */
function after(head: LogHead, receipts: number): LogHead {
  const size = head.size + receipts;
  const segment = {
    key: `receipts/2026/${head.size}.json`,
    digest: 'd'.repeat(64),
    first: head.size,
    count: receipts,
  };
  const root = new Uint8Array(32).fill(size);
  return { ...head, version: head.version + 1, size, root, pending: [...head.pending, segment] };
}

const family = (name: string, ...ids: number[]): Family => ({
  name,
  pages: [{ page: name, origin: ORIGIN, first: 0, ids: ids.map(idOf) }],
});

const count = (rest: Partial<ErasureCount> = {}): ErasureCount => ({
  of: 'erasure',
  policy: 'shop',
  dataset: 'logs',
  rule: 'short',
  action: 'delete',
  outcome: 'erased',
  margin: '-12h',
  receipts: 1,
  records: 3,
  ...rest,
});

/** What is filed of a case, in an object of a hundred. */
const filed = (index: number, rest: Partial<CaseEntry> = {}): CaseEntry => {
  const first = index - (index % 100);
  const segment = { key: `receipts/2026/${first}.json`, digest: 'd'.repeat(64), first, count: 100 };
  return { case: 'case-1', origin: ORIGIN, index, id: idOf(index), what: 'receipt', segment, ...rest };
};

/** What sealing needs of where the head of a log is kept. `create` makes an empty one; `again` another view of the same. */
export function logHeadsContract(create: () => Promise<{ heads: LogHeads; again: LogHeads }>): void {
  const commitOf = (head: LogHead, rest: Partial<Commit> = {}): Commit => ({ families: [], days: [], ...rest, head });

  it('knows nothing at first', async () => {
    const { heads } = await create();
    expect(await heads.read()).toBeNull();
    expect(await heads.families(['delete-00-1-AAAAAAAA'])).toEqual(new Map());
    expect(await heads.days('2026-01-01', '2026-12-31')).toEqual([]);
    expect(await heads.ofCase('case-1')).toEqual([]);
  });

  it('gives back what was committed, to everybody', async () => {
    const { heads, again } = await create();
    const closing = { origin: 'expunge/aws-cn/2025', size: 7, root: new Uint8Array(32).fill(7) };
    const head = { ...after(emptyHead(ORIGIN), 5), closing };
    expect(await heads.commit(commitOf(head))).toBe(true);
    expect(await again.read()).toEqual(head);
    const next = { ...after(head, 2), closing: null };
    expect(await again.commit(commitOf(next))).toBe(true);
    expect(await heads.read()).toEqual(next);
  });

  it('lets one of several sealers that read the same head commit, and writes nothing of the others', async () => {
    const { heads, again } = await create();
    for (const before of [emptyHead(ORIGIN), after(emptyHead(ORIGIN), 1)]) {
      const head = after(before, 1);
      const attempts = [heads, again, heads, again].map((one, n) =>
        one.commit(
          commitOf(head, {
            families: [family(`delete-00-${n}-AAAAAAAA`, before.version * 10 + n)],
            days: [{ day: '2026-11-23', counts: [count()] }],
          }),
        ),
      );
      expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(1);
    }
    const known = await heads.families([0, 1, 2, 3].map((n) => `delete-00-${n}-AAAAAAAA`));
    const ids = [...known.values()].flatMap(({ pages }) => pages.flatMap((page) => page.ids));
    expect(ids.length).toBeGreaterThanOrEqual(1);
    expect(ids.length).toBeLessThanOrEqual(2);
    expect(await heads.days('2026-11-23', '2026-11-23')).toEqual([
      { day: '2026-11-23', counts: [count({ receipts: 2, records: 6 })] },
    ]);
  });

  it('refuses a commit that leaves one out, or comes again', async () => {
    const { heads } = await create();
    const first = after(emptyHead(ORIGIN), 1);
    const second = after(first, 1);
    expect(await heads.commit(commitOf(second))).toBe(false);
    expect(await heads.commit(commitOf(first))).toBe(true);
    expect(await heads.commit(commitOf(first))).toBe(false);
    expect(await heads.commit(commitOf(after(second, 1)))).toBe(false);
    expect(await heads.read()).toEqual(first);
  });

  it('keeps families whole, and finds those that are asked for', async () => {
    const { heads } = await create();
    const many = Array.from({ length: MANY }, (_, n) => family(`delete-00-${n}-AAAAAAAA`, n, n + 1000));
    const first = after(emptyHead(ORIGIN), 160);
    expect(await heads.commit(commitOf(first, { families: many }))).toBe(true);
    const grown: Family = {
      ...(many[3] as Family),
      pages: [
        ...(many[3] as Family).pages,
        { page: 'delete-00-99-AAAAAAAA', origin: ORIGIN, first: 160, ids: [idOf(5000)] },
      ],
    };
    expect(await heads.commit(commitOf(after(first, 1), { families: [grown] }))).toBe(true);
    const names = [...many.map(({ name }) => name), 'delete-00-99-AAAAAAAA', ...many.map(({ name }) => name)];
    const found = await heads.families([
      ...names,
      ...Array.from({ length: 150 }, (_, n) => `anonymise-00-${n}-AAAAAAAA`),
    ]);
    expect([...found.keys()].sort()).toEqual(many.map(({ name }) => name).sort());
    expect(found.get(grown.name)).toEqual(grown);
    expect(found.get('delete-00-4-AAAAAAAA')).toEqual(many[4]);
  });

  it('adds counts up by day, each apart from the others, and more than fit one item', async () => {
    const { heads } = await create();
    const rules = Array.from({ length: 250 }, (_, n) => count({ rule: `rule-${n}` }));
    const due: DueCount = { of: 'due', policy: 'shop', dataset: 'logs', rule: 'short', records: 3 };
    const others: Count[] = [
      count({ margin: '+1h' }),
      count({ outcome: 'held', records: 0 }),
      count({ action: 'anonymise' }),
      due,
      { ...due, dataset: 'orders' },
      { of: 'case', policy: 'shop', trigger: 'Account#Closed', stage: 'erased', margin: '-7d', cases: 4 },
      { of: 'policy', policy: 'shop', version: '#2026#', digest: 'd'.repeat(64), entries: 5 },
    ];
    let head = emptyHead(ORIGIN);
    for (let times = 0; times < 2; times++) {
      head = after(head, 1);
      const days = [
        { day: '2026-11-23', counts: rules },
        { day: '2026-11-24', counts: others },
      ];
      expect(await heads.commit(commitOf(head, { days }))).toBe(true);
    }
    const twice = (one: Count) =>
      Object.fromEntries(
        Object.entries(one).map(([key, value]) => [key, typeof value === 'number' ? value * 2 : value]),
      );
    const sorted = (counts: readonly object[]) =>
      counts.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
    const [first, second, ...more] = await heads.days('2026-11-23', '2026-11-24');
    expect([first?.day, second?.day, more]).toEqual(['2026-11-23', '2026-11-24', []]);
    expect(sorted(first?.counts ?? [])).toEqual(sorted(rules.map(twice)));
    expect(sorted(second?.counts ?? [])).toEqual(sorted(others.map(twice)));
    expect((await heads.days('2026-11-24', '2026-12-31')).map(({ day }) => day)).toEqual(['2026-11-24']);
    expect(await heads.days('2026-11-01', '2026-11-22')).toEqual([]);
  });

  it('keeps where the evidence of a day begins and ends, in each log by itself', async () => {
    const { heads } = await create();
    const entry = (origin: string, first: number, end: number): Count => ({
      of: 'entry',
      origin,
      first,
      end,
      entries: end - first,
    });
    let head = emptyHead(ORIGIN);
    for (const [first, end] of [
      [3, 5],
      [9, 10],
    ] as const) {
      head = after(head, end - first);
      const rules = Array.from({ length: COUNTS_IN_PART + first }, (_, n) => count({ rule: `rule-${n}` }));
      const counts = [...rules, entry(ORIGIN, first, end), entry('expunge/aws-cn/2027', first - 3, end)];
      expect(await heads.commit(commitOf(head, { days: [{ day: '2026-12-31', counts }] }))).toBe(true);
    }
    const [day] = await heads.days('2026-12-31', '2026-12-31');
    const names = (day?.counts ?? []).map(nameOf);
    expect(names, 'in the order of their names').toEqual([...names].sort());
    expect(day?.counts.filter(({ of }) => of === 'entry')).toEqual([
      { of: 'entry', origin: ORIGIN, first: 3, end: 10, entries: 3 },
      { of: 'entry', origin: 'expunge/aws-cn/2027', first: 0, end: 10, entries: 9 },
    ]);
  });

  it.each([80, 1])('holds the most that a commit may hold: %i families, the rest days', async (most) => {
    const { heads } = await create();
    const ids = Array.from({ length: 100 }, (_, n) => n);
    const families = Array.from({ length: most }, (_, n) => family(`delete-00-${n}-AAAAAAAA`, ...ids));
    const days = Array.from({ length: MOST_ITEMS - most }, (_, n) => ({
      day: new Date(Date.UTC(2026, 8, 1 + n)).toISOString().slice(0, 10),
      counts: Array.from({ length: COUNTS_IN_PART }, (__, rule) => count({ rule: `rule-${rule}` })),
    }));
    expect(await heads.commit(commitOf(after(emptyHead(ORIGIN), 8000), { families, days }))).toBe(true);
    expect((await heads.families(families.map(({ name }) => name))).size).toBe(most);
    expect(await heads.days('2026-09-01', '2026-12-31')).toHaveLength(MOST_ITEMS - most);
  });

  it('files evidence under its case, each case by itself, in the order of the logs', async () => {
    const { heads, again } = await create();
    const next = 'expunge/aws-cn/2027';
    const statement = filed(3, { origin: next, what: 'statement' });
    await heads.file([filed(1_000_000_000), statement, filed(0, { origin: next }), filed(9)]);
    await again.file([filed(99), filed(100, { case: 'case-2' }), filed(101, { case: 'case-1#x' })]);
    await heads.file([]);
    expect(await again.ofCase('case-1')).toEqual([
      filed(9),
      filed(99),
      filed(1_000_000_000),
      filed(0, { origin: next }),
      statement,
    ]);
    expect(await heads.ofCase('case-2')).toEqual([filed(100, { case: 'case-2' })]);
    expect(await heads.ofCase('case-1#x')).toHaveLength(1);
    expect(await heads.ofCase('case')).toEqual([]);
  });

  it('files the same again without a second trace, and as much as is filed at once', async () => {
    const { heads, again } = await create();
    const entries = Array.from({ length: 260 }, (_, n) => filed(n));
    await Promise.all([heads.file(entries), again.file(entries)]);
    await heads.file(entries.slice(100, 130));
    expect(await heads.ofCase('case-1')).toEqual(entries);
    expect(await heads.read()).toBeNull();
  });
}
