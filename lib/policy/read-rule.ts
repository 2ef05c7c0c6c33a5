import { canBeShorter, parsePeriod } from '../retention/index.ts';
import type { Decisions, Settled } from './decisions.ts';
import { LEGAL_MINIMUMS } from './laws.ts';
import type { Action, StartingPoint } from './plan.ts';
import { DEFAULT_WINDOW, type RuleText } from './policy-schema.ts';
import type { Report } from './report.ts';
import type { Path } from './source.ts';
import { floorConflict, readSpan, readWindow, type Span, type Timing, windowSwallows } from './timing.ts';
import type { Clause } from './vocabulary.ts';

/** A rule with every decision settled. */
export interface ReadRule extends Timing {
  readonly id: string;
  readonly clause: string;
  readonly action: Action;
  readonly law: string | null;
}

/** Null where a rule has a fault that keeps it from being understood; it has been reported. */
export function readRule(id: string, rule: RuleText, decisions: Decisions, report: Report): ReadRule | null {
  const path = ['rules', id];
  const clause = rule.clause.at;
  const periodValue = decisions.settle('period', rule.period, [...path, 'period']);
  const startValue = rule.start === undefined ? null : decisions.settle('start', rule.start, [...path, 'start']);
  const actionValue = decisions.settle('action', rule.action, [...path, 'action']);
  demandDecision(rule.clause, [rule.period, rule.start, rule.action], path, report);

  if (rule.start === undefined && periodValue !== null && periodValue.value !== 'none') {
    report.error('POLICY_INVALID', path, {
      part: 'key',
      clause,
      message: `rule \`${id}\` has a period but does not say what starts it`,
      remedy: 'add `start`: there is no default; where the text does not say, write `{ decision: name }`',
    });
    return null;
  }
  const window = readWindow(rule.window ?? DEFAULT_WINDOW);
  if (window === null) {
    report.error('PERIOD_INVALID', [...path, 'window'], {
      clause,
      message: `\`${rule.window}\` is no window`,
      remedy: 'write hours or days, 366 days at most: `6 hours`, `1 day`',
    });
  }
  const period =
    periodValue === null ? null : periodValue.value === 'none' ? 'none' : settleSpan(periodValue, clause, report);
  const floorSpan =
    rule.floor === undefined
      ? 'none'
      : settleSpan({ value: rule.floor.period, path: [...path, 'floor', 'period'], decision: null }, clause, report);
  if (floorSpan !== null && floorSpan !== 'none' && 'workingDays' in floorSpan.period) {
    report.error('PERIOD_INVALID', [...path, 'floor', 'period'], {
      clause,
      message:
        'a floor in working days ends on a day nobody knows until the holidays are announced, and nothing is erased on a guess',
      remedy: 'state the floor in days, months or years',
    });
    return null;
  }
  if (window === null || period === null || floorSpan === null || actionValue === null) return null;
  if (rule.start !== undefined && startValue === null) return null;

  const read: ReadRule = {
    id,
    clause,
    action: actionValue.value as Action,
    start: (startValue?.value ?? 'collected') as StartingPoint,
    period: period === 'none' ? null : period,
    window,
    floor: rule.floor === undefined || floorSpan === 'none' ? null : { start: rule.floor.start, span: floorSpan },
    law: rule.floor?.law ?? null,
  };
  checkRule(read, periodValue, report);
  return read;
}

/** A floor that cites a law may not fall short of it. */
function checkLaw({ id, clause, floor, law }: ReadRule, report: Report): void {
  const minimum = LEGAL_MINIMUMS.find((one) => one.law === law);
  if (floor === null || minimum === undefined) return;
  if (floor.start === minimum.start && !canBeShorter(floor.span.period, parsePeriod(minimum.period))) return;
  report.error('POLICY_CONFLICT', ['rules', id, 'floor'], {
    part: 'key',
    clause,
    message: `${law} demands at least ${minimum.period} from “${minimum.start}” (${minimum.about}); this floor is ${floor.span.written} from “${floor.start}”`,
    remedy: `write \`period: ${minimum.period}\` or longer, and \`start: ${minimum.start}\``,
  });
}

function checkRule(rule: ReadRule, stated: Settled | null, report: Report): void {
  const { id, clause, period, floor } = rule;
  checkLaw(rule, report);
  if (period === null) return;
  const place = stated?.path ?? ['rules', id];
  if (windowSwallows(rule.window, period.period)) {
    report.error('POLICY_CONFLICT', ['rules', id], {
      part: 'key',
      clause,
      message: `the window of rule \`${id}\` is as long as its period (${period.written}): erasing could begin at once`,
      remedy: 'write a `window` shorter than the period',
    });
  }
  if (floor === null) return;
  const conflict = floorConflict(rule);
  const against =
    `rule \`${id}\` promises ${period.written} from “${rule.start}” (${clause}), ` +
    `but ${rule.law} demands at least ${floor.span.written} from “${floor.start}”`;
  if (conflict === 'sure') {
    report.error('POLICY_CONFLICT', place, {
      clause,
      message: `${against}: the period can end before its floor`,
      remedy: `promise a period that cannot end before ${floor.span.written} from “${floor.start}”, or give these categories a rule of their own without this floor`,
    });
  } else if (conflict === 'possible') {
    report.warning('POLICY_CONFLICT', place, {
      clause,
      message: `${against}: where “${floor.start}” comes late, the floor wins and the promise is missed`,
      remedy: `start the period from “${floor.start}” too, if the text allows it`,
    });
  }
}

/** Null where the value is no period; it has been reported. */
export function settleSpan(settled: Settled, clause: string, report: Report): Span | null {
  const span = readSpan(settled.value);
  if (!('reason' in span)) return span;
  report.error('PERIOD_INVALID', settled.path, {
    clause,
    message: span.reason,
    remedy: 'write a period such as `180 days`, `6 months`, `3 years` or `15 working days CN`',
  });
  return null;
}

/** Where the text is silent nothing may be written as if it had spoken: at least one value has to be a decision. */
export function demandDecision(clause: Clause, stated: readonly unknown[], path: Path, report: Report): void {
  if (!('silent' in clause) || stated.some((value) => typeof value === 'object')) return;
  report.error('POLICY_INVALID', [...path, 'clause'], {
    clause: clause.at,
    message: 'the text is silent here, yet every value is written as if the text stated it',
    remedy: 'write `{ decision: name }` for what the operator decided, and the decision under `decisions`',
  });
}
