import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogProblem, parseTilePath, tilePath, tilesOf, verifyLog } from '../../../lib/evidence/log/index.ts';
import {
  ed25519Signer,
  entriesOf,
  type Files,
  ORIGIN,
  type PublishedLog,
  p256Signer,
  publish,
  readerOf,
} from './published-log.ts';

/*
 * One file of a published log is not what it was (or two are exchanged): whatever happened to it, the verifier finds it
 * and names it, with the place where that can be known.
 */

const ed25519 = ed25519Signer(ORIGIN);
const p256 = p256Signer(ORIGIN);
const logs: readonly PublishedLog[] = [
  publish(entriesOf(1), p256),
  publish(entriesOf(40), ed25519),
  publish(entriesOf(256), p256),
  publish(entriesOf(300), p256),
  publish(entriesOf(1_000), ed25519, [100, 300, 990]),
  publish(entriesOf(66_100), p256),
];
const keys = [ed25519.key, p256.key];

interface Fault {
  readonly kind: string;
  /** The files that are not what they were. */
  readonly wrong: readonly string[];
  readonly files: Files;
  /** The first byte that differs. */
  readonly byte?: number;
}

type Change = (files: Files, pick: (limit: number) => number) => Fault | null;

const oneOf = <T>(items: readonly T[], pick: (limit: number) => number): T => items[pick(items.length)] as T;

/** A partial file of an earlier checkpoint. */
function isLeftOver(files: Files, path: string): boolean {
  const size = Number(
    Buffer.from(files.get('checkpoint') as Uint8Array)
      .toString()
      .split('\n')[1],
  );
  return path !== 'checkpoint' && ![...tilesOf(size)].some((tile) => tilePath(tile) === path);
}

/** Changes the bytes of one file. */
const inOneFile =
  (kind: string, change: (bytes: Buffer, at: number, pick: (limit: number) => number) => Buffer): Change =>
  (files, pick) => {
    const path = oneOf([...files.keys()], pick);
    const bytes = Buffer.from(files.get(path) as Uint8Array);
    const at = pick(bytes.length);
    const changed = change(bytes, at, pick);
    if (changed.equals(bytes)) return null;
    const byte = changed.findIndex((one, n) => one !== bytes[n]);
    return { kind, wrong: [path], files: new Map(files).set(path, changed), byte: byte < 0 ? changed.length : byte };
  };

/** Puts other contents of the log in the place of whole files. */
const amongFiles =
  (kind: string, change: (files: Files, one: string, other: string) => readonly string[]): Change =>
  (files, pick) => {
    const [one, other] = [oneOf([...files.keys()], pick), oneOf([...files.keys()], pick)];
    const after = new Map(files);
    const wrong = change(after, one, other).filter((path) => {
      const [before, now] = [files.get(path) as Uint8Array, after.get(path)];
      return now === undefined || !Buffer.from(before).equals(now);
    });
    return wrong.length === 0 ? null : { kind, wrong, files: after };
  };

const splice = (bytes: Buffer, at: number, remove: number, ...put: Uint8Array[]) =>
  Buffer.concat([bytes.subarray(0, at), ...put, bytes.subarray(at + remove)]);

