import type { Receipt } from '../../receipt.ts';
import type { Statement } from '../../statement.ts';
import type { Certificate, Proved } from '../certificate.ts';
import { type Phrase, sayInstant } from '../words.ts';
import { both, bothInstant } from './both.ts';
import { type Html, html, raw } from './html.ts';
import { placeOf } from './places.ts';

/** Every receipt, a row each; on a narrow screen a card each, with the heads of the columns beside the values. */
export function receiptsSection({ receipts }: Certificate): Html {
  const title = html`<h2>${both('receipts.title')}</h2>`;
  if (receipts.length === 0)
    return html`<section>${title}<div class="pair">${both('receipts.none', undefined, 'p')}</div></section>`;
  const heads: readonly Phrase[] = [
    'receipts.dataset',
    'receipts.clause',
    'receipts.outcome',
    'receipts.records',
    'receipts.verified',
    'receipts.entry',
  ];
  return html`<section>
${title}
<table>
<thead><tr><th>#</th>${heads.map((head) => html`<th>${both(head)}</th>`)}</tr></thead>
<tbody>
${receipts.map((receipt, at) => row(receipt, at + 1, heads))}
</tbody>
</table>
</section>`;
}

function row(proved: Proved<Receipt>, number: number, heads: readonly Phrase[]): Html {
  const { dataset, rule, action, records, outcome, verifiedAt } = proved.evidence;
  const did: Phrase = outcome === 'erased' ? `outcome.erased.${action}` : `outcome.${outcome}`;
  const place = placeOf(proved);
  const cells: readonly Html[] = [
    html`<code>${dataset}</code>`,
    html`${rule.clause}`,
    both(did),
    html`${records}`,
    bothInstant(verifiedAt),
    html`${place?.index ?? '—'}`,
  ];
  const data = cells.map((cell, at) => {
    const [head, isNumber] = [heads[at] as Phrase, at === 3 || at === 5];
    return html`<td${raw(isNumber ? ' class="number"' : '')}><span class="head">${both(head)}</span><div>${cell}</div></td>`;
  });
  return html`<tr><th scope="row">${number}</th>${data}</tr>
`;
}

/** Who received the data and was told to erase it; nothing where there is nobody. */
export function recipientsSection({ recipients }: Statement): Html {
  if (recipients.length === 0) return raw('');
  const lines = recipients.map(({ id, confirmedAt }) => {
    const confirmed =
      confirmedAt === null
        ? html`<b class="bad">${both('recipients.outstanding')}</b>`
        : both('recipients.confirmed', (language) => ({ at: sayInstant(confirmedAt, language) }));
    return html`<div><dt><code>${id}</code></dt><dd>${confirmed}</dd></div>`;
  });
  return html`<section><h2>${both('recipients.title')}</h2><dl class="facts wide">${lines}</dl></section>`;
}
