import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../lib/evidence/log/checkpoint.ts';
import {
  audit,
  Crash,
  createWorld,
  idsOf,
  LOG,
  pageOf,
  recordCheckpoints,
  statementOf,
  type World,
} from './sealing-world.ts';

const ORIGIN = `${LOG}/2026`;
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const sealedIds = async (world: World) => (await audit(world)).sealed.map(({ receipt }) => receipt.id).sort();
const checkpoint = async (world: World, origin = ORIGIN) => {
  const note = new TextDecoder().decode(world.files.files.get(`${origin}/checkpoint`)?.bytes);
  return openCheckpoint(note, [await world.signer.key(origin)]);
};

describe('sealing', () => {
  it('publishes a log that verifies and holds every receipt once', async () => {
    const world = createWorld();
    const pages = [pageOf(1, range(0, 100)), pageOf(2, range(100, 300)), pageOf(3, range(400, 1))];
    const sealer = world.sealer();
    expect(await sealer.seal(pages)).toEqual({ sealed: 401, dropped: 0 });
    expect(await sealer.seal([pageOf(4, range(500, 200))])).toEqual({ sealed: 200, dropped: 0 });
    expect(await sealedIds(world)).toEqual(idsOf([...pages, pageOf(4, range(500, 200))]));
    expect((await checkpoint(world)).size).toBe(601);
    expect(world.counts).toMatchObject({ Sealed: 601, AlreadySealed: 0 });
  });

  it('signs once a batch, however many commits it takes', async () => {
    const world = createWorld();
    const requests: string[] = [];
    const sealer = world.sealer(async (request) => void requests.push(request));
    await sealer.seal(range(0, 300).map((n) => pageOf(n, range(n * 50, 50))));
    const count = (name: string) => requests.filter((one) => one === name).length;
    expect(count('signer.sign')).toBe(1);
    expect(count('heads.commit')).toBeGreaterThan(2);
    expect((await checkpoint(world)).size).toBe(15_000);
    await audit(world);
  });

  it('needs nothing published before, and writes nothing where there is nothing to seal', async () => {
    const world = createWorld();
    expect(await world.sealer().seal([])).toEqual({ sealed: 0, dropped: 0 });
    expect([world.files.files.size, await world.heads.read()]).toEqual([0, null]);
  });

  it('keeps receipts and salts out of what is public', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 300))]);
    const publicBytes = Buffer.concat([...world.files.files.values()].map(({ bytes }) => bytes)).toString('latin1');
    for (const { receipt, salt } of (await audit(world)).sealed) {
      expect(publicBytes).not.toContain(receipt.id);
      expect(publicBytes).not.toContain(receipt.subject.ref);
      expect(publicBytes).not.toContain(Buffer.from(salt, 'base64').toString('latin1'));
    }
  });

  it('gives each receipt a salt of its own, so that equal receipts have different leaves', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 50))]);
    expect(new Set((await audit(world)).sealed.map(({ salt }) => salt)).size).toBe(50);
  });

  it('counts by civil day what a report needs', async () => {
    const world = createWorld();
    const late = { due: '2026-06-29T00:00:00.000Z', records: 5 };
    await world.sealer().seal([pageOf(1, [1, 2, 3]), pageOf(2, [4], 2, late)]);
    await world.sealer().seal([pageOf(1, [1, 2, 3]), pageOf(3, [5], 3, { outcome: 'held', due: null, records: 0 })]);
    const rule = { policy: 'shop', dataset: 'logs', rule: 'short' };
    const same = { of: 'erasure', ...rule, action: 'delete' };
    expect(await world.heads.days('2026-06-29', '2026-06-30')).toEqual([
      {
        day: '2026-06-29',
        counts: [
          { of: 'due', ...rule, records: 5 },
          { of: 'entry', origin: `${LOG}/2026`, first: 0, end: 5, entries: 5 },
          { ...same, outcome: 'erased', margin: '+1d', receipts: 1, records: 5 },
          { ...same, outcome: 'erased', margin: '0', receipts: 3, records: 3 },
          { ...same, outcome: 'held', margin: 'none', receipts: 1, records: 0 },
          { of: 'policy', policy: 'shop', version: '2026-01-01', digest: 'd'.repeat(64), entries: 5 },
        ],
      },
      { day: '2026-06-30', counts: [{ of: 'due', ...rule, records: 3 }] },
    ]);
  });
});

