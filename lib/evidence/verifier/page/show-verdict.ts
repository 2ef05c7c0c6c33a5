import type { CertificateProblem, CertificateVerdict, RestsOn } from '../../certificate/index.ts';
import { sayRecipient } from '../../certificate/recipient-words.ts';
import { claimPhrase, sayIfKnown, sayInstant, say as sayOfCertificate, sayScope } from '../../certificate/words.ts';
import type { Statement } from '../../statement.ts';
import { drawing, make } from './dom.ts';
import { isWord, type Language, speak } from './words.ts';

const CHECK = 'M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17M8.2 12.3l2.6 2.6 5-5.4';
const CROSS = 'M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17M9 9l6 6M15 9l-6 6';

/** The verdict as the page shows it: what it comes to first, then why, then what nobody can know from a file. */
export function verdictCard(verdict: CertificateVerdict, language: Language): HTMLElement {
  const { ok, statement, logs, problems, proved, notProved } = verdict;
  const say = speak(language);
  const banner = make(
    'div',
    { class: 'banner' },
    drawing(ok ? CHECK : CROSS),
    make(
      'div',
      {},
      make('h2', { id: 'verdict-title' }, say(ok ? 'holds' : 'fails')),
      make('p', {}, summaryOf(verdict, language)),
    ),
  );
  const items = (texts: readonly string[]) => texts.map((text) => make('li', {}, text));
  const wrong = problems.map((one) => problemItem(one, language));
  return make(
    'div',
    { class: `card ${ok ? 'holds' : 'fails'}` },
    banner,
    ...part('problems', say('problems'), wrong),
    ...part('proved', say('proved'), items(proved)),
    // what a certificate states is worth showing only where it holds
    ...(ok && statement !== null ? [factsOf(statement, logs, language)] : []),
    ...part('unproved', say('notProved'), items(notProved)),
  );
}

/** The verdict in one sentence, for those who hear the page. */
export function announcementOf(verdict: CertificateVerdict, language: Language): string {
  return `${speak(language)(verdict.ok ? 'holds' : 'fails')}. ${summaryOf(verdict, language)}`;
}

function summaryOf({ ok, stage }: CertificateVerdict, language: Language): string {
  return ok && stage !== null ? sayOfCertificate(`stage.${stage}`, language) : speak(language)('failsWhy');
}

function part(name: string, title: string, items: readonly HTMLElement[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [make('div', { class: `part ${name}` }, make('h3', {}, title), make('ul', {}, ...items))];
}

/** The checker's own sentence is in English; what it is about, and what kind of fault it is, in the reader's language. */
function problemItem({ code, where, message }: CertificateProblem, language: Language): HTMLElement {
  const say = speak(language);
  const n = /^receipt (\d+)$/.exec(where)?.[1];
  const named = `where.${where}`;
  const place = n !== undefined ? say('where.receipt', { n }) : isWord(named) ? say(named) : where;
  return make(
    'li',
    {},
    make('p', {}, isWord(code) ? `${place}${language === 'zh' ? '：' : ' '}${say(code)}` : place),
    make('p', { class: 'detail', lang: 'en' }, message),
    make('p', { class: 'code', translate: 'no' }, make('code', {}, code), make('span', {}, where)),
  );
}

function factsOf(statement: Statement, logs: readonly RestsOn[], language: Language): HTMLElement {
  const say = speak(language);
  const its = (phrase: Parameters<typeof sayOfCertificate>[0], values = {}) =>
    sayOfCertificate(phrase, language, values);
  const at = (instant: string) => sayInstant(instant, language);
  const { policy, copiesGoneBy, refreshes = [], receipts, recipients, trigger } = statement;
  const facts: [term: string, ...definitions: (string | HTMLElement)[]][] = [
    [its('fact.case'), make('code', {}, statement.case)],
    [its('fact.trigger'), sayIfKnown(`trigger.${trigger}`, language) ?? trigger],
    [its('fact.scope'), sayScope(statement.scope, language)],
    [its('fact.policy'), `${policy.id}, ${its('fact.version', { version: policy.version })}`],
    [its('fact.received'), at(statement.receivedAt)],
    ...(statement.restrictedAt === null
      ? []
      : [[its('fact.restricted'), at(statement.restrictedAt)] as [string, string]]),
    [its('fact.completed'), at(statement.completedAt)],
    [its('fact.deadline'), at(statement.deadline)],
    [its('fact.stated'), at(statement.statedAt)],
    [its('fact.copies'), copiesGoneBy === null ? its('fact.no-copies') : at(copiesGoneBy)],
    ...refreshes.map(({ dataset, copy, refreshedAt, evidence }): [string, string] => [
      `${dataset} · ${copy}`,
      its('refreshes.at', { at: at(refreshedAt), evidence }),
    ]),
    [say('receipts'), String(receipts.count)],
    ...recipients.map((recipient): [string, string] => [recipient.id, sayRecipient(recipient, language)]),
    ...logs.map(({ origin, size, root }): [string, string, HTMLElement] => [
      origin,
      `${say('size', { size })} `,
      make('code', {}, root),
    ]),
  ];
  const list = facts.flatMap(([term, ...definition]) => [make('dt', {}, term), make('dd', {}, ...definition)]);
  return make(
    'div',
    { class: 'part' },
    make('h3', {}, say('states')),
    make('p', {}, claimOf(statement, language)),
    make('dl', {}, ...list),
  );
}

function claimOf(statement: Statement, language: Language): string {
  const { stage, completedAt, copiesGoneBy } = statement;
  const completed = sayInstant(completedAt, language);
  if (copiesGoneBy !== null) {
    const copies = sayInstant(copiesGoneBy, language);
    return sayOfCertificate(claimPhrase(statement), language, { completed, copies });
  }
  // without copies nothing is beyond use: such a certificate does not hold
  return sayOfCertificate(stage === 'final' ? 'claim.final.no-copies' : 'claim.erased', language, { completed });
}
