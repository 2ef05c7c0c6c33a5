/** The case desk: what people decide about a case, what they answer, and where it stands. */
export { type AnswerOrder, answerCase, type ComplainOrder, complain, replyPeriod } from './answer.ts';
export { decideFee, type FeeOrder } from './fee.ts';
export { type GrantOrder, grantAppeal } from './grant.ts';
export { type CaseFilter, listCases } from './list.ts';
export type { DeskOffice } from './office.ts';
export { type RefuseOrder, refuseCase } from './refuse.ts';
export { type CaseLine, type CaseView, type ReplyView, replyView, showCase } from './standing.ts';
