/*
 * Personal data in free text, by shape. Shapes find numbers and addresses of the net; they cannot find a name or a
 * story. So the rule that names this anonymiser keeps nothing of a line in which anything was found, and text that
 * is itself about a person belongs under `remove`. docs/limits.md says so to the operator.
 *
 * Each shape ends as soon as it is sure and never tries two ways through the same characters: people write what they like
 * into a field, 400 KB of it, and nobody's record may keep the others waiting.
 */
const SHAPES: readonly RegExp[] = [
  /[\w.+-]@[\w-]+\.[\w-]/u, // e-mail address
  /(?<!\d)\d{17}[\dXx](?!\d)/u, // resident identity card, GB 11643-1999
  /\d(?:[\s()\-–.]*\d){6}/u, // seven digits or more: phones, cards, account numbers, ids
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/u, // IPv4
  /(?:[0-9a-f]{1,4}:){3}/iu, // IPv6, MAC with colons
  /(?:[0-9a-f]{2}-){5}[0-9a-f]{2}/iu, // MAC with hyphens
  /[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/iu, // UUID: device and advertising ids
  /https?:\/\/\S/iu, // links carry ids in their path
  /[省市区县镇乡村路街巷弄号栋幢室]\s*\d|\d\s*(?:号|栋|幢|室|单元|弄)/u, // street addresses
  /(?:我叫|姓名|名字|联系人|收件人|收货人|本人|先生|女士|小姐)/u, // what announces a name
  /(?:微信|weixin|wechat|vx|qq)\s*(?:(?:号|id)\s*)?(?:[:：]\s*)?[\w-]{5}/iu, // messenger ids
];

/** Stands where a line was taken out. */
export const REDACTED = '[已删除]';

/** After what ends a sentence. `!`, `?` and `;` only before a space: they are also parts of links. */
const SENTENCE_ENDS = /(?<=[\n。！？；])|(?<=[!?;])(?=\s)/u;

/** Free text without the lines and sentences in which something personal was found. Applying it twice changes nothing. */
export function redact(text: string): string {
  return text
    .split(SENTENCE_ENDS)
    .map((sentence) => (isPersonal(sentence) ? REDACTED : sentence))
    .join('');
}

function isPersonal(sentence: string): boolean {
  // NFKC: Chinese keyboards write full-width digits and signs as easily as plain ones.
  const plain = sentence.normalize('NFKC');
  return SHAPES.some((shape) => shape.test(plain));
}