describe('what is sealed already', () => {
  it('is dropped when its page comes again, in the same batch, the next or a later one', async () => {
    const world = createWorld();
    const [a, b] = [pageOf(1, range(0, 10)), pageOf(2, range(10, 10))];
    const sealer = world.sealer();
    expect(await sealer.seal([a, b, a])).toEqual({ sealed: 20, dropped: 10 });
    expect(await sealer.seal([b, a])).toEqual({ sealed: 0, dropped: 20 });
    expect(await world.sealer().seal([a, pageOf(3, [30])])).toEqual({ sealed: 1, dropped: 10 });
    expect(await sealedIds(world)).toEqual(idsOf([a, b, pageOf(3, [30])]));
    expect(world.counts.AlreadySealed).toBe(40);
  });

  it('is dropped by receipt where a page was repeated; what is new of it is sealed', async () => {
    const world = createWorld();
    const [first, again] = [pageOf(5, [1, 2, 3]), pageOf(6, [2, 3, 4], 5, { outcome: 'absent' })];
    await world.sealer().seal([first]);
    expect(await world.sealer().seal([again])).toEqual({ sealed: 1, dropped: 2 });
    expect(await world.sealer().seal([pageOf(7, [1, 4, 5], 5), again, first])).toEqual({ sealed: 1, dropped: 8 });
    expect(await sealedIds(world)).toEqual(idsOf([pageOf(0, [1, 2, 3, 4, 5])]));
  });

  it('is what the earlier page says, where both attempts come in one batch, in whatever order', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(6, [1, 2], 5, { outcome: 'absent' }), pageOf(5, [1], 5)]);
    const outcomes = (await audit(world)).sealed.map(({ receipt }) => 'outcome' in receipt && receipt.outcome);
    expect(outcomes).toEqual(['erased', 'absent']);
  });

  it('is a page of that name, whatever else it may hold now', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, [1, 2])]);
    expect(await world.sealer().seal([pageOf(1, [1, 2, 3])])).toEqual({ sealed: 0, dropped: 3 });
  });

  it('is dropped where many pages lie between, in one batch that takes several commits', async () => {
    const world = createWorld();
    const [first, ...others] = range(1, 200).map((n) => pageOf(n, [n]));
    if (first === undefined) throw new Error('no page');
    const again = pageOf(1000, [1, 5000], 1);
    expect(await world.sealer().seal([first, ...others, again])).toEqual({ sealed: 201, dropped: 1 });
    expect(await sealedIds(world)).toEqual(idsOf([first, ...others, again]));
  });

  it('is dropped where a page names a receipt twice', async () => {
    const world = createWorld();
    expect(await world.sealer().seal([pageOf(1, [1, 1, 2])])).toEqual({ sealed: 2, dropped: 1 });
  });

  it('is dropped in the next year too', async () => {
    const world = createWorld({ start: '2026-12-31T23:59:00Z' });
    const page = pageOf(1, range(0, 10));
    await world.sealer().seal([page]);
    world.goTo('2027-01-01T00:00:01Z');
    expect(await world.sealer().seal([page, pageOf(2, [11])])).toEqual({ sealed: 1, dropped: 10 });
    expect((await audit(world)).origins).toEqual([`${LOG}/2026`, `${LOG}/2027`]);
  });
});

