import type { ShutDown } from '../registry/shut-down.ts';
import { beginPass, type Walk, walkOn } from '../registry/walk.ts';
import { caseCounts, countCasesOf } from './count-cases.ts';
import type { ShutDownOffice } from './office.ts';
import { openCasesOf } from './open-cases.ts';
import { casesWalk, stateOf, subjectsWalk } from './progress.ts';
import { recordShutDown } from './record.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A round rests for so many times as long as it took, a minute at least and a day at most: looking costs a twentieth of a worker. */
const REST = 20;

/**
 * Takes every shut-down a step further: passes over the subjects that open their cases, until one finds nobody new; passes
 * over the cases, until all have ended; then the record. May be interrupted and repeated anywhere, and run twice at once.
 * One that fails does not hold up the others. @returns what went wrong.
 * @param until milliseconds; each shut-down gets at least one page.
 */
export async function continueShutDowns(until: number, office: ShutDownOffice): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  let atRisk = 0;
  for (const one of await office.registry.shutDowns()) {
    const state = stateOf(one);
    if ((state === 'waiting' || state === 'erasing') && one.deadline - DAY <= office.clock.now()) atRisk++;
    if (state === 'waiting' || state === 'completed') continue;
    try {
      await continueOne(one, until, office);
    } catch (error) {
      office.fault(error);
      faults.push(error);
    }
  }
  office.meter.count('ShutDownsAtRisk', atRisk);
  return faults;
}

/** One round: a pass over the subjects, then one over the cases, so that what is counted is never older than who was looked for. */
async function continueOne(one: ShutDown, until: number, office: ShutDownOffice): Promise<void> {
  const { registry, clock } = office;
  const [first, second] = [await registry.walk(subjectsWalk(one.id)), await registry.walk(casesWalk(one.id))];
  const round = (second?.finishedAt === undefined ? second?.pass : second.pass + 1) ?? 1;
  if (isResting(first, second, round, clock.now())) return;

  await beginPass(subjectsWalk(one.id), office, round);
  const subjects = await walkOn(subjectsWalk(one.id), openCasesOf(one, round, office), until, office);
  if (subjects?.finishedAt === undefined || subjects.pass !== round) return;
  await beginPass(casesWalk(one.id), office, round);
  const cases = await walkOn(casesWalk(one.id), countCasesOf(one, office), until, office);
  if (cases?.finishedAt === undefined || cases.pass !== round) return;
  await conclude(one, subjects, cases, office);
}

function isResting(subjects: Walk | null, cases: Walk | null, round: number, now: number): boolean {
  if (subjects === null || cases?.finishedAt === undefined || subjects.pass === round) return false;
  const took = cases.finishedAt - subjects.begunAt;
  return now < cases.finishedAt + Math.min(Math.max(REST * took, MINUTE), DAY);
}

/** Nobody new was found, and nothing that may go is left: that is the third proof. */
async function conclude(one: ShutDown, subjects: Walk, cases: Walk, office: ShutDownOffice): Promise<void> {
  const counts = caseCounts(cases.counts);
  const isQuiet = subjects.counts.done === 0 && (subjects.counts.failed ?? 0) === 0;
  if (!isQuiet || counts.open > 0 || counts.uncertified > 0) return;
  await recordShutDown(one, counts, cases.finishedAt ?? cases.movedAt, office);
}
