import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../lib/evidence/log/checkpoint.ts';
import { audit, Crash, createWorld, LOG, pageOf, statementOf, type World } from './sealing-world.ts';

const ORIGIN = `${LOG}/2026`;
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

describe('a bus of a witness', () => {
  const told = ({ announced }: World) =>
    announced.map((one) => {
      if (one.type !== 'CheckpointPublished') throw new Error(`${one.type} is not for the witness`);
      return one.detail;
    });

  it('is told of every checkpoint, the last one of a year too, as it lies in the log', async () => {
    const world = createWorld({ bus: true, start: '2026-12-31T23:00:00Z' });
    const sealer = world.sealer();
    await sealer.seal([pageOf(1, range(0, 3))]);
    await sealer.seal([pageOf(2, range(3, 3))]);
    await sealer.seal([pageOf(2, range(3, 3))]);
    world.goTo('2027-01-01T00:00:00Z');
    await sealer.seal([]);
    expect(told(world).map(({ origin, size }) => [origin, size])).toEqual([
      [ORIGIN, 3],
      [ORIGIN, 6],
      [ORIGIN, 6],
    ]);
    const last = told(world).at(-1);
    expect(last?.checkpoint).toContain('expunge-final');
    expect(new TextDecoder().decode(world.files.files.get(`${ORIGIN}/checkpoint`)?.bytes)).toBe(last?.checkpoint);
    for (const { origin, size, root, checkpoint: note } of told(world)) {
      const opened = await openCheckpoint(note, [await world.signer.key(origin)]);
      expect([opened.size, Buffer.from(opened.root).toString('base64')]).toEqual([size, root]);
    }
  });

  it('that refuses leaves the batch unsealed: it is published, told again, and sealed once', async () => {
    const world = createWorld({ bus: true });
    const { announce } = world.witnessBus;
    world.witnessBus.announce = async () => {
      throw new Error('refused');
    };
    const sealer = world.sealer();
    await expect(sealer.seal([pageOf(1, [1, 3])])).rejects.toThrow('refused');
    await expect(sealer.seal([])).rejects.toThrow('refused');
    expect((await world.heads.read())?.pending).toHaveLength(1);
    expect(world.counts.Sealed).toBe(2);
    world.witnessBus.announce = announce;
    expect(await world.sealer().seal([pageOf(1, [1, 3])])).toEqual({ sealed: 0, dropped: 2 });
    expect(told(world).map(({ size }) => size)).toEqual([2]);
    await audit(world);
  });

  it('is told at last, whichever step a sealer died at', async () => {
    for (let step = 1; ; step++) {
      const world = createWorld({ bus: true, start: '2026-12-31T23:00:00Z' });
      await world.sealer().seal([pageOf(1, [1])]);
      world.goTo('2027-01-01T00:00:00Z');
      const outcome = await world
        .dying(step)
        .seal([pageOf(2, [2])])
        .catch((error: unknown) => error);
      await world.sealer().seal([pageOf(2, [2])]);
      const heard = told(world).map(
        ({ origin, size, checkpoint: note }) => `${origin} ${size} ${note.includes('expunge-final')}`,
      );
      expect([...new Set(heard)].sort()).toEqual([`${LOG}/2026 1 false`, `${LOG}/2026 1 true`, `${LOG}/2027 1 false`]);
      await audit(world);
      if (!(outcome instanceof Crash)) break;
    }
  });
});

describe('woken without messages', () => {
  it('a sealer publishes and files what was committed, whichever step another died at', async () => {
    let left = 0;
    for (let step = 1; ; step++) {
      const world = createWorld({ bus: true });
      const outcome = await world
        .dying(step)
        .seal([pageOf(1, range(0, 300)), statementOf('case-0')])
        .catch((error: unknown) => error);
      if (((await world.heads.read())?.pending.length ?? 0) > 0) left++;
      await world.sealer().seal([]);
      const head = await world.heads.read();
      expect([head?.pending ?? [], head?.published.size ?? 0]).toEqual([[], head?.size ?? 0]);
      await audit(world);
      if (!(outcome instanceof Crash)) break;
    }
    expect(left).toBeGreaterThan(10);
  });

  it('asks for the head alone where there is nothing to do, and once for what it did not know', async () => {
    const world = createWorld({ bus: true });
    await world.sealer().seal([pageOf(1, range(0, 300))]);
    const requests: string[] = [];
    const sealer = world.sealer(async (request) => void requests.push(request));
    const asked = () => requests.splice(0).filter((request) => !request.endsWith('answers'));
    await sealer.seal([]);
    expect(asked()).toEqual(['heads.read', 'signer.key', 'files.get', 'witness.get']);
    await sealer.seal([]);
    expect(asked()).toEqual(['heads.read', 'signer.key']);
  });
});
