import { describe, expect, it } from 'vitest';
import type { Sealer } from '../../../lib/evidence/log/seal.ts';
import { audit, createWorld, idsOf, LOG, pageOf, type World } from './sealing-world.ts';

const ORIGIN = `${LOG}/2026`;
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const refused = (code: string) => expect.objectContaining({ code });
const sealedIds = async (world: World) => (await audit(world)).sealed.map(({ receipt }) => receipt.id).sort();

/** Everything that is public or committed, to be compared. */
async function stateOf(world: World): Promise<string> {
  const bytes = [world.files, world.witness].map((storage) =>
    [...(storage?.files ?? [])].map(
      ([path, { bytes: content }]) => `${path} ${Buffer.from(content).toString('base64')}`,
    ),
  );
  const head = await world.heads.read();
  return JSON.stringify([bytes, head?.version, head?.size]);
}

async function expectRefusal(world: World, sealer: Sealer, code: string, at = 900): Promise<void> {
  const before = await stateOf(world);
  await expect(sealer.seal([pageOf(at, [at])])).rejects.toThrow(refused(code));
  expect(await stateOf(world)).toBe(before);
}

describe('a restored registry', () => {
  it.each([
    ['with a witness', true],
    ['without one: the published checkpoint tells', false],
  ])('is refused, %s, by a new sealer and by one that was there', async (_, witness) => {
    const world = createWorld({ witness });
    const warm = world.sealer();
    await warm.seal([pageOf(1, range(0, 300))]);
    const restore = world.heads.backup();
    await warm.seal([pageOf(2, range(300, 10))]);
    restore();
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
    await expectRefusal(world, warm, 'LOG_BEHIND', 901);
    expect(world.counts.LogBehind).toBe(2);
  });

  it('is refused by the witness, where the published checkpoint was set back as well', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 300))]);
    const [restore, checkpoint] = [world.heads.backup(), world.files.files.get(`${ORIGIN}/checkpoint`)];
    await world.sealer().seal([pageOf(2, range(300, 10))]);
    restore();
    if (checkpoint) world.files.files.set(`${ORIGIN}/checkpoint`, checkpoint);
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it('is refused where it goes back to before the first commit', async () => {
    const world = createWorld();
    const restore = world.heads.backup();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    restore();
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it('is refused where it goes back over the turn of a year', async () => {
    const world = createWorld({ start: '2026-12-31T23:00:00Z' });
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    const restore = world.heads.backup();
    world.goTo('2027-01-01T00:00:00Z');
    await world.sealer().seal([pageOf(2, range(3, 3))]);
    restore();
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it('goes on where nothing had been committed since', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    world.heads.backup()();
    await world.sealer().seal([pageOf(2, [9])]);
    expect(await sealedIds(world)).toEqual(idsOf([pageOf(0, [0, 1, 2, 9])]));
  });
});

describe('a deposit', () => {
  const deposit = (world: World, from: World, path = `${ORIGIN}/checkpoint`) => {
    const file = from.files.files.get(path);
    if (file) world.witness?.files.set(path, file);
  };

  it('of another history of the same size is refused', async () => {
    const [world, other] = [createWorld(), createWorld()];
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    await other.sealer().seal([pageOf(1, range(5, 3))]);
    other.signer.key = world.signer.key;
    deposit(world, other);
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it('of this log’s key and size, with another root, is refused', async () => {
    const world = createWorld();
    const restore = world.heads.backup();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    const first = world.files.files.get(`${ORIGIN}/checkpoint`);
    restore();
    for (const storage of [world.files, world.witness]) storage?.files.clear();
    await world.sealer().seal([pageOf(1, range(5, 3))]);
    if (first) world.witness?.files.set(`${ORIGIN}/checkpoint`, first);
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it.each([
    ['is no note', () => new TextEncoder().encode('not a note')],
    ['is empty', () => new Uint8Array(0)],
    ['is not text', () => Uint8Array.of(0xff, 0xfe)],
    [
      'was changed after signing',
      (bytes: Uint8Array) => new TextEncoder().encode(new TextDecoder().decode(bytes).replace('\n3\n', '\n2\n')),
    ],
  ])('that %s is refused', async (_, change) => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    const file = world.witness?.files.get(`${ORIGIN}/checkpoint`);
    if (file) file.bytes = change(file.bytes);
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });

  it('that is not there yet is made: a witness may come later', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    world.witness?.files.clear();
    await world.sealer().seal([pageOf(2, [9])]);
    await audit(world);
  });
});

describe('a key', () => {
  it('that is out of reach leaves the log committed and unpublished; then nothing is added; then it is published', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 3))]);
    const { sign } = world.signer;
    const unavailable = Object.assign(new Error('disabled'), { code: 'KEY_UNAVAILABLE' });
    world.signer.sign = async () => {
      throw unavailable;
    };
    const sealer = world.sealer();
    await expect(sealer.seal([pageOf(2, range(3, 3))])).rejects.toThrow(refused('KEY_UNAVAILABLE'));
    expect(await world.heads.read()).toMatchObject({ size: 6, published: { size: 3 } });
    await expectRefusal(world, sealer, 'KEY_UNAVAILABLE');
    await expectRefusal(world, world.sealer(), 'KEY_UNAVAILABLE');
    world.signer.sign = sign;
    expect(await world.sealer().seal([pageOf(2, range(3, 3)), pageOf(900, [900])])).toEqual({ sealed: 1, dropped: 3 });
    expect(await sealedIds(world)).toEqual(idsOf([pageOf(0, [...range(0, 6), 900])]));
  });

  it('whose signature nobody could verify publishes nothing', async () => {
    const world = createWorld();
    const { sign } = world.signer;
    world.signer.sign = (name, text) => sign(name, `${text}more\n`);
    await expect(world.sealer().seal([pageOf(1, [1])])).rejects.toThrow(refused('SIGNATURE_INVALID'));
    expect(world.files.files.has(`${ORIGIN}/checkpoint`)).toBe(false);
  });

  it('that was replaced is refused', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, [1])]);
    Object.assign(world.signer, createWorld().signer);
    await expectRefusal(world, world.sealer(), 'LOG_BEHIND');
  });
});

