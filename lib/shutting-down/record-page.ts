import { inBoth } from '../evidence/certificate/page/both.ts';
import { type Html, html, raw } from '../evidence/certificate/page/html.ts';
import { STYLE } from '../evidence/certificate/page/style.ts';
import { type Language, sayInstant } from '../evidence/certificate/words.ts';
import type { RecordedCase, ShutDownRecord } from './record.ts';
import words from './words.json' with { type: 'json' };

type Phrase = keyof typeof words;
type Values = (language: Language) => Readonly<Record<string, string | number>>;

/** Cases on the page; the record beside it has all. */
const SHOWN = 1000;

/** A record for people, in Chinese and English on one page: stands alone, runs nothing, and is a function of the record. */
export function recordPage(record: ShutDownRecord): string {
  const title = 'title' satisfies Phrase;
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${say(title, 'zh')} · ${say(title, 'en')} · ${record.policy.id}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<header>
<p class="kind">Expunge</p>
<h1>${both(title)}</h1>
<div class="claim pair">${both(`claim.${record.stage}`, (language) => ({ erasedBy: sayInstant(record.erasedBy, language) }), 'p')}</div>
<div class="warning pair">${both('unproved', () => ({}), 'p')}</div>
</header>
${facts(record)}
${proofs(record)}
${counts(record)}
${cases(record)}
</main>
</body>
</html>
`.html;
}

function facts({
  id,
  policy,
  receivedAt,
  deadline,
  erasedBy,
  restrictedUntil,
  counts: { restricted },
}: ShutDownRecord) {
  const punctual = erasedBy <= deadline;
  const verdict = html` <b class="${punctual ? 'good' : 'bad'}">${both(punctual ? 'inTime' : 'late')}</b>`;
  const until =
    restricted === 0 ? both('nothing') : restrictedUntil === null ? both('unknown') : instant(restrictedUntil);
  return html`<section>
<dl class="facts">
${fact('id', html`<code>${id}</code>`)}
${fact('policy', html`<span><code>${policy.id}</code></span> ${both('version', () => ({ version: policy.version }))}`)}
${fact('clause', html`<span>${policy.clause}</span>`)}
${fact('received', instant(receivedAt))}
${fact('deadline', instant(deadline))}
${fact('erasedBy', html`${instant(erasedBy)}${verdict}`)}
${fact('restrictedUntil', until)}
</dl>
</section>`;
}

function proofs({ proofs: proven, erasedBy, id }: ShutDownRecord) {
  const rows = proven.map(
    ({ gate, clause, metAt, evidence }) =>
      html`<tr><td>${Object.hasOwn(words, gate) ? both(gate as Phrase) : html`<span>${gate}</span>`}</td><td>${clause}</td><td>${instant(metAt)}</td><td>${evidence}</td></tr>`,
  );
  return html`<section>
<h2>${both('proofs')}</h2>
<table>
<thead><tr><th></th><th>${both('clause')}</th><th></th><th>${both('evidence')}</th></tr></thead>
<tbody>${rows}<tr><td>${both('erased')}</td><td></td><td>${instant(erasedBy)}</td><td><code>shut-downs/${id}.json</code></td></tr></tbody>
</table>
</section>`;
}

function counts({ counts: { cases: all, completed, restricted, refused, afterStop } }: ShutDownRecord) {
  const row = (phrase: Phrase, value: number) => fact(phrase, html`<span>${value}</span>`);
  return html`<section>
<h2>${both('counts')}</h2>
<dl class="facts">${[row('all', all), row('completed', completed), row('restricted', restricted), row('refused', refused), row('afterStop', afterStop)]}</dl>
</section>`;
}

function cases({ cases: all }: ShutDownRecord) {
  if (all.length === 0) return html``;
  const shown = all.slice(0, SHOWN);
  const more = all.length > SHOWN ? html`<p>${both('more', () => ({ shown: SHOWN, all: all.length }))}</p>` : html``;
  const row = ({ case: id, state, certificates }: RecordedCase) =>
    html`<tr><td><code>${id}</code></td><td>${both(state)}</td><td>${certificates.map((key) => html`<code>${key}</code><br>`)}</td></tr>`;
  return html`<section>
<h2>${both('certificates')}</h2>
<table><tbody>${shown.map(row)}</tbody></table>
${more}
</section>`;
}

const fact = (phrase: Phrase, value: Html): Html => html`<div><dt>${both(phrase)}</dt><dd>${value}</dd></div>`;

const instant = (at: string): Html => inBoth((language) => sayInstant(at, language));

const both = (phrase: Phrase, values: Values = () => ({}), tag: 'span' | 'p' = 'span'): Html =>
  inBoth((language) => say(phrase, language, values(language)), tag);

function say(phrase: Phrase, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return words[phrase][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
