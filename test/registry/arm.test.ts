import { describe, expect, it } from 'vitest';
import { arm } from '../../lib/registry/arm.ts';
import { createArming, DAY, dangling, MINUTE, NOW, ref, referencer, sighting, THIS_SECOND } from './arming.ts';

const HALF_WINDOW = DAY / 2;
/** As if the window's halves began now: ⌊latest / h⌋ − 1 half-windows. */
const startOf = (latest: number) => (Math.floor(latest / HALF_WINDOW) - 1) * HALF_WINDOW;

describe('arming', () => {
  it('writes down who, what and when for what it has not seen', async () => {
    const bench = createArming();
    await arm([sighting()], bench.deps);
    expect(bench.subjects()).toEqual([{ ref, policy: 'app', id: 'li' }]);
    expect(bench.tags()).toEqual([{ ref, dataset: 'logs', rule: 'short', policyVersion: '1', state: 'kept' }]);
    expect(bench.planned()).toEqual([
      { action: 'delete', ref, dataset: 'logs', rule: 'short', startAt: startOf(NOW + 180 * DAY) },
    ]);
    expect(bench.urgent()).toEqual([]);
    expect(bench.counts.get('Tagged')).toBe(1);
  });

  it('reduces a batch to its distinct clusters and half-windows', async () => {
    const bench = createArming();
    const batch = Array.from({ length: 60 }, (_, n) =>
      sighting({ subject: n % 2 === 0 ? 'li' : 'wang', latest: NOW + 180 * DAY + n * 1000, event: `event-${n}` }),
    );
    const laterHalf = sighting({ latest: NOW + 180 * DAY + HALF_WINDOW });
    const otherRule = sighting({ rule: 'long' });
    await arm([...batch, laterHalf, otherRule], bench.deps);
    expect(bench.writes.filter((write) => write === 'subject')).toHaveLength(2);
    expect(bench.writes.filter((write) => write === 'tag')).toHaveLength(3);
    expect(bench.planned()).toHaveLength(4);
    expect(bench.writes.filter((write) => write === 'planned')).toHaveLength(4);
    expect(bench.counts.get('Tagged')).toBe(62);
  });

  it('reduces what is due at once to its clusters, too', async () => {
    const bench = createArming();
    const overdue = (n: number) => sighting({ latest: NOW - n * DAY, event: `event-${n}` });
    await arm([overdue(1), overdue(2), overdue(3)], bench.deps);
    expect(bench.urgent(), 'one look finds them all').toHaveLength(1);
  });

  it('writes nothing in the common case, and asks as often however many records come', async () => {
    const bench = createArming();
    await arm([sighting()], bench.deps);
    bench.startCounting();
    const before = bench.contents();
    await arm([sighting({ event: 'event-2' })], bench.deps);
    const forOne = [...bench.requests];
    expect(bench.writes).toEqual([]);
    bench.startCounting();
    await arm(
      Array.from({ length: 100 }, (_, n) => sighting({ event: `event-${n}` })),
      bench.deps,
    );
    expect(bench.requests).toEqual(forOne);
    expect(bench.writes).toEqual([]);
    expect(bench.reads, 'where the timer is, so is the tag').toEqual({
      subjects: 1,
      knownTimers: 1,
      taggedClusters: 0,
    });
    expect(bench.contents()).toEqual(before);
  });

  it('asks for nothing when nothing was seen', async () => {
    const bench = createArming();
    await arm([], bench.deps);
    expect(bench.requests).toEqual([]);
  });

  it('writes the subject before its tags, and the tags before their timers', async () => {
    const bench = createArming();
    const soon = sighting({ rule: 'soon', latest: NOW });
    const located = sighting({ dataset: 'reviews', key: 'review 1' });
    await arm([soon, sighting(), located, sighting({ subject: 'wang' })], bench.deps);
    expect(bench.writes.join(' ')).toMatch(/^(subject ?){2}(tag ?){4}(planned ?){3}(urgent ?){1}$/);
  });

  it('leaves the same registry as without a crash, wherever it dies before the batch comes again', async () => {
    const batch = [
      sighting(),
      sighting({ rule: 'soon', latest: NOW, event: 'event-2' }),
      sighting({ dataset: 'reviews', key: 'review 1', event: 'event-3' }),
      sighting({ subject: 'wang', undated: true, latest: null, event: 'event-4' }),
    ];
    const whole = createArming();
    await whole.close(['soon'], 'forgotten');
    await arm(batch, whole.deps);
    let died = true;
    let request = 1;
    for (; died; request++) {
      const bench = createArming();
      await bench.close(['soon'], 'forgotten');
      bench.crashAtRequest(request);
      died = await arm(batch, bench.deps).then(
        () => false,
        () => true,
      );
      expect(dangling(bench), `dead at request ${request}`).toEqual([]);
      bench.revive();
      await arm(batch, bench.deps);
      expect(bench.contents(), `dead at request ${request}`).toEqual(whole.contents());
    }
    expect(request).toBeGreaterThan(8);
  });
});

