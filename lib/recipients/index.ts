/** Recipients: who received a subject's data is told to erase them too, at the same time, and has to confirm it. */
export { eventBusCarrier } from './aws/event-bus-carrier.ts';
export { kmsNoticeKey } from './aws/kms-notice-key.ts';
export { sqsCarrier } from './aws/sqs-carrier.ts';
export type { Carriers } from './carrier.ts';
export { createDesk, type RecipientsDesk } from './desk.ts';
export { httpsCarrier } from './https-carrier.ts';
export type { Letter } from './letter.ts';
export type { RecipientsOffice } from './office.ts';
export { keyIdOf, type NoticeKey } from './sign-request.ts';
export { type Look, tellRecipients } from './tell-recipients.ts';
export type { ToldRecipient } from './told-recipient.ts';
