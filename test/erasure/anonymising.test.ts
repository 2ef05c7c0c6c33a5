import { describe, expect, it } from 'vitest';
import { anonymise, isAnonymous } from '../../lib/erasure/anonymising/anonymise.ts';
import { REDACTED } from '../../lib/erasure/anonymising/redact.ts';
import type { Anonymiser } from '../../lib/policy/plan.ts';

describe('anonymising a field', () => {
  const cases: readonly [Anonymiser, unknown, unknown][] = [
    [{ how: 'remove' }, '13800138000', undefined],
    [{ how: 'remove' }, 0, undefined],
    [{ how: 'null' }, '李雷', null],
    [{ how: 'null' }, { deep: ['李雷'] }, null],
    [{ how: 'constant', value: 'somebody' }, '李雷', 'somebody'],
    [{ how: 'constant', value: 0 }, 27, 0],
    [{ how: 'year' }, '1987-03-04', '1987'],
    [{ how: 'year' }, '1987-03-04T12:00:00+08:00', '1987'],
    [{ how: 'year' }, '19870304', '1987'],
    [{ how: 'year' }, '1987年3月4日', '1987'],
    [{ how: 'year' }, '1987', '1987'],
    [{ how: 'year' }, 1987, 1987],
    [{ how: 'year' }, 541_814_400, 1987],
    [{ how: 'year' }, 541_814_400_000, 1987],
    [{ how: 'year' }, '13800138000', null],
    [{ how: 'year' }, '541814400', null],
    [{ how: 'year' }, '0138-0013', null],
    [{ how: 'year' }, '440301198703041234', null],
    [{ how: 'year' }, 1e15, null],
    [{ how: 'year' }, -1e13, null],
    [{ how: 'year' }, 1987.25, 1987],
    [{ how: 'year' }, Number.NaN, null],
    [{ how: 'year' }, ['1987'], null],
    [{ how: 'region' }, '广东省深圳市南山区科技园1号', '广东'],
    [{ how: 'region' }, ' 内蒙古自治区呼和浩特市', '内蒙古'],
    [{ how: 'region' }, '上海', '上海'],
    [{ how: 'region' }, '深圳市南山区', '—'],
    [{ how: 'region' }, '李雷家，广东', '—'],
    [{ how: 'region' }, { province: '广东' }, null],
    [{ how: 'redact' }, 42, null],
  ];
  for (const [anonymiser, before, after] of cases) {
    it(`${anonymiser.how}: ${JSON.stringify(before) ?? before} → ${JSON.stringify(after) ?? after}`, () => {
      expect(anonymise(before, anonymiser)).toEqual(after);
      expect(isAnonymous(after, anonymiser)).toBe(true);
      expect(isAnonymous(before, anonymiser)).toBe(Object.is(before, after));
    });
  }

  it('makes nothing up where there is nothing', () => {
    for (const how of ['remove', 'null', 'year', 'region', 'redact'] as const) {
      expect(anonymise(undefined, { how })).toBeUndefined();
    }
    expect(anonymise(undefined, { how: 'constant', value: 'x' })).toBeUndefined();
    expect(anonymise(null, { how: 'year' })).toBeNull();
    expect(isAnonymous(undefined, { how: 'remove' })).toBe(true);
  });
});

describe('redacting free text', () => {
  const redact = (text: string) => anonymise(text, { how: 'redact' });
  const personal = [
    '13800138000',
    '138 0013 8000',
    '+86-138-0013-8000',
    '１３８００１３８０００',
    'li.lei@example.com',
    'ｌｉ＠example.com',
    '44030119870304123X',
    '192.168.1.20',
    'fe80::1ff:fe23:4567:890a',
    '00:1A:2B:3C:4D:5E',
    '00-1a-2b-3c-4d-5e',
    '123e4567-e89b-12d3-a456-426614174000',
    'https://example.com/u?uid=abc&n=李雷!x',
    '科技园路18号',
    '3栋402室',
    '我叫李雷',
    '微信号: lilei_1987',
    'qq 12345',
  ];
  for (const secret of personal) {
    it(`takes out the sentence with ${secret}`, () => {
      expect(redact(`很好。请联系 ${secret} 谢谢！质量不错。`)).toBe(`很好。${REDACTED}质量不错。`);
      expect(redact(secret)).toBe(REDACTED);
      expect(redact(`fine\n${secret}\nfine`)).toBe(`fine\n${REDACTED}fine`);
    });
  }

  it('leaves alone what is nobody’s', () => {
    for (const text of ['质量很好，用了3天。', 'Great! Works; would buy again?', '2026年', '5.5寸，258元', '']) {
      expect(redact(text)).toBe(text);
    }
  });
});
