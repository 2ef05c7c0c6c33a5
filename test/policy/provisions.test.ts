import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../lib/policy/provision-schema.ts';
import { policy } from './policy-texts.ts';

/** Every provision of the five texts has its place: something that carries it out, or the reason why no software can. */

const COUNTS = [
  ['tiktok-miniprogram', 'A', 30],
  ['wechat-miniprogram', 'B', 21],
  ['weidandan', 'C', 45],
  ['kuaishou-shop', 'D', 64],
  ['kuaishou-open-platform', 'E', 35],
] as const;

/** Folders of functions/ that are no function. */
const NOT_FUNCTIONS = ['wiring'];

describe('the provisions of the five texts', () => {
  it.each(COUNTS)('%s: all of them, by the letter %s', (id, letter, count) => {
    const ids = Array.from({ length: count }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`);
    expect(Object.keys(policy(id).data.provisions)).toEqual(ids);
  });

  it.each(COUNTS)('%s: a reason is a sentence', (id) => {
    for (const [name, one] of Object.entries(policy(id).data.provisions)) {
      if (one.notSoftware !== undefined) expect(one.notSoftware, name).toMatch(/^[A-Z].{30,}\.$/);
    }
  });
});

it('the parts a provision may name are the functions, the deployment and the command line', () => {
  const folders = readdirSync(path.resolve(import.meta.dirname, '../../functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_FUNCTIONS.includes(entry.name))
    .map(({ name }) => name);
  expect([...PARTS].sort()).toEqual([...folders, 'cli', 'infra'].sort());
});