describe('a broken log', () => {
  const interrupted = async (world: World) => {
    for (let step = 1; ; step++) {
      await world
        .dying(step)
        .seal([pageOf(1, range(0, 300))])
        .catch(() => {});
      if (((await world.heads.read())?.pending.length ?? 0) > 0) return;
    }
  };

  it('whose new tile is there with other bytes is not advanced', async () => {
    const world = createWorld();
    await interrupted(world);
    await world.files.putOnce(`${ORIGIN}/tile/0/000`, new Uint8Array(8192));
    await expect(world.sealer().seal([pageOf(9, [900])])).rejects.toThrow(refused('LOG_BROKEN'));
    expect(world.files.files.has(`${ORIGIN}/checkpoint`)).toBe(false);
    expect((await world.heads.read())?.size).toBe(300);
  });

  it.each([
    ['missing', (world: World, key: string) => void world.receipts.files.delete(key)],
    [
      'another one',
      (world: World, key: string) => {
        const file = world.receipts.files.get(key);
        if (file)
          file.bytes = new TextEncoder().encode(new TextDecoder().decode(file.bytes).replace('"erased"', '"absent"'));
      },
    ],
  ])('whose committed receipts are %s before they are published is not advanced', async (_, change) => {
    const world = createWorld();
    await interrupted(world);
    change(world, (await world.heads.read())?.pending[0]?.key ?? '');
    await expectRefusal(world, world.sealer(), 'LOG_BROKEN');
  });

  it.each([
    'tile/0/001.p/44',
    'tile/entries/001.p/44',
    'tile/1/000.p/1',
    'checkpoint',
  ])('that lacks %s is not advanced, nor one where it was changed', async (path) => {
    for (const change of ['missing', 'changed']) {
      const world = createWorld();
      await world.sealer().seal([pageOf(1, range(0, 300))]);
      const file = world.files.files.get(`${ORIGIN}/${path}`);
      expect(file).toBeDefined();
      if (change === 'missing') world.files.files.delete(`${ORIGIN}/${path}`);
      else if (file) file.bytes[20] = (file.bytes[20] ?? 0) ^ 1;
      const code = path === 'checkpoint' && change === 'changed' ? 'LOG_BEHIND' : 'LOG_BROKEN';
      await expectRefusal(world, world.sealer(), code);
    }
  });

  it('does not keep its receipts from being erased, once they are published', async () => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 300))]);
    world.receipts.files.clear();
    await world.sealer().seal([pageOf(2, [900])]);
    expect((await world.heads.read())?.published.size).toBe(301);
  });
});

describe('a sealer that slept', () => {
  it.each([
    'heads.commit',
    'receipts.putOnce',
    'files.putOnce',
    'files.replace',
    'witness.replace',
    'signer.sign',
  ])('before %s, while others went on, changes nothing of theirs', async (request) => {
    const world = createWorld();
    await world.sealer().seal([pageOf(1, range(0, 10))]);
    let asleep = true;
    const sleeper = world.sealer(async (asked) => {
      if (asked !== request || !asleep) return;
      asleep = false;
      for (let n = 0; n < 3; n++) await world.sealer().seal([pageOf(10 + n, range(100 + n * 100, 100))]);
    });
    await sleeper.seal([pageOf(2, range(10, 10)), pageOf(11, range(200, 100))]);
    expect(asleep).toBe(false);
    expect(await sealedIds(world)).toEqual(idsOf([pageOf(0, [...range(0, 20), ...range(100, 300)])]));
    expect((await world.heads.read())?.published.size).toBe(320);
  });

  it('over the turn of a year adds nothing to the log that ended', async () => {
    const world = createWorld({ start: '2026-12-31T23:59:59Z' });
    await world.sealer().seal([pageOf(1, [1])]);
    let asleep = true;
    const sleeper = world.sealer(async (asked) => {
      if (asked !== 'heads.commit' || !asleep) return;
      asleep = false;
      world.goTo('2027-01-01T00:00:01Z');
      await world.sealer().seal([pageOf(2, [2])]);
    });
    await sleeper.seal([pageOf(3, [3])]);
    const { sealed, origins } = await audit(world);
    expect([origins.length, sealed.length]).toEqual([2, 3]);
    expect((await world.heads.read())?.size).toBe(2);
  });
});
