import type { TriggerResult } from '../triggers/perform.ts';
import { type Check, type Findings, listed } from './check.ts';

/** Whatever a policy promises besides the passing of time, somebody asked for it, and the stores show what became of it. */
export function triggerChecks({ triggers }: Findings): readonly Check[] {
  return [exact(triggers), done(triggers)];
}

function exact(triggers: readonly TriggerResult[]): Check {
  const wrong = triggers.flatMap((one) => one.wrong.map((what) => `${nameOf(one)}: ${what}`));
  const idle = triggers.filter(({ erased, keptByLaw }) => erased + keptByLaw === 0).map(nameOf);
  const sum = (key: 'erased' | 'keptByLaw' | 'untouched') => triggers.reduce((total, one) => total + one[key], 0);
  return {
    promise: 'P1',
    name: 'every trigger of every policy takes what it is about and nothing else, and nothing before its conditions are met',
    ok: triggers.length > 0 && wrong.length === 0 && idle.length === 0,
    detail: `${triggers.length} played: ${sum('erased')} fields and records erased, ${sum('keptByLaw')} kept by law, ${sum('untouched')} untouched; without effect: ${listed(idle)}; wrong: ${listed(wrong)}`,
  };
}

function done(triggers: readonly TriggerResult[]): Check {
  const late = triggers.filter(
    ({ outcome, inTime }) => !inTime || (outcome !== 'completed' && outcome !== 'restricted'),
  );
  const hours = triggers.map((one) => one.hours ?? 0);
  return {
    promise: 'P2',
    name: 'every trigger is carried out before its deadline, or down to what a floor keeps',
    ok: triggers.length > 0 && late.length === 0,
    detail: `${triggers.length - late.length} of ${triggers.length} in time, the longest ${Math.max(0, ...hours)} hours after receipt; not: ${listed(late.map((one) => `${nameOf(one)} ${one.outcome}`))}`,
  };
}

const nameOf = ({ policy, trigger, scope }: TriggerResult): string => `${policy} ${trigger} (${scope})`;
