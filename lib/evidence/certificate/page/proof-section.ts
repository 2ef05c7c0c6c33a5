import type { Certificate } from '../certificate.ts';
import { sayParts, sayStated, whatIsNotProved } from '../verdict-words.ts';
import { type Language, say } from '../words.ts';
import { both } from './both.ts';
import { fact } from './facts-section.ts';
import { type Html, html } from './html.ts';
import { logsOnPage, type PageLog, placeOf } from './places.ts';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

/** What a check that succeeds proves, and what no check can. */
export function proofSection(certificate: Certificate): Html {
  const isBound = certificate.bindingSalt !== null; // then whose it is can be proved to whoever asks
  return html`<section class="proof">
<div class="proved">
<h2>${both('proved.title')}</h2>
${lists((language) => provable(certificate, language))}
</div>
<div class="not-proved">
<h2>${both('not-proved.title')}</h2>
${lists((language) => whatIsNotProved(isBound, isBound, language))}
</div>
</section>`;
}

function provable(certificate: Certificate, language: Language): string[] {
  const statedHere = sayStated(certificate.statement.evidence, language);
  const logged = logsOnPage(certificate).map(({ origin, size, keys, statement, first, last }: PageLog) => {
    const what = sayParts(statement, first, last, language);
    return say('proved.logged', language, { origin, size, key: keys, what });
  });
  const binding = certificate.bindingSalt === null ? [] : [say('proved.subject.how', language)];
  return [...logged, ...statedHere, ...binding];
}

function lists(lines: (language: Language) => readonly string[]): Html {
  const list = (language: Language) =>
    html`<ul lang="${language === 'zh' ? 'zh-CN' : 'en'}">${lines(language).map((line) => html`<li>${line}</li>`)}</ul>`;
  return html`<div class="pair">${LANGUAGES.map(list)}</div>`;
}

/** How whoever holds the page finds out whether it is true. */
export function checkSection(certificate: Certificate): Html {
  const { id, receipts, policy } = certificate.statement.evidence;
  const logs = logsOnPage(certificate);
  const keys = logs.map(() => ' --key VKEY').join('');
  return html`<section class="check">
<h2>${both('check.title')}</h2>
<div class="pair">${both('check.how', undefined, 'p')}</div>
<pre>expunge verify certificate FILE${keys} --subject-file IDENTIFIER</pre>
${logs.map(
  (log) => html`<dl class="facts wide">
${fact('check.log', html`<code>${log.origin}</code>`)}
${fact('check.size', html`${log.size}`)}
${fact('check.root', html`<code>${log.root}</code>`)}
${fact('check.key', html`<code>${log.keys}</code>`)}
</dl>
`,
)}<dl class="facts wide">
${fact('check.statement', html`<code>${id}</code> ${both('check.entry', () => ({ entry: placeOf(certificate.statement)?.index ?? '—' }))}`)}
${fact('check.receipts', html`<code>${receipts.digest}</code>`)}
${fact('check.policy', html`<code>${policy.digest}</code>`)}
</dl>
</section>`;
}
