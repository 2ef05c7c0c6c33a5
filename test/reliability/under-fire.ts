import type { Counts, Sections } from './figures.ts';
import { cell, count, sentence, table } from './markdown.ts';

/* What the page says of everything that was made to go wrong. */

export function simulation(it: Sections['simulation']['figures']): string[] {
  return [
    'The real code of tagging, finding what is due, erasing, sealing, cases, holds and recipients runs on stores in memory. One seeded scheduler owns',
    'the clock and decides what comes next, between any two requests: who goes on, who crashes, what is lost, late, repeated, out of order',
    'or refused, while users go on writing. A model that knows nothing of the implementation then checks all seven promises. A seed that breaks one',
    'prints the shortest trace that still does: `npm run simulate -- --seed N`.',
    '',
    `${count(it.runs)} runs, ${count(it.steps)} steps, ${count(it.faults)} faults: **${count(it.violations)} promises broken.**`,
    '',
    ...table(
      ['Fault', 'Times'],
      Object.entries(it.faultsByKind)
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .map(([kind, times]) => [cell(kind), count(times)]),
    ),
    '',
    '### Proof that it can fail',
    '',
    `A test that never fails shows nothing. So the protocol was broken on purpose, in ${count(it.mutants)} ways, one at a time. ${count(it.mutantsCaught)} were noticed:`,
    'by which promise, and in the run of which seed for the first time.',
    '',
    ...table(
      ['Broken', 'What then happens', 'Noticed by', 'Seed'],
      [...it.byMutant]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, breaks, promise, seed }) => [
          cell(name),
          cell(breaks),
          promise ?? '**nobody**',
          seed === null ? '' : count(seed),
        ]),
    ),
  ];
}

export function realPath(it: Sections['realPath']['figures']): string[] {
  const of = (counts: Counts, name: string) => count(counts[name] ?? 0);
  const sum = (counts: Counts) => Object.values(counts).reduce((total, one) => total + one, 0);
  return [
    `A story of ${count(it.people)} people with ${count(it.records)} records is played on the embedded stack, from the same templates and bundles that are deployed: ${count(it.requests)}`,
    'requests. Then it is played again while functions are killed at work, services restarted, connections cut, answers lost, requests throttled, and batches handed over',
    'twice. In the end both are compared: what is stored, sealed, certified, announced and still to do.',
    '',
    `**${count(it.differences)} differences.** The calm story made ${count(it.receipts)} receipts.`,
    ...it.plays.map(
      ({ receipts, erased, proved }) =>
        `The disturbed one made ${count(receipts)}; of ${count(erased)} clusters erased in the calm one, ${count(proved)} are proved in it.`,
    ),
    '',
    ...table(
      ['Killed while it worked', 'Times'],
      Object.entries(it.kills)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, times]) => [name, count(times)]),
    ),
    '',
    ...table(
      ['Service', 'Restarted', 'Connections cut', 'Answers lost', 'Throttled', 'Failed'],
      Object.keys(it.restarts).map((name) => [
        ...[name, of(it.restarts, name), of(it.cut, name), of(it.answersLost, name)],
        ...[of(it.throttled, name), of(it.failed, name)],
      ]),
    ),
    '',
    `Batches handed over again, or to two at once: ${count(sum(it.repeated))}.`,
  ];
}

export function blastRadius(it: Counts): string[] {
  return [
    'A policy is deployed with a mistake in it: a period ten times too short, `18 days` where it said `180 days`, which makes everybody’s records due at once.',
    'A [brake](security.md#threats-considered) lets nothing go that nobody has approved; then somebody approves the mistake, and it lets a day’s budget go.',
    '',
    ...ofCounts(it),
  ];
}

export function leaks({ canaries, planted, searched, found }: Sections['leaks']['figures']): string[] {
  return [
    'One person under each of the five policies, with a text of their own (a canary) in every personal field of every dataset. Everything of theirs is erased, by every',
    'mechanism there is. Then the canaries, in every writing, and the digests of the ids are searched for wherever anything is kept or was said. In the end something is leaked on',
    'purpose to each kind of place, to see that it is found.',
    '',
    `${count(canaries)} canaries, found in ${count(planted)} tables and versions of objects before; after that **in ${count(found)} places**, but in those where they have to be: input`,
    'that was bad on purpose and was parked for a person to look at, and what the applications’ own streams show for a day.',
    '',
    ...ofCounts(searched, 'Searched'),
  ];
}

export function hostile({ kinds, failed }: Sections['hostile']['figures']): string[] {
  return [
    'Inputs that somebody made up: ids with separators, quotes and any Unicode, 2 KB long, or such as Expunge’s own keys look; values of the wrong kind, nested, missing,',
    'repeated; halves of characters. Nothing may crash without a code, erase what is not asked for, or say a word of what was in it. An input may be a sequence of up to four.',
    '',
    ...table(
      ['Kind', 'Inputs'],
      kinds.map(({ kind, inputs }) => [cell(kind), count(inputs)]),
    ),
    '',
    `Tests of them in which something crashed without a code, was erased or was told: **${count(failed)}**.`,
  ];
}

const ofCounts = (counts: Counts, what = 'What'): string[] =>
  table(
    [what, 'Count'],
    Object.entries(counts).map(([name, times]) => [cell(sentence(name)), count(times)]),
  );
