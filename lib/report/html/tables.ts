import type { Why } from '../backlog.ts';
import { longMargin } from '../margin-words.ts';
import type { Report } from '../report.ts';
import { counted, escaped, longMonth, number } from './text.ts';

interface Heading {
  readonly name: string;
  readonly number?: boolean;
}
type Cell = string | number | { readonly html: string } | { readonly bad: number };

export function table(caption: string, headings: readonly Heading[], rows: readonly (readonly Cell[])[]): string {
  const head = headings.map((one) => `<th scope="col"${one.number ? ' class="n"' : ''}>${one.name}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `<div class="scroll"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cell(value: Cell): string {
  if (typeof value === 'string') return `<td>${escaped(value)}</td>`;
  if (typeof value === 'number') return `<td class="n">${number(value)}</td>`;
  if ('html' in value) return `<td>${value.html}</td>`;
  return `<td class="n${value.bad > 0 ? ' bad' : ''}">${number(value.bad)}</td>`;
}

export const n = (name: string): Heading => ({ name, number: true });
export const t = (name: string): Heading => ({ name });
export const where = (one: { policy: string; dataset: string }): Cell => ({
  html: `${escaped(one.dataset)}<small>${escaped(one.policy)}</small>`,
});

export function ruleTable({ rules }: Report): string {
  if (rules.length === 0) return '<p class="soft">Nothing was due or erased in this period.</p>';
  return table(
    'Records by dataset and rule',
    [t('Dataset'), t('Rule and clause'), n('Due'), n('Deleted'), n('Anonymised'), n('Late')],
    rules.map((one) => [
      where(one),
      { html: `${escaped(one.rule)}<small>${escaped(one.clause ?? 'not in the plan in force')}</small>` },
      one.due,
      one.deleted,
      one.anonymised,
      { bad: one.late },
    ]),
  );
}

/** Percentiles as the steps within which they lie. */
export function lastingTable({ lateness: { p50, p90, p99, max } }: Report): string {
  const rows = [
    ['half of all records', p50],
    ['90 % of them', p90],
    ['99 % of them', p99],
    ['all of them', max],
  ] as const;
  return table(
    'Percentiles. Only steps are counted, so each is the step in which it lies, not a value.',
    [t('Of the erased records'), t('were gone at the latest')],
    rows.map(([name, margin]) => [name, margin === null ? 'unknown' : longMargin(margin)]),
  );
}

export function restrictedTable({ now }: Report): string {
  if (now.cases.restricted.length === 0) return '';
  return table(
    'Restricted now: only what the law protects is left, with the month in which it goes',
    [t('Dataset'), t('Rule'), t('Law'), t('Until'), n('Cases')],
    now.cases.restricted.map((one) => [
      where(one),
      one.rule,
      one.law ?? 'not read yet',
      one.month === null ? 'not known yet' : longMonth(one.month),
      one.cases,
    ]),
  );
}

export function waitingCasesTable({ now }: Report): string {
  if (now.cases.waiting.length === 0) return '';
  return table(
    'Cases in which nothing has begun, and what has to be proven or decided first',
    [t('Policy'), t('Waits for'), n('Cases'), n('Oldest, days')],
    now.cases.waiting.map((one) => [one.policy, one.gate, one.cases, one.oldestDays]),
  );
}

export function recipientTable({ now }: Report): string {
  if (now.cases.recipients.length === 0) return '';
  return table(
    'Recipients that have not confirmed that they erased too',
    [t('Recipient'), n('Cases'), n('Oldest, days')],
    now.cases.recipients.map((one) => [one.recipient, one.cases, one.oldestDays]),
  );
}

const WHY: Readonly<Record<Why, string>> = {
  stuck: 'stuck',
  held: 'held',
  braked: 'its rule waits for an approval',
  overdue: 'overdue',
  retrying: 'tried again',
  waiting: 'its turn comes',
};

export function waitingTable({ now: { timers } }: Report): string {
  const cut =
    timers.cutShards === 0
      ? ''
      : `<p class="soft">In ${counted(timers.cutShards, 'shard')} more waits than was read: the numbers are the least that they are.</p>`;
  if (timers.groups.length === 0) return '<p class="soft">Nothing is held, stuck or waiting.</p>';
  return `${table(
    'Subjects’ data sets: one is a subject’s data in a dataset under a rule',
    [t('Why'), t('Dataset'), t('Rule'), n('Data sets')],
    timers.groups.map((one) => [
      { html: `${WHY[one.why]}${one.code === null ? '' : `<small>${escaped(one.code)}</small>`}` },
      where(one),
      one.rule,
      one.why === 'stuck' || one.why === 'overdue' ? { bad: one.clusters } : one.clusters,
    ]),
  )}${cut}`;
}

export function proofOf({ proof, totals }: Report): string {
  const covered =
    proof.entries === 0
      ? 'Nothing was sealed for this period.'
      : proof.unpublished === 0
        ? `All ${counted(proof.entries, 'entry', 'entries')} of the period (${counted(totals.receipts, 'receipt')}, the rest statements of cases) are within a published checkpoint.`
        : `${number(proof.entries)} entries of the period are sealed; up to ${number(proof.unpublished)} of them are not within a published checkpoint yet.`;
  const logs = proof.logs.map(({ origin, entries, first, last, checkpoint }) => {
    const range =
      first === null
        ? 'No entry of the period.'
        : `${counted(entries, 'entry', 'entries')} of the period, among those from ${number(first)} to ${number(last ?? first)}.`;
    const text =
      checkpoint === null ? '<p>No checkpoint has been published.</p>' : `<pre>${escaped(checkpoint.text)}</pre>`;
    return `<h3>Log <code>${escaped(origin)}</code></h3><p>${range}</p>${text}`;
  });
  return `<p>${covered} The checkpoint is signed by the log; check it, and the log, with <code>expunge verify log</code>.</p>${logs.join('')}`;
}

export function policyTable({ policies }: Report): string {
  return table(
    'Each version under which something was sealed in the period, and those in force when the report was made. The digest is the SHA-256 of the policy file.',
    [t('Policy'), t('Version'), t('SHA-256'), n('Entries')],
    policies.map((one) => [
      { html: `${escaped(one.policy)}<small>${escaped(one.zone ?? '')}</small>` },
      { html: `${escaped(one.version)}<small>${one.inForceNow ? 'in force now' : 'replaced'}</small>` },
      { html: `<code>${escaped(one.digest)}</code>` },
      one.entries,
    ]),
  );
}
