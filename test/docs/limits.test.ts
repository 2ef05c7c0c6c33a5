import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MOTO_GAPS } from '../contract/known-gaps.ts';

const text = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');

describe('the limits', () => {
  it('name every known difference of moto', () => {
    expect(MOTO_GAPS.map(({ differs }) => differs).filter((differs) => !text.includes(differs))).toEqual([]);
  });
});
