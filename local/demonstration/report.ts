import type { PolicyCounts, Summary } from './summary.ts';

const COLUMNS: readonly (readonly [keyof PolicyCounts, string])[] = [
  ['subjects', 'subjects'],
  ['closed', 'closed'],
  ['records', 'records'],
  ['deleted', 'deleted'],
  ['anonymised', 'anonymised'],
  ['restricted', 'restricted'],
  ['untouched', 'untouched'],
];

/** The run as a person reads it: what became of the records under each policy, then every promise, kept or broken. */
export function report(summary: Summary): string {
  const { policies, checks, days, seconds } = summary;
  const total = sumUp(Object.values(policies));
  const first = Math.max(...Object.keys(policies).map((name) => name.length));
  const row = (name: string, counts: PolicyCounts) =>
    `  ${name.padEnd(first)}${COLUMNS.map(([key]) => counts[key].toLocaleString('en').padStart(12)).join('')}`;
  const head = `  ${'policy'.padEnd(first)}${COLUMNS.map(([, name]) => name.padStart(12)).join('')}`;
  const rule = `  ${'─'.repeat(first + 12 * COLUMNS.length)}`;
  const kept = checks.filter(({ ok }) => ok).length;
  return [
    '',
    `${days} days passed in ${Math.round(seconds)} seconds, ${day(summary.from)} to ${day(summary.until)}. What the stores show now:`,
    '',
    head,
    rule,
    ...Object.entries(policies).map(([name, counts]) => row(name, counts)),
    rule,
    row('all', total),
    '',
    `  ${summary.receipts.toLocaleString('en')} receipts, sealed into a log that ${summary.logVerified ? 'verifies' : 'does NOT verify'}; ${summary.casesOpened} accounts closed, of which ${summary.casesCompleted} are done and ${summary.casesRestricted} wait for a legal floor; ${summary.late} late, ${summary.stuck} stuck.`,
    `  ${approvalsOf(summary)}`,
    `  ${certificatesOf(summary)}`,
    `  ${triggersOf(summary)}`,
    `  Check them yourself: npm run --silent expunge -- verify log ${summary.results}/log --key ${summary.results}/log/log.vkey`,
    `  A certificate without any of this: open ${summary.results}/verify.html. The erasure report: ${summary.results}/report/index.html`,
    `  Restricted: kept by a floor after its account was closed; these are among the untouched and the anonymised.`,
    '',
    ...checks.flatMap(({ ok, promise, name, detail }) => [
      `  ${ok ? '✓' : '✗'} ${promise}  ${name}`,
      `        ${detail}`,
    ]),
    '',
    kept === checks.length
      ? `All ${kept} checks held.`
      : `${checks.length - kept} of ${checks.length} checks did NOT hold.`,
    '',
  ].join('\n');
}

/** What a person agreed to before it was erased. */
function approvalsOf({ approvals: { rules, records, again } }: Summary): string {
  const later =
    again === 0
      ? 'No day went past its budget'
      : `${again} that came to the end of a day’s budget waited for another approval`;
  return `Nothing was erased before the data protection officer approved it: ${rules} rules, ${records} records due under them. ${later}.`;
}

function certificatesOf({
  certificates,
  certificatesByStage,
  certificatesVerified,
  certificatesRefused,
}: Summary): string {
  const stages = Object.entries(certificatesByStage).map(([stage, count]) => `${count} ${stage}`);
  const kept = Object.entries(certificatesRefused).map(([kind, count]) => `${count} for a ${kind}`);
  const back = kept.length === 0 ? 'none kept back' : `kept back: ${kept.join(', ')}`;
  return `${certificates} certificates (${stages.join(', ')}), of which ${certificatesVerified} verify; ${back}.`;
}

/** Each trigger of each policy, played by one person. */
function triggersOf({ triggers }: Summary): string {
  const count = (outcome: string) => triggers.filter((one) => one.outcome === outcome).length;
  const waited = triggers.filter(({ gates }) => gates.length > 0).length;
  return `${triggers.length} triggers played by one person each: ${count('completed')} done, ${count('restricted')} down to what a floor keeps; ${waited} waited for their conditions first.`;
}

function sumUp(all: readonly PolicyCounts[]): PolicyCounts {
  const sum = (key: keyof PolicyCounts) => all.reduce((total, counts) => total + counts[key], 0);
  return Object.fromEntries(COLUMNS.map(([key]) => [key, sum(key)])) as unknown as PolicyCounts;
}

/** The civil day in Shanghai. */
function day(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
}
