import { isEstimate } from '../backlog.ts';
import type { Report } from '../report.ts';
import { brakeTable } from './brake-table.ts';
import { byDay, byMargin, casesByMargin, figure, forecastRows, openCases } from './charts.ts';
import { driftTable } from './drift-table.ts';
import { STYLE } from './style.ts';
import {
  lastingTable,
  policyTable,
  proofOf,
  recipientTable,
  restrictedTable,
  ruleTable,
  waitingCasesTable,
  waitingTable,
} from './tables.ts';
import { counted, escaped, number, periodInWords } from './text.ts';
import { tiles, verdict } from './top.ts';

/** A report as one HTML page that needs nothing else: no script, no font, no picture from anywhere. */
export function reportPage(report: Report): string {
  const title = `Erasure report, ${periodInWords(report)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>Erasure report</h1>
<p>${escaped(periodInWords(report))} · <span class="soft">${escaped(controllers(report))}</span></p>
</header>
${verdict(report)}
${tiles(report)}
${erased(report)}
${lateness(report)}
${cases(report)}
${waiting(report)}
${forecast(report)}
${drift(report)}
${proof(report)}
${footer(report)}
</main>
</body>
</html>
`;
}

function erased(report: Report): string {
  const { chart, unit } = byDay(report);
  const drawing =
    report.days.length < 2
      ? ''
      : `<figure>${figure(chart)}<ul class="legend"><li><i class="deleted"></i>deleted</li><li><i class="anonymised"></i>anonymised</li><li><i class="late"></i>erased late</li><li><i class="mark"></i>due</li></ul>
<figcaption>Records by ${unit}. A record is due at the latest; it may be erased up to its rule’s window earlier, so the two need not meet on one day.</figcaption></figure>`;
  return `<section><h2>Due and erased</h2>${drawing}${ruleTable(report)}</section>`;
}

function lateness(report: Report): string {
  const chart = byMargin('Erased records by how early or late they were', report.lateness.records, 'record');
  const some = report.totals.deleted + report.totals.anonymised > 0;
  return `<section><h2>How close to the deadline</h2>
${some ? `<figure>${figure(chart)}<figcaption>Erased records, by the time between reading back that they were gone and the moment by which that was promised.</figcaption></figure>${lastingTable(report)}` : '<p class="soft">Nothing was erased in this period.</p>'}</section>`;
}

function cases(report: Report): string {
  const { completed, inTime, late, certificates } = report.cases;
  const chart = byMargin('Completed cases by how early or late they were', casesByMargin(report), 'case');
  const drawing =
    completed.length === 0
      ? '<p class="soft">No case was certified as erased in this period.</p>'
      : `<p>${counted(inTime, 'case')} completed in time, ${number(late)} late.</p><figure>${figure(chart)}</figure>`;
  const { open } = report.now.cases;
  const isOpen = open.some((one) => one.cases > 0);
  return `<section><h2>Cases against their deadlines</h2>
<h3>Completed in the period</h3>${drawing}
<p class="soft">Certificates stated: ${number(certificates.erased)} erased from the live stores, ${number(certificates['beyond-use'])} beyond use, ${number(certificates.final)} final.</p>
<h3>Open now</h3>${isOpen ? `<figure>${figure(openCases(report), 180)}<figcaption>By the time left to the deadline.</figcaption></figure>` : '<p class="soft">No case is open.</p>'}${readNote(report)}
${waitingCasesTable(report)}${restrictedTable(report)}${recipientTable(report)}</section>`;
}

function readNote({ now: { cases: some } }: Report): string {
  if (some.read === some.known && !some.more) return '';
  return `<p class="soft">There are ${some.more ? 'more than ' : ''}${counted(some.known, 'case')}; these numbers are of the ${number(some.read)} whose deadlines are nearest.</p>`;
}

function waiting(report: Report): string {
  return `<section><h2>Held, stuck and waiting now</h2>${waitingTable(report)}${brakeTable(report)}</section>`;
}

function forecast(report: Report): string {
  const { forecast: some } = report.now;
  const known = some.shardsRead > 0;
  const estimate = isEstimate(some)
    ? `<p><strong>Estimated.</strong> ${number(some.shardsRead)} of ${number(some.shards)} shards were read and scaled up. Which subjects are in which shard is decided by an HMAC, so that some stand for all.</p>`
    : '';
  const body =
    some.categories.length === 0
      ? `<p class="soft">${known ? 'No planned timer falls into these days.' : 'More timers are planned than could be read: no number can be given.'}</p>`
      : `<figure><div class="wide">${forecastRows(report, 752, 210)}</div><div class="narrow">${forecastRows(report, 340, 122)}</div>
<figcaption>Subjects’ data by category and week, ${isEstimate(some) ? 'about ' : ''}${number(some.clusters)} in all; what has several categories is in each row. Counted from timers: each stands for one subject’s data in one dataset under one rule and half a window, not for records.</figcaption></figure>`;
  return `<section><h2>Due in the next ${some.days} days</h2>${estimate}${body}</section>`;
}

function drift(report: Report): string {
  return `<section><h2>Drift</h2>${driftTable(report)}</section>`;
}

function proof(report: Report): string {
  return `<section><h2>What this rests on</h2>${proofOf(report)}<h3>Policies in force</h3>${policyTable(report)}</section>`;
}

function footer({ madeAt }: Report): string {
  return `<footer><p>Made at ${escaped(madeAt.replace('T', ' ').slice(0, 19))} UTC. Days are those of each policy’s own time zone. What happened in the period is counted from receipts as they are sealed into the log; what is said of now was read when the report was made.</p>
<dl class="terms"><dt>due</dt><dd>what had to be gone by these days and has gone since, by the most urgent promise of each erasure; one more than 31 days away from its erasure is counted 31 days away. What has not gone is under “Held, stuck and waiting now”.</dd><dt>late</dt><dd>read back as gone after the moment by which it was promised, by a millisecond or more.</dd><dt>held</dt><dd>a legal hold forbids to erase it.</dd><dt>restricted</dt><dd>the law forbids to erase it yet; it may be stored and kept safe, and not used.</dd><dt>approval</dt><dd>a rule that is new or changed, or came to the end of its day budget, erases nothing until somebody approves it (<code>expunge approve</code>).</dd><dt>stuck</dt><dd>tried in vain too often; a person was called, and it is tried again daily.</dd></dl>
<p>This report contains no personal data.</p></footer>`;
}

const controllers = ({ policies }: Report): string =>
  [...new Set(policies.flatMap(({ controller }) => controller ?? []))].join(', ');
