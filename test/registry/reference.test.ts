import { describe, expect, it } from 'vitest';
import { createReferencer } from '../../lib/registry/index.ts';

describe('the id of a case', () => {
  it('is never taken for an option of a command', () => {
    const { case: idOf } = createReferencer(Buffer.from('key'));
    const ids = Array.from({ length: 1000 }, (_, n) => idOf('shop', `closure-${n}`));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.filter((id) => !/^[A-Za-z0-9_][\w-]{21}$/.test(id))).toEqual([]);
  });
});
