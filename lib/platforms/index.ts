/** Adapters: what WeChat, TikTok, Kuaishou and Cognito send becomes triggers of ours. Pure but for decrypting a secret. */
export { type Acknowledgement, acknowledge } from './acknowledge.ts';
export { type Adapted, adapt } from './adapt.ts';
export { candidatesFor, type SecretsOf } from './authenticate.ts';
export { type DayList, parseDayList, type Revocation } from './day-list/parse.ts';
export { type ListAnswer, type ListOffice, takeDayList } from './day-list/take.ts';
export { type Examined, examine } from './examine.ts';
export { dropKnown, isKnown } from './known.ts';
export { type Notice, noticeOf, parseNotice } from './notice.ts';
export { openNotice } from './open.ts';
export type { Noted, Said } from './said.ts';
export { type PlatformSecrets, parseSecrets } from './secrets.ts';
export type { PlatformTrigger } from './triggers.ts';
export { splitCodes } from './wechat/codes.ts';
export { wechatEcho } from './wechat/signature.ts';
