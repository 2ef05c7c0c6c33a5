import { describe, expect, it } from 'vitest';
import { FORGET_AFTER } from '../../lib/erasure/times.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { SealedReceipts } from '../../lib/evidence/log/sealed-receipts.ts';
import { audit, Crash, createCertifyingWorld, DAY, HOUR, type Step } from './certifying-world.ts';

/** What a case goes through from its completion to its last certificate, each look by the certifier that is given. */
async function life(looker: (world: ReturnType<typeof createCertifyingWorld>, look: number) => Promise<void>) {
  const world = createCertifyingWorld();
  const id = await world.open();
  await world.complete(id, { copies: 1 });
  const stops = [0, 1, FORGET_AFTER, FORGET_AFTER + 1, DAY, DAY + 1].map((after) => world.now + 60_000 + after);
  for (const [at, stop] of stops.entries()) {
    world.goTo(Math.max(world.now, stop));
    await looker(world, at);
    await world.sealQueue();
  }
  return { world, id };
}

/** Dies before its n-th step: from there on nothing it asks for happens. */
function dyingAt(n: number): { step: Step; steps: () => number } {
  let steps = 0;
  return {
    step: () => {
      if (++steps >= n) throw new Crash();
    },
    steps: () => steps,
  };
}

const ALL = ['erased', 'beyond-use', 'final'];

describe('a certifier that dies', () => {
  it.each([0, 1, 2, 3, 4, 5])('before any step of its look number %i leaves what the next one finishes', async (at) => {
    let [ended, n] = [false, 0];
    while (!ended) {
      n++;
      const { world, id } = await life(async (world, look) => {
        if (look === at) {
          const { step, steps } = dyingAt(n);
          await world
            .certifier(step)
            .look()
            .catch(() => {});
          ended = steps() < n;
          await world.sealQueue();
          await audit(world);
          world.advance(1000);
        }
        await world.certifier().look();
      });
      await world.settle();
      world.advance(2 * DAY);
      await world.settle();
      expect(await world.stages(id), `died before step ${n}`).toEqual(ALL);
      expect(world.docket()).toEqual([]);
      expect(world.issuedFiles()).toHaveLength(6);
      await audit(world);
    }
    expect(n, 'there was something to interrupt').toBeGreaterThan(10);
  });

  it('at every step in turn, time and again, gets there', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: 1 });
    for (let n = 1; n < 80; n++) {
      world.advance(60_000);
      await world
        .certifier(dyingAt(n).step)
        .look()
        .catch(() => {});
      await world.sealQueue();
      await audit(world);
    }
    world.advance(2 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(ALL);
    await audit(world);
  });

  it('after writing a certificate whose salt is gone since leaves the one that was written', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    world.advance(60_000);
    await world.certifier().look();
    await world.sealQueue();
    const before =
      (name: string): Step =>
      (request) => {
        if (request === name) throw new Crash();
      };
    await world.certifier(before('bus.announce')).look();
    const written = world.textOf(`certificates/${id}/erased.json`);
    expect(written).toContain('"bindingSalt":"');
    await world.epochs.rotate(world.now);
    world.advance(2 * HOUR);
    await world.epochs.destroy('2026', world.now);
    await world.complete(await world.open({ id: 'case-2' })); // the log has grown: another checkpoint
    await world.settle();
    expect(await world.stages(id)).toContain('erased');
    expect(world.textOf(`certificates/${id}/erased.json`)).toBe(written);
    await audit(world, ['case-1', 'case-2']);
  });
});

describe('two certifiers at once', () => {
  /** Yields before each step, so that the two take turns. */
  const slow =
    (turns: number): Step =>
    async () => {
      for (let at = 0; at < turns; at++) await Promise.resolve();
    };

  it('issue one certificate for each stage', async () => {
    const { world, id } = await life(async (world) => {
      await Promise.all([world.certifier(slow(1)).look(), world.certifier(slow(3)).look()]);
    });
    await world.settle();
    expect(await world.stages(id)).toEqual(ALL);
    expect(world.docket()).toEqual([]);
    await audit(world);
  });

  it('and a log that grows between them: the certificate that was written first stands', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    world.advance(60_000);
    await world.certifier().look();
    await world.sealQueue();
    let grown = false;
    const first = world.certifier();
    const second = world.certifier(async (request) => {
      if (request !== 'evidence.putOnce' || grown) return;
      grown = true;
      await world.complete(await world.open({ id: 'case-2' }));
      await first.look();
    });
    await second.look();
    expect(grown).toBe(true);
    expect(await world.stages(id)).toEqual(['erased']);
    expect(world.faults).toEqual([]);
    await audit(world, ['case-1', 'case-2']);
  });
});

