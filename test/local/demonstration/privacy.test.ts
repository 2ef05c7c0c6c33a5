import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tellTale } from '../../../local/demonstration/checks/privacy.ts';

const ID = 'ttp_0123456789abcd';
const isTelling = tellTale({
  ids: new Set([ID]),
  names: new Set(['王小明']),
  phones: new Set(['12012345678']),
  numbers: new Set(['99000019900101123X', 'abc@example.com']),
});

test.each([
  ['an id', `{"key":"wechat/${ID}/x.jpg"}`],
  ['an id glued to something', `x${ID}`],
  ['a name within a sentence', '收件人王小明先生'],
  ['a phone number', 'tel:12012345678.'],
  ['a phone number in a longer run of digits', '008612012345678'],
  ['an identity number', '99000019900101123X'],
  ['a mail address', '<abc@example.com>'],
  ['an unsalted digest of an id', createHash('sha256').update(ID).digest('hex')],
  ['the same in base64', `"${createHash('sha256').update(ID).digest('base64')}"`],
])('finds %s', (_, text) => {
  expect(isTelling(text)).toBe(true);
});

test.each([
  ['a reference', '{"ref":"B8oWKaIcNzbiQ1Fgng1aRA","epoch":"2026"}'],
  ['an instant', '2026-03-02T00:00:00.000Z 1772625720112'],
  ['a clause', '第五章 删除或匿名化处理'],
  ['an id of nobody', 'ttp_ffffffffffffff'],
])('lets %s pass', (_, text) => {
  expect(isTelling(text)).toBe(false);
});
