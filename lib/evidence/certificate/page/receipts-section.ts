import type { Receipt } from '../../receipt.ts';
import type { Statement } from '../../statement.ts';
import type { Certificate, Proved } from '../certificate.ts';
import { isOutstanding, sayRecipient } from '../recipient-words.ts';
import { type Phrase, sayTime } from '../words.ts';
import { both, inBoth } from './both.ts';
import { type Html, html, raw } from './html.ts';
import { placeOf } from './places.ts';

/** The columns, with the class of their cells. */
const COLUMNS = [
  ['receipts.dataset', 'text'],
  ['receipts.clause', 'text'],
  ['receipts.outcome', 'text'],
  ['receipts.records', 'number'],
  ['receipts.verified', 'time'],
  ['receipts.entry', 'number'],
] as const satisfies readonly (readonly [Phrase, string])[];

/** Every receipt, a row each; on a narrow screen a card each, with the heads of the columns beside the values. */
export function receiptsSection({ receipts }: Certificate): Html {
  const title = html`<h2>${both('receipts.title')}</h2>`;
  if (receipts.length === 0) {
    return html`<section>${title}<div class="pair">${both('receipts.none', undefined, 'p')}</div></section>`;
  }
  const heads = COLUMNS.map(([head, kind]) => html`<th class="${kind}">${both(head)}</th>`);
  return html`<section>
${title}
<table>
<thead><tr><th>#</th>${heads}</tr></thead>
<tbody>
${receipts.map((receipt, at) => row(receipt, at + 1))}</tbody>
</table>
</section>`;
}

function row(proved: Proved<Receipt>, number: number): Html {
  const { dataset, rule, action, records, outcome, verifiedAt } = proved.evidence;
  const cells: readonly Html[] = [
    html`<code>${dataset}</code>`,
    html`${rule.clause}`,
    both(outcome === 'erased' ? `outcome.erased.${action}` : `outcome.${outcome}`),
    html`${records}`,
    inBoth((language) => sayTime(verifiedAt, language)),
    html`${placeOf(proved)?.index ?? '—'}`,
  ];
  const data = COLUMNS.map(
    ([head, kind], at) =>
      html`<td class="${kind}"><span class="head">${both(head)}</span><div>${cells[at] ?? ''}</div></td>`,
  );
  return html`<tr><th scope="row">${number}</th>${data}</tr>
`;
}

/** Who received the data and was told to erase it; nothing where there is nobody. */
export function recipientsSection({ recipients }: Statement): Html {
  if (recipients.length === 0) return raw('');
  const lines = recipients.map((recipient) => {
    const said = inBoth((language) => sayRecipient(recipient, language));
    const line = isOutstanding(recipient) ? html`<b class="bad">${said}</b>` : said;
    return html`<div><dt><code>${recipient.id}</code></dt><dd>${line}</dd></div>`;
  });
  return html`<section><h2>${both('recipients.title')}</h2><dl class="facts wide">${lines}</dl></section>`;
}
