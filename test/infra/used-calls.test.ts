import { describe, expect, it } from 'vitest';
import { usedGrants } from '../support/grants.ts';
import { usedCalls } from '../support/used-calls.ts';

describe('the calls that were recorded', () => {
  it('use every grant that is said to be used, and no other', () => {
    const grants = new Set(usedGrants().map((grant) => grant.replace(/^(\S+) \S+ /, '$1 ')));
    const calls = new Set(usedCalls().map(({ by, action }) => `${by} ${action}`));
    expect([...calls].sort(), 'record them with RECORD_GRANTS=1').toEqual([...grants].sort());
  });

  it('name what they are made on by its construct path, whatever it is called in a deployment', () => {
    expect(usedCalls().filter(({ on }) => !/^\{[\w/-]+\}/.test(on))).toEqual([]);
    expect(usedCalls().filter((one) => JSON.stringify(one).includes('arn:'))).toEqual([]);
  });
});