describe('a case that cannot be certified', () => {
  it('is put back for later, counted and told; the others are not held up', async () => {
    const world = createCertifyingWorld();
    const ids = ['case-1', 'case-2', 'case-3'];
    for (const id of ids) await world.complete(await world.open({ id }), { copies: null });
    const [path, file] = [...world.evidence.files].find(([name]) => name.startsWith('receipts/')) ?? ['', null];
    world.evidence.files.delete(path);
    world.advance(60_000);
    const look = await world.certifier().look();
    expect(look).toMatchObject({ stated: 2, faults: [{ code: 'LOG_BROKEN', place: path }] });
    expect(world.counts.get('Failed')).toBe(1);
    expect(await world.reasons('case-1')).toEqual(['fault: LOG_BROKEN']);
    expect(world.docket().find((entry) => entry.case === 'case-1')?.at).toBe(world.now + 10 * 60_000);
    await world.sealQueue();
    await world.settle();
    expect(await world.stages('case-2')).toEqual(['erased', 'final']);
    expect(await world.stages('case-3')).toEqual(['erased', 'final']);
    if (file !== null) world.evidence.files.set(path, file);
    world.advance(HOUR);
    await world.settle();
    expect(await world.stages('case-1')).toEqual(['erased', 'final']);
    await audit(world, ids);
  });

  it('for want of one answer is tried again, whichever it was', async () => {
    for (let n = 1, failed = true; failed; n++) {
      failed = false;
      let steps = 0;
      const { world, id } = await life(async (world) => {
        const flaky = world.certifier(() => {
          if (++steps !== n) return;
          failed = true;
          throw new ExpungeError('STORE_UNAVAILABLE', 'no answer');
        });
        await flaky.look().catch(() => {});
      });
      await world.settle();
      world.advance(2 * DAY);
      await world.settle();
      expect(await world.stages(id), `step ${n} failed`).toContain('final');
      expect(world.docket()).toEqual([]);
      await audit(world);
    }
  });

  it.each([
    ['statement', 'the tile that proves it', 'LOG_BROKEN'],
    ['checkpoint', 'the checkpoint', 'LOG_BROKEN'],
  ])('where the published log is not what it was (%s): nothing is issued', async (what, _, code) => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    world.advance(60_000);
    await world.certifier().look();
    await world.sealQueue();
    for (const path of [...world.files.files.keys()]) {
      if (what === 'checkpoint' ? path.endsWith('/checkpoint') : path.includes('/tile/0'))
        world.files.files.delete(path);
    }
    expect((await world.certifier().look()).faults).toMatchObject([{ code }]);
    expect(await world.stages(id)).toEqual([]);
    expect(world.issuedFiles()).toEqual([]);
  });

  it.each<[string, (content: SealedReceipts) => object]>([
    ['in another order', (content) => ({ ...content, receipts: content.receipts.toReversed() })],
    ['cut off', (content) => ({ ...content, receipts: content.receipts.slice(1) })],
    ['of another log', (content) => ({ ...content, origin: 'elsewhere/2026' })],
  ])('because its receipts lie there %s', async (_, change) => {
    const world = createCertifyingWorld();
    await world.complete(await world.open());
    const [path = ''] = [...world.evidence.files.keys()];
    const changed = JSON.stringify(change(JSON.parse(world.textOf(path) ?? '')));
    world.evidence.files.set(path, { bytes: Buffer.from(changed), version: 'another' });
    world.advance(60_000);
    expect((await world.certifier().look()).faults).toMatchObject([{ code: 'LOG_BROKEN', place: path }]);
  });

  it('because a tile has other bytes: it is verified before it is written', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    world.advance(60_000);
    await world.certifier().look();
    await world.sealQueue();
    for (const [path, { bytes }] of world.files.files) if (path.includes('/tile/0/')) bytes.fill(7);
    expect((await world.certifier().look()).faults).toMatchObject([{ code: 'CERTIFICATE_INVALID' }]);
    expect(world.issuedFiles()).toEqual([]);
    expect(world.announced).toEqual([]);
  });

  it('because something else lies at its key: it is not issued over it', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    await world.evidence.putOnce(`certificates/${id}/erased.json`, Buffer.from('{"format":"expunge-certificate/1"}\n'));
    await world.settle();
    expect(await world.stages(id)).toEqual([]);
    expect(await world.reasons(id)).toEqual(['fault: CERTIFICATE_INVALID']);
    expect(world.announced).toEqual([]);
  });

  it('because the certificate of another case lies at its key', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    const other = await world.open({ id: 'case-2' });
    await world.complete(other);
    await world.settle();
    const stolen = world.textOf(`certificates/${other}/erased.json`) ?? '';
    await world.complete(id);
    await world.evidence.putOnce(`certificates/${id}/erased.json`, Buffer.from(stolen));
    await world.settle();
    expect(await world.reasons(id)).toEqual(['fault: CERTIFICATE_INVALID']);
    expect(await world.stages(id)).toEqual([]);
  });

  it('because it is on the docket and nowhere else: told, and no other is held up', async () => {
    const world = createCertifyingWorld();
    await world.registry.putOnDocket({ case: 'nobody', at: world.now });
    await world.complete(await world.open(), { copies: null });
    await world.settle();
    expect(await world.stages('case-1')).toEqual(['erased', 'final']);
    expect(world.faults).not.toEqual([]);
  });
});
