import type { PolicyCounts, Summary } from '../summary.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** The results as one page without anything from elsewhere. */
export function page(summary: Summary): string {
  const kept = summary.checks.filter(({ ok }) => ok).length;
  const all = summary.checks.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Expunge: ${kept} of ${all} promises kept</title>
<style>${STYLE}</style>
</head>
<body>
<header>
  <h1>Expunge</h1>
  <p class="lead">${summary.days} days in ${Math.round(summary.seconds)} seconds, five privacy policies at once,
    ${number(summary.subjects)} people who do not exist. Every number below was counted in the stores themselves.</p>
  <p class="outcome ${kept === all ? 'good' : 'bad'}" role="status">${kept === all ? `All ${all} checks held` : `${all - kept} of ${all} checks did not hold`}</p>
</header>
<main>
<section aria-label="Figures"><dl class="figures">${figures(summary)}</dl></section>
<section>
  <h2>What became of the records</h2>
  ${bars(summary.policies)}
  <div class="scroll" tabindex="0" role="region" aria-label="Records by policy">${table(summary.policies)}</div>
  <p class="note">Restricted records are kept by a legal floor although their account was closed. They are counted among the untouched or the anonymised as well.</p>
</section>
<section>
  <h2>Every trigger of every policy</h2>
  <p class="note">Played by one person each, beside the half year above; the end of a service by everybody who is left. Counted in fields, and in records that have none.</p>
  <div class="scroll" tabindex="0" role="region" aria-label="Triggers">${triggerTable(summary.triggers)}</div>
</section>
<section>
  <h2>Checks</h2>
  <ol class="checks">${summary.checks
    .map(
      ({ ok, promise, name, detail }) =>
        `<li class="${ok ? 'good' : 'bad'}"><span class="mark" aria-label="${ok ? 'held' : 'did not hold'}">${ok ? '✓' : '✗'}</span><div><strong>${html(name)}</strong> <span class="promise">${html(promise)}</span><p>${html(detail)}</p></div></li>`,
    )
    .join('')}</ol>
</section>
<section>
  <h2>What an outsider is given</h2>
  <ul class="cards">${handedOut(summary)}</ul>
  <p class="note">All of it is in <code>${html(summary.results)}</code>, as it would be handed on or published. The verifier and the verifier key are all that is needed to check a certificate: no network, no account, none of this program.</p>
</section>
<section>
  <h2>Receipts</h2>
  <p class="note">One for each cluster that was erased at one firing. They name their subject by a reference that only the holder of the evidence key can compute.</p>
  <form id="choose">
    <label>Policy <select name="policy"><option value="">all</option>${Object.keys(summary.policies)
      .map((policy) => `<option>${html(policy)}</option>`)
      .join('')}</select></label>
    <label>Receipt <input name="id" autocomplete="off" spellcheck="false" placeholder="begins with…" maxlength="22"></label>
  </form>
  <div class="scroll" tabindex="0" role="region" aria-label="Receipts">
    <table><thead><tr><th>verified (UTC)</th><th>dataset</th><th>rule</th><th>action</th><th class="n">records</th><th>why</th><th>receipt</th></tr></thead><tbody id="receipts"></tbody></table>
  </div>
  <p class="pager"><button type="button" id="back">Newer</button> <span id="where" aria-live="polite"></span> <button type="button" id="on">Older</button></p>
  <dialog id="one"><pre id="text"></pre><form method="dialog"><button>Close</button></form></dialog>
</section>
</main>
<footer><p>Seed ${html(summary.seed)}, ${day(summary.from)} to ${day(summary.until)}. <a href="/summary.json">summary.json</a>, also in <code>${html(summary.results)}</code> with <code>receipts.jsonl</code>.</p></footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function figures(summary: Summary): string {
  const shown: readonly (readonly [string, number])[] = [
    ['records', summary.records],
    ['tagged', summary.tagged],
    ['were due', summary.due],
    ['deleted', summary.deleted],
    ['anonymised', summary.anonymised],
    ['restricted', summary.restricted],
    ['receipts', summary.receipts],
    ['certificates', summary.certificates],
    ['late', summary.late],
    ['stuck', summary.stuck],
    ['accounts closed', summary.casesOpened],
  ];
  return shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${number(value)}</dd></div>`).join('');
}

function handedOut(summary: Summary): string {
  const { certificates, certificatesByStage, certificatesVerified, sampleCertificate, logSize, logVerified } = summary;
  const stages = Object.entries(certificatesByStage).map(([stage, count]) => `${number(count)} ${stage}`);
  const cards: readonly (readonly [href: string | null, title: string, text: string])[] = [
    [
      '/report/index.html',
      'Erasure report',
      'What was due, erased, late, held back; cases against deadlines; what comes next.',
    ],
    [
      sampleCertificate === null ? null : `/${sampleCertificate}`,
      'A certificate · 证明书',
      `One of ${number(certificates)}: ${stages.join(', ')}. ${number(certificatesVerified)} verify.`,
    ],
    ['/verify.html', 'Verifier', 'Checks a certificate in this browser, from disk and offline.'],
    [
      '/log/log.vkey',
      'Verifier key',
      `Of the log: ${number(logSize)} entries; it ${logVerified ? 'verifies' : 'does not verify'}.`,
    ],
  ];
  return cards
    .map(([href, title, text]) => {
      const name = href === null ? title : `<a href="${html(href)}">${title}</a>`;
      return `<li><strong>${name}</strong><span>${html(text)}</span></li>`;
    })
    .join('');
}

const PARTS = ['deleted', 'anonymised', 'untouched'] as const;

function bars(policies: Summary['policies']): string {
  const key = PARTS.map((part) => `<span class="key ${part}">${part}</span>`).join(' ');
  const rows = Object.entries(policies).map(([name, counts]) => {
    const parts = PARTS.map((part) => {
      const share = counts.records === 0 ? 0 : (100 * counts[part]) / counts.records;
      return `<span class="${part}" style="width:${share.toFixed(2)}%" title="${number(counts[part])} ${part}"></span>`;
    });
    return `<div class="bar-row" aria-hidden="true"><span class="bar-name">${html(name)}</span><span class="bar">${parts.join('')}</span></div>`;
  });
  return `<div class="bars"><p class="keys" aria-hidden="true">${key}</p>${rows.join('')}</div>`;
}

const COLUMNS: readonly (keyof PolicyCounts)[] = [
  'subjects',
  'closed',
  'records',
  'deleted',
  'anonymised',
  'restricted',
  'untouched',
];

function table(policies: Summary['policies']): string {
  const head = COLUMNS.map((name) => `<th scope="col" class="n">${name}</th>`).join('');
  const rows = Object.entries(policies).map(
    ([name, counts]) =>
      `<tr><th scope="row">${html(name)}</th>${COLUMNS.map((column) => `<td class="n">${number(counts[column])}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr><th scope="col">policy</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function triggerTable(triggers: Summary['triggers']): string {
  const groups = Map.groupBy(triggers, ({ policy }) => policy);
  const bodies = [...groups].map(([policy, of]) => {
    const head = `<tr class="group"><th scope="rowgroup" colspan="${TRIGGER_COLUMNS.length}">${html(policy)}</th></tr>`;
    return `<tbody>${head}${of.map(triggerRow).join('')}</tbody>`;
  });
  const head = TRIGGER_COLUMNS.map(([name, kind]) => `<th scope="col"${kind}>${name}</th>`).join('');
  return `<table class="triggers"><thead><tr>${head}</tr></thead>${bodies.join('')}</table>`;
}

const N = ' class="n"';
const TRIGGER_COLUMNS = [
  ['trigger', ''],
  ['about', ''],
  ['outcome', ''],
  ['took', N],
  ['erased', N],
  ['kept by law', N],
  ['untouched', N],
] as const;

function lasting(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}

function triggerRow({ trigger, scope, outcome, gates, hours, wrong, ...counts }: Summary['triggers'][number]): string {
  const numbers = [counts.erased, counts.keptByLaw, counts.untouched].map((one) => `<td${N}>${number(one)}</td>`);
  const became = wrong.length === 0 ? html(outcome) : `<strong class="bad">${html(wrong.join('; '))}</strong>`;
  const waited = gates.length === 0 ? '' : `<small>after ${html(gates.join(', '))}</small>`;
  return `<tr><th scope="row">${html(trigger)}${waited}</th><td>${html(scope)}</td><td>${became}</td><td${N}>${hours === null ? '' : lasting(hours)}</td>${numbers.join('')}</tr>`;
}

const number = (value: number): string => value.toLocaleString('en');
const day = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);

function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
