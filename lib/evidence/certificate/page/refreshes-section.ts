import type { Statement } from '../../statement.ts';
import { sayInstant } from '../words.ts';
import { both } from './both.ts';
import { type Html, html, raw } from './html.ts';

/** Which backups were made anew after the erasures, and where the proof of it is; nothing where there is none. */
export function refreshesSection({ refreshes = [] }: Statement): Html {
  if (refreshes.length === 0) return raw('');
  const lines = refreshes.map(({ dataset, copy, refreshedAt, evidence }) => {
    const renewed = both('refreshes.at', (language) => ({ at: sayInstant(refreshedAt, language), evidence }));
    return html`<div><dt><code>${dataset}</code> · ${copy}</dt><dd>${renewed}</dd></div>`;
  });
  return html`<section><h2>${both('refreshes.title')}</h2><dl class="facts wide">${lines}</dl></section>`;
}
