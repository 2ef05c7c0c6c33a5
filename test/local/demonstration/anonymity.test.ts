import { describe, expect, test } from 'vitest';
import { anonymise } from '../../../lib/erasure/anonymising/anonymise.ts';
import type { Anonymiser } from '../../../lib/policy/plan.ts';
import { isHarmless, isLeftOf } from '../../../local/demonstration/anonymity.ts';

const TEXT = '订单没有到。我叫王小明，电话12012345678。谢谢！';

describe('what may be left of a field', () => {
  test.each<[string, unknown, unknown, Anonymiser, boolean]>([
    ['removed', '王小明', undefined, { how: 'remove' }, true],
    ['not removed', '王小明', '王小明', { how: 'remove' }, false],
    ['null', '王小明', null, { how: 'null' }, true],
    ['removed where null was promised', '王小明', undefined, { how: 'null' }, false],
    ['a constant', '王小明', '匿名', { how: 'constant', value: '匿名' }, true],
    ['the year', '2026-03-09', '2026', { how: 'year' }, true],
    ['the day for the year', '2026-03-09', '2026-03-09', { how: 'year' }, false],
    ['another year', '2026-03-09', '2025', { how: 'year' }, false],
    ['the province', '广东省深圳市南山区1号', '广东', { how: 'region' }, true],
    ['the city for the province', '广东省深圳市南山区1号', '广东省深圳市', { how: 'region' }, false],
    ['another province', '广东省深圳市', '浙江', { how: 'region' }, false],
    ['the text without the telling sentence', TEXT, '订单没有到。[已删除]谢谢！', { how: 'redact' }, true],
    ['the text with it', TEXT, TEXT, { how: 'redact' }, false],
    ['a text that nobody wrote', TEXT, '已处理。', { how: 'redact' }, false],
    ['nothing of nothing', undefined, undefined, { how: 'remove' }, true],
    ['something of nothing', undefined, '匿名', { how: 'constant', value: '匿名' }, false],
  ])('%s', (_, original, now, how, fits) => {
    expect(isLeftOf(original, now, how)).toBe(fits);
  });

  test('there is nothing to take out of what is anonymous already', () => {
    expect(isHarmless('广东', { how: 'region' })).toBe(true);
    expect(isHarmless('谢谢！', { how: 'redact' })).toBe(true);
    expect(isHarmless(undefined, { how: 'remove' })).toBe(true);
    expect(isHarmless(TEXT, { how: 'redact' })).toBe(false);
  });

  test.each<[unknown, Anonymiser]>([
    [TEXT, { how: 'redact' }],
    ['新疆维吾尔自治区乌鲁木齐市天山区新华北路374号', { how: 'region' }],
    ['2026-03-09', { how: 'year' }],
  ])('the product leaves no more of %s', (value, how) => {
    expect(isLeftOf(value, anonymise(value, how), how)).toBe(true);
  });
});