describe('a timer', () => {
  const half = 10 * MINUTE;
  /** A record whose timer, its window being short, starts at this instant. */
  const startingAt = (start: number) => sighting({ window: (2 * half) / 1000, latest: start + half });
  // Half-windows of ten minutes begin at whole ones, so does this second.
  it.each([
    ['that starts in 20 minutes is planned', 20 * MINUTE, 'planned', THIS_SECOND + 20 * MINUTE],
    ['that starts in 10 minutes is urgent, and waits for its time', 10 * MINUTE, 'urgent', THIS_SECOND + 10 * MINUTE],
    ['that starts now is urgent', 0, 'urgent', THIS_SECOND],
    ['that should have started starts now', -30 * DAY, 'urgent', THIS_SECOND],
  ])('%s', async (_, ahead, kind, startAt) => {
    const bench = createArming();
    await arm([startingAt(THIS_SECOND + ahead)], bench.deps);
    expect({ planned: bench.planned(), urgent: bench.urgent() }).toEqual({
      planned: kind === 'planned' ? [expect.objectContaining({ startAt })] : [],
      urgent: kind === 'urgent' ? [expect.objectContaining({ startAt, nonce: referencer.event('event-1') })] : [],
    });
  });

  it('is urgent up to 15 minutes ahead, and planned from there on', async () => {
    // Half a second of window: starts are whole seconds.
    const atSecond = (start: number) => sighting({ window: 2, latest: start + 1000 });
    for (const [ahead, kind] of [
      [15 * MINUTE, 'urgent'],
      [15 * MINUTE + 1000, 'planned'],
    ] as const) {
      const bench = createArming();
      await arm([atSecond(THIS_SECOND + ahead)], bench.deps);
      expect(bench.planned()).toHaveLength(kind === 'planned' ? 1 : 0);
      expect(bench.urgent()).toHaveLength(kind === 'urgent' ? 1 : 0);
    }
  });

  it('is not set where only a trigger ends the period; the subject and the tag are', async () => {
    const bench = createArming();
    await arm([sighting({ latest: null })], bench.deps);
    expect([...bench.planned(), ...bench.urgent()]).toEqual([]);
    expect(bench.subjects()).toHaveLength(1);
    expect(bench.tags()).toMatchObject([{ state: 'kept' }]);
  });

  it('is set for a located record by itself', async () => {
    const bench = createArming();
    const reviews = ['review 1', 'review 2'].map((key) => sighting({ dataset: 'reviews', key }));
    await arm([...reviews, ...reviews], bench.deps);
    const records = ['review 1', 'review 2'].map((key) => referencer.record('reviews', key)).sort();
    expect(
      bench
        .planned()
        .map((timer) => timer.record)
        .sort(),
    ).toEqual(records);
  });
});

describe('a record of a closed account', () => {
  it('gets an urgent timer at once, whatever its age, and the tombstone its id back', async () => {
    const bench = createArming();
    await bench.close(['short'], 'forgotten');
    expect(bench.subjects()).toEqual([expect.not.objectContaining({ id: 'li' })]);
    await arm([sighting()], bench.deps);
    expect(bench.subjects()).toMatchObject([{ ref, id: 'li', closure: { case: 'case-1', covers: ['short'] } }]);
    expect(bench.urgent()).toMatchObject([{ startAt: THIS_SECOND, dataset: 'logs', rule: 'short' }]);
    expect(bench.planned()).toEqual([]);
    expect(bench.tags()).toHaveLength(1);
  });

  it('that the closure does not cover ages as before', async () => {
    const bench = createArming();
    await bench.close(['other']);
    await arm([sighting()], bench.deps);
    expect(bench.urgent()).toEqual([]);
    expect(bench.planned()).toHaveLength(1);
  });

  it('is due although it is undated', async () => {
    const bench = createArming();
    await bench.close(['short']);
    await arm([sighting({ undated: true, latest: null })], bench.deps);
    expect(bench.urgent()).toMatchObject([{ startAt: THIS_SECOND }]);
  });

  it('is set a timer for by each batch that shows it, for the one before may be done already', async () => {
    const bench = createArming();
    await bench.close(['short']);
    await arm([sighting()], bench.deps);
    await arm([sighting({ event: 'event-2' })], bench.deps);
    expect(bench.urgent()).toHaveLength(2);
  });
});

