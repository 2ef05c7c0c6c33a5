import type { ReceiptPage } from './receipt.ts';
import { STAGES, type Statement } from './statement.ts';

/**
 * A statement on its way to the log, alone on its page. The page is named for what it states, so that of one case and
 * stage only one statement is ever sealed: the one that came first.
 */
export function statementPage(statement: Statement): ReceiptPage {
  const page = statementPageName(statement);
  return { format: 'expunge-receipts/1', page, family: page, receipts: [statement] };
}

/** `certify-<1, 2 or 3>-<statement id>`. */
export function statementPageName({ stage, id }: Pick<Statement, 'stage' | 'id'>): string {
  return `certify-${STAGES.indexOf(stage) + 1}-${id}`;
}
