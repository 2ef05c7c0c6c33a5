import type { DriftReport, Report } from '../report.ts';
import { n, t, table } from './tables.ts';
import { counted, escaped } from './text.ts';

/** What the last audit of each store found in it that nobody tracks, that should be gone or that should not be there. */
export function driftTable({ drift }: Report): string {
  if (drift.length === 0) return '<p class="soft">No store has been audited yet.</p>';
  return table(
    'As of each store’s last audit. Names of attributes and numbers of records; values are never kept.',
    [t('Store'), t('Audited'), n('Records'), n('Untracked'), n('Overdue'), t('Found in it')],
    drift.map((one) => [
      { html: `${escaped(one.store)}<small>${escaped(one.policy ?? 'said to hold nothing personal')}</small>` },
      one.auditedAt.slice(0, 10),
      one.records,
      one.untracked,
      { bad: one.due },
      { html: one.findings.map(inWords).join('<br>') || '<span class="soft">nothing else</span>' },
    ]),
  );
}

function inWords({ kind, attribute, category, count }: DriftReport['findings'][number]): string {
  const what = category === null ? kind : `${kind}: ${category}`;
  const strong = kind === 'undeclared' ? escaped(what) : `<strong>${escaped(what)}</strong>`;
  return `${strong} <code>${escaped(attribute)}</code> in ${counted(count, 'record')}`;
}
