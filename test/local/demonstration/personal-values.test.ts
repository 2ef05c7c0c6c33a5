import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { personalValues } from '../../../local/demonstration/personal-values.ts';
import { T0 } from './sample.ts';

const NOBODY = {
  ids: new Set<string>(),
  names: new Set<string>(),
  phones: new Set<string>(),
  numbers: new Set<string>(),
};
const record = (subject: string, item: Record<string, string | string[] | { at: string }>) => ({
  dataset: 'd',
  subject,
  writtenAt: T0,
  item,
});

test('are what identifies, ids as digests too', () => {
  const identifying = {
    ...NOBODY,
    ids: new Set(['ttp_1']),
    names: new Set(['王小明']),
    phones: new Set(['12012345678']),
  };
  const digest = createHash('sha256').update('ttp_1').digest();
  const digests = (['hex', 'base64', 'base64url'] as const).map((as) => digest.toString(as));
  expect([...personalValues({ items: [], identifying })].sort()).toEqual(
    ['ttp_1', '王小明', '12012345678', ...digests].sort(),
  );
});

test('are values that one subject alone has, however deep and however often', () => {
  const items = [
    record('a', { device: 'device-of-a', model: 'common model', list: ['deep in a list'] }),
    record('a', { device: 'device-of-a', place: { at: 'deep in a map' } }),
    record('b', { model: 'common model', short: '上海市', day: '2026-03-02', time: '2026-03-02T10:00:00.000+08:00' }),
  ];
  expect([...personalValues({ items, identifying: NOBODY })].sort()).toEqual(
    ['device-of-a', 'deep in a list', 'deep in a map'].sort(),
  );
});