describe('a subject about to be forgotten', () => {
  it('is remembered when a record of theirs is seen, also where the timer was known', async () => {
    const bench = createArming();
    await arm([sighting()], bench.deps);
    await bench.registry.markForgetting(ref, NOW);
    bench.startCounting();
    await arm([sighting()], bench.deps);
    expect(bench.subjects()).toEqual([{ ref, policy: 'app', id: 'li' }]);
    expect(await bench.registry.forgetSubject(ref, NOW, null), 'the mark is gone').toBe(false);
    expect(bench.planned()).toHaveLength(1);
  });

  it('is not written again once remembered', async () => {
    const bench = createArming();
    await arm([sighting()], bench.deps);
    bench.startCounting();
    await arm([sighting({ rule: 'other' })], bench.deps);
    expect(bench.writes).toEqual(['tag', 'planned']);
  });
});

describe('an undated record', () => {
  const undated = (rest = {}) => sighting({ undated: true, latest: null, ...rest });

  it('is tagged so, and looked at in a week, once a day at most', async () => {
    const bench = createArming();
    for (const hour of [0, 5, 9]) {
      bench.advance(hour * 60 * MINUTE);
      await arm([undated({ event: `event at ${hour}` }), undated({ event: `another at ${hour}` })], bench.deps);
    }
    expect(bench.tags()).toMatchObject([{ state: 'undated' }]);
    expect(bench.urgent()).toMatchObject([{ startAt: Date.parse('2026-03-09T00:00:00Z') }]);
    expect(bench.planned()).toEqual([]);
    bench.advance(DAY);
    await arm([undated()], bench.deps);
    expect(bench.urgent().map((timer) => timer.startAt)).toEqual([
      Date.parse('2026-03-09T00:00:00Z'),
      Date.parse('2026-03-10T00:00:00Z'),
    ]);
  });

  it('makes its cluster undated whatever else is seen of it in the batch', async () => {
    for (const batch of [
      [undated(), sighting()],
      [sighting(), undated()],
    ]) {
      const bench = createArming();
      await arm(batch, bench.deps);
      expect(bench.tags()).toMatchObject([{ state: 'undated' }]);
    }
  });

  it('changes the tag of a cluster that was in order', async () => {
    const bench = createArming();
    await arm([sighting()], bench.deps);
    await arm([undated()], bench.deps);
    expect(bench.tags()).toMatchObject([{ state: 'undated' }]);
  });
});

describe('the tag of a located record', () => {
  const review = (event: string) => sighting({ dataset: 'reviews', key: 'review 1', event });

  it('says each time that the record was seen again, so that a late removal loses', async () => {
    const bench = createArming();
    await arm([review('event-1')], bench.deps);
    const [first] = bench.tags();
    bench.startCounting();
    await arm([review('event-2')], bench.deps);
    expect(bench.writes).toEqual(['tag']);
    expect(bench.tags()).toMatchObject([{ locator: { key: 'review 1', seen: referencer.event('event-2') } }]);
    if (first) await bench.registry.removeTag(first);
    expect(bench.tags()).toHaveLength(1);
  });
});

describe('arming that takes too long', () => {
  const slow = async (took: number) => {
    const bench = createArming();
    const { putTags } = bench.deps.registry;
    const registry = {
      ...bench.deps.registry,
      putTags: async (tags: Parameters<typeof putTags>[0]) => {
        await putTags(tags);
        bench.advance(took);
      },
    };
    const armed = arm([sighting(), sighting({ rule: 'soon', latest: NOW })], { ...bench.deps, registry });
    return { bench, armed };
  };

  it('is refused before any timer is set: one could land behind a cursor', async () => {
    const { bench, armed } = await slow(5 * MINUTE + 1);
    await expect(armed).rejects.toMatchObject({ code: 'LEASE_ENDED', remedy: 'retry' });
    expect([...bench.planned(), ...bench.urgent()]).toEqual([]);
    expect(bench.counts.size).toBe(0);
    await arm([sighting()], bench.deps);
    expect(bench.planned(), 'and the batch comes again').toHaveLength(1);
  });

  it('is let pass at five minutes', async () => {
    const { bench, armed } = await slow(5 * MINUTE);
    await armed;
    expect(bench.planned()).toHaveLength(1);
  });
});

describe('what senders choose', () => {
  it('is never in the registry as it came, but for the id in the subject and the key in a tag', async () => {
    const bench = createArming();
    const event = 'closed by 张伟, 13912345678';
    await bench.close(['now']);
    await arm(
      [
        sighting({ event }),
        sighting({ event, rule: 'now' }),
        sighting({ event, latest: NOW, rule: 'soon' }),
        sighting({ event, undated: true, latest: null, rule: 'undated' }),
        sighting({ event, dataset: 'reviews', key: 'the key', subject: 'wang-13800138000' }),
      ],
      bench.deps,
    );
    const rows = bench.contents().map((row) => JSON.stringify(row));
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.join('\n')).not.toMatch(/张伟|13912345678|event/);
    expect(rows.filter((row) => row.includes('wang-13800138000'))).toHaveLength(1);
    expect(rows.filter((row) => row.includes('the key'))).toEqual([expect.stringContaining('TAG#reviews')]);
  });
});
