import type { Why } from '../backlog.ts';
import { longMargin } from '../margin-words.ts';
import type { Report } from '../report.ts';
import { counted, number } from './text.ts';

/** Clusters that wait for this reason. */
export const clustersThat = ({ now }: Report, why: Why): number =>
  now.timers.groups.reduce((sum, group) => sum + (group.why === why ? group.clusters : 0), 0);

const casesIn = ({ now: { cases } }: Report): number => cases.open.reduce((sum, one) => sum + one.cases, 0);
const overdueCases = ({ now }: Report): number => now.cases.open.find(({ left }) => left === 'overdue')?.cases ?? 0;

/** Rules that wait for an approval, and would have erased something. */
const braked = ({ now }: Report) => now.brakes.rules.filter(({ records }) => records > 0);
const sumOf = (rules: readonly { readonly records: number }[]): number =>
  rules.reduce((all, one) => all + one.records, 0);

/** In one sentence how it went, and what wants a person. */
export function verdict(report: Report): string {
  const { totals, cases, lateness, proof } = report;
  const erased = totals.deleted + totals.anonymised;
  const wants = [
    totals.late > 0 &&
      `${counted(totals.late, 'record')} erased late, at the most ${longMargin(lateness.max ?? 'none')}`,
    cases.late > 0 && `${counted(cases.late, 'case')} completed late`,
    overdueCases(report) > 0 && `${counted(overdueCases(report), 'open case')} past the deadline`,
    clustersThat(report, 'overdue') > 0 && `${subjectsData(clustersThat(report, 'overdue'))} overdue now`,
    clustersThat(report, 'stuck') > 0 && `${subjectsData(clustersThat(report, 'stuck'))} stuck now: a person must look`,
    braked(report).length > 0 &&
      `${counted(sumOf(braked(report)), 'record')} wait until somebody approves ${counted(braked(report).length, 'rule')}`,
    proof.unpublished > 0 && `${counted(proof.unpublished, 'receipt')} not within a published checkpoint yet`,
  ].filter((one) => one !== false);
  const all =
    erased === 0
      ? 'Nothing was erased in this period.'
      : totals.late === 0
        ? `${counted(erased, 'record')} erased, every one within its deadline.`
        : `${counted(erased, 'record')} erased, ${number(totals.late)} of them late.`;
  if (wants.length === 0) return `<p class="verdict">${all} Nothing wants attention.</p>`;
  return `<div class="verdict attention">${all} This wants attention:<ul>${wants.map((one) => `<li>${one}</li>`).join('')}</ul></div>`;
}

/** `12 subjects’ data sets`: what a cluster is to who does not know the word. */
const subjectsData = (clusters: number): string => counted(clusters, 'subject’s data set', 'subjects’ data sets');

/** The numbers that are asked for first. */
export function tiles(report: Report): string {
  const { totals, cases, now } = report;
  const percent =
    totals.deleted + totals.anonymised === 0 ? null : (totals.late / (totals.deleted + totals.anonymised)) * 100;
  const refused = now.cases.refused.map((one) => `${one.reason} ${number(one.cases)}`).join(', ');
  const shown: readonly Tile[] = [
    ['Due', totals.due, 'records'],
    ['Deleted', totals.deleted, 'records'],
    ['Anonymised', totals.anonymised, 'records'],
    [
      'Late',
      totals.late,
      percent === null ? 'records' : `records, ${percent.toFixed(percent > 0 && percent < 0.1 ? 3 : 1)} %`,
      true,
    ],
    ['Cases completed', cases.inTime + cases.late, `${number(cases.late)} late`],
    ['Cases open now', casesIn(report), `${number(overdueCases(report))} past the deadline`],
    ['Restricted now', sum(now.cases.restricted), 'kept by law, not used'],
    ['Held now', clustersThat(report, 'held'), 'subjects’ data sets'],
    ['Stuck now', clustersThat(report, 'stuck'), 'subjects’ data sets', true],
    ['Overdue now', clustersThat(report, 'overdue'), 'subjects’ data sets', true],
    ['Certificates refused', sum(now.cases.refused), refused === '' ? 'none waits' : refused],
    ['Recipients outstanding', now.cases.recipients.length, `in ${counted(sum(now.cases.recipients), 'case')}`],
  ];
  return `<dl class="tiles">${shown.map(tile).join('')}</dl>`;
}

/** Name, number, unit, and whether any is too many. */
type Tile = readonly [string, number, string, boolean?];

const tile = ([name, value, unit, bad = false]: Tile): string =>
  `<div${bad && value > 0 ? ' class="bad"' : ''}><dt>${name}</dt><dd>${number(value)}<small>${unit}</small></dd></div>`;

const sum = (some: readonly { readonly cases: number }[]): number => some.reduce((all, one) => all + one.cases, 0);
