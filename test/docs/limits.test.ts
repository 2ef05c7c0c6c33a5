import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_GAPS, MOTO_GAPS } from '../contract/known-gaps.ts';

const text = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');

describe('the limits', () => {
  it('name every known difference of moto', () => {
    expect(MOTO_GAPS.map(({ differs }) => differs).filter((differs) => !text.includes(differs))).toEqual([]);
  });

  it('name what the embedded services fail', () => {
    const services = EMBEDDED_GAPS.map(({ service, differs }) => `${service} ${differs}`);
    expect(services).toEqual(['SQS messages with characters beyond the basic plane, such as emoji, are refused']);
    expect(text).toContain('refuses messages with characters beyond the basic plane, such as emoji');
  });
});
