/**
 * What `RevokeInfo` may say, by WeChat's three lists. Which categories of a policy a code stands for is the policy's to
 * say (`revokeCodes`); this only tells a code that WeChat has from one that nobody knows.
 * Source: developers.weixin.qq.com, mini-program (1–20), service account (201–207), mobile and web apps (301).
 */
export const WECHAT_CODES: ReadonlyMap<string, string> = new Map([
  ['1', 'licence plate'],
  ['2', 'address'],
  ['3', 'invoice'],
  ['4', 'Bluetooth'],
  ['5', 'microphone'],
  ['6', 'nickname and avatar'],
  ['7', 'camera'],
  ['8', 'phone number'],
  ['12', 'WeRun steps'],
  ['13', 'location'],
  ['14', 'chosen picture or video'],
  ['15', 'chosen file'],
  ['16', 'e-mail address'],
  ['18', 'chosen location'],
  ['19', 'nickname from the keyboard'],
  ['20', 'avatar from the component'],
  ['201', 'address'],
  ['202', 'invoice'],
  ['203', 'card or coupon'],
  ['204', 'microphone'],
  ['205', 'nickname and avatar'],
  ['206', 'location'],
  ['207', 'chosen picture or video'],
  ['301', 'everything'],
]);

/** Everything that a mobile or web app was authorised for. */
export const EVERYTHING = '301';

/** One or several codes in one text: without leading zeros, each once, by number. */
export function splitCodes(text: string): readonly string[] {
  const codes = text.split(/[\s,;|，、；]+/).filter((code) => code !== '');
  return [...new Set(codes.map((code) => code.replace(/^0+(?=\d)/, '')))].sort((a, b) => Number(a) - Number(b));
}