describe('a sealer that dies', () => {
  const before = pageOf(1, range(0, 250));
  const batch = [
    pageOf(2, range(300, 300)),
    pageOf(3, range(600, 5)),
    pageOf(4, [600, 700], 3),
    statementOf('case-0'),
    before,
  ];

  it('loses nothing and does nothing twice, whichever step it was about to take or had just taken', async () => {
    let died = 0;
    for (let step = 1; ; step++) {
      const world = createWorld();
      const check = recordCheckpoints(world);
      await world.sealer().seal([before]);
      const outcome = await world
        .dying(step)
        .seal(batch)
        .catch((error: unknown) => error);
      if (!(outcome instanceof Crash)) break;
      died++;
      await world.sealer().seal(batch);
      expect(await sealedIds(world)).toEqual(idsOf([before, ...batch]));
      expect((await world.heads.read())?.pending).toEqual([]);
      await check();
    }
    expect(died).toBeGreaterThan(30);
  });

  it('loses nothing at the turn of a year either', async () => {
    let died = 0;
    for (let step = 1; ; step++) {
      const world = createWorld({ start: '2026-12-31T23:00:00Z' });
      const check = recordCheckpoints(world);
      await world.sealer().seal([before]);
      world.goTo('2027-01-01T00:00:00Z');
      const outcome = await world
        .dying(step)
        .seal(batch)
        .catch((error: unknown) => error);
      if (!(outcome instanceof Crash)) break;
      died++;
      await world.sealer().seal(batch);
      expect(await sealedIds(world)).toEqual(idsOf([before, ...batch]));
      const closed = await checkpoint(world);
      expect([closed.size, closed.extensions]).toEqual([250, [`expunge-final ${LOG}/2027`]]);
      expect((await checkpoint(world, `${LOG}/2027`)).size).toBe(307);
      await check();
    }
    expect(died).toBeGreaterThan(40);
  });

  it('and whose successor dies as well, at every step', async () => {
    const few = [pageOf(2, range(300, 30)), ...batch.slice(1, -1)];
    for (let step = 1; step < 60; step += 3) {
      for (let next = 1; next < 60; next += 7) {
        const world = createWorld();
        const check = recordCheckpoints(world);
        await world
          .dying(step)
          .seal(few)
          .catch(() => {});
        await world
          .dying(next)
          .seal(few)
          .catch(() => {});
        await world.sealer().seal(few);
        expect(await sealedIds(world)).toEqual(idsOf(few));
        await check();
      }
    }
  });

  it('has what it committed published before anything is added', async () => {
    const world = createWorld();
    const requests: string[] = [];
    for (let step = 1; ; step++) {
      await world
        .dying(step)
        .seal([before])
        .catch(() => {});
      if (((await world.heads.read())?.pending.length ?? 0) > 0) break;
    }
    await world.sealer(async (request) => void requests.push(request)).seal([pageOf(9, [900])]);
    const [published, added] = [requests.indexOf('files.putOnce'), requests.indexOf('receipts.putOnce')];
    expect(published).toBeGreaterThan(-1);
    expect(added).toBeGreaterThan(published);
    expect((await checkpoint(world)).size).toBe(251);
  });
});

describe('the turn of a year', () => {
  it('closes the old log for good and begins a new one', async () => {
    const world = createWorld({ start: '2026-12-31T23:59:59.999Z' });
    const sealer = world.sealer();
    await sealer.seal([pageOf(1, range(0, 3))]);
    world.goTo('2027-01-01T00:00:00Z');
    await sealer.seal([pageOf(2, range(3, 4))]);
    expect(await checkpoint(world)).toMatchObject({ size: 3, extensions: [`expunge-final ${LOG}/2027`] });
    expect(await checkpoint(world, `${LOG}/2027`)).toMatchObject({ size: 4, extensions: [] });
    expect(new TextDecoder().decode(world.witness?.files.get(`${ORIGIN}/checkpoint`)?.bytes)).toContain(
      'expunge-final',
    );
    await audit(world);
  });

  it('closes the old log although nothing comes', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, [1])]);
    world.goTo('2028-02-01T00:00:00Z');
    await world.sealer().seal([]);
    expect((await checkpoint(world)).extensions).toEqual([`expunge-final ${LOG}/2028`]);
  });

  it('does not go back with a clock that does', async () => {
    const world = createWorld({ start: '2027-01-01T00:00:01Z' });
    await world.sealer().seal([pageOf(1, [1])]);
    world.goTo('2026-12-31T23:59:59Z');
    await world.sealer().seal([pageOf(2, [2])]);
    expect((await audit(world)).origins).toEqual([`${LOG}/2027`]);
  });
});