const CHANGES: readonly Change[] = [
  inOneFile('a byte changed', (bytes, at, pick) =>
    splice(bytes, at, 1, Buffer.of((bytes[at] as number) ^ (1 + pick(255)))),
  ),
  inOneFile('a byte missing', (bytes, at) => splice(bytes, at, 1)),
  inOneFile('a byte put in', (bytes, at, pick) => splice(bytes, at, 0, Buffer.of(pick(256)))),
  inOneFile('a byte repeated', (bytes, at) => splice(bytes, at, 0, bytes.subarray(at, at + 1))),
  inOneFile('two bytes swapped', (bytes, at) => splice(bytes, at, 2, bytes.subarray(at, at + 2).reverse())),
  inOneFile('cut off', (bytes, at) => bytes.subarray(0, at)),
  inOneFile('something left over', (bytes, at) => splice(bytes, bytes.length, 0, bytes.subarray(0, at + 1))),
  // hashes are 32 bytes wide, entries with their length 34
  ...[32, 34].flatMap((wide) => {
    const start = (at: number) => at - (at % wide);
    return [
      inOneFile(`${wide} bytes missing`, (bytes, at) => splice(bytes, start(at), wide)),
      inOneFile(`${wide} bytes repeated`, (bytes, at) =>
        splice(bytes, start(at), 0, bytes.subarray(start(at), start(at) + wide)),
      ),
      inOneFile(`${wide} bytes swapped with the next`, (bytes, at) =>
        splice(
          bytes,
          start(at),
          2 * wide,
          bytes.subarray(start(at) + wide, start(at) + 2 * wide),
          bytes.subarray(start(at), start(at) + wide),
        ),
      ),
      inOneFile(`${wide} bytes over others`, (bytes, at, pick) => {
        const from = start(pick(bytes.length));
        return splice(bytes, start(at), wide, bytes.subarray(from, from + wide)).subarray(0, bytes.length);
      }),
    ];
  }),
  amongFiles('a file missing', (files, one) => {
    if (isLeftOver(files, one)) return []; // a log may take those away
    files.delete(one);
    return [one];
  }),
  amongFiles('a file over another', (files, one, other) => {
    files.set(one, files.get(other) as Uint8Array);
    return [one];
  }),
  amongFiles('two files swapped', (files, one, other) => {
    const held = files.get(one) as Uint8Array;
    files.set(one, files.get(other) as Uint8Array).set(other, held);
    return [one, other];
  }),
];

async function problemOf(files: Files): Promise<LogProblem | null> {
  const { proved, problem } = await verifyLog(readerOf(files), keys, files.keys());
  expect(proved === null).toBe(problem !== null);
  return problem;
}

function expectNamed(fault: Fault, problem: LogProblem | null) {
  expect(problem, `${fault.kind}: ${fault.wrong} passed`).not.toBeNull();
  const { file, byte, entry, message } = problem as LogProblem;
  expect(fault.wrong, `${fault.kind}: ${message}`).toContain(file);
  expect(message).toContain(file);
  const tile = parseTilePath(file);
  if (tile !== null && byte === null) expect(problem?.what, message).toMatch(/^(missing|rewritten)$/);
  if (tile === null || fault.byte === undefined || fault.kind !== 'a byte changed') return;
  // one byte: the very place in a tile, the very entry in a bundle
  if (tile.level === 'entries') expect(entry, message).toBe(tile.index * 256 + Math.floor(fault.byte / 34));
  else expect(byte, message).toBe(fault.byte);
}

describe('a published log', () => {
  it('verifies as it was published', async () => {
    for (const { files, root, entries } of logs) {
      const { proved, problem } = await verifyLog(readerOf(files), keys, files.keys());
      expect(problem).toBeNull();
      expect(proved).toMatchObject({ origin: ORIGIN, size: entries.length, root });
    }
  });

  const picks = fc.array(fc.nat(2 ** 31 - 1), { minLength: 8, maxLength: 8 });
  it.each(logs.map((log) => [log.entries.length, log] as const))(
    'of %i entries does not verify with anything wrong in it, and the file is named',
    { timeout: 120_000 },
    async (size, log) => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...CHANGES), picks, async (change, numbers) => {
          const left = [...numbers];
          const fault = change(log.files, (limit) => (left.shift() ?? 0) % limit);
          fc.pre(fault !== null);
          expectNamed(fault, await problemOf(fault.files));
        }),
        { numRuns: size > 10_000 ? 25 : 400 },
      );
    },
  );

  it('of 40 entries does not verify with any byte changed, missing or repeated', async () => {
    const { files } = publish(entriesOf(40), p256);
    for (const [path, bytes] of files) {
      for (let at = 0; at < bytes.length; at++) {
        const whole = Buffer.from(bytes);
        const wrongs = {
          'a byte changed': splice(whole, at, 1, Buffer.of((bytes[at] as number) ^ 1)),
          'a byte missing': splice(whole, at, 1),
          'a byte repeated': splice(whole, at, 0, whole.subarray(at, at + 1)),
          'cut off': whole.subarray(0, at),
        };
        for (const [kind, wrong] of Object.entries(wrongs)) {
          const fault = { kind, wrong: [path], files: new Map(files).set(path, wrong), byte: at };
          expectNamed(fault, await problemOf(fault.files));
        }
      }
    }
  });
});
