import { canBeShorter, parsePeriod } from '../../retention/index.ts';
import type { PlanPolicy, PlanTrigger } from '../plan.ts';
import { planPolicy, type ReadPolicy } from '../read-policy.ts';
import type { ReadRule } from '../read-rule.ts';
import { startsNoEarlier } from '../timing.ts';

/** What may change between two versions of a policy. The words stand in the answer of `expunge policy diff`. */
export type ChangeKind =
  | 'controller changed'
  | 'zone changed'
  | 'residency given up'
  | 'residency promised'
  | 'category added'
  | 'category dropped'
  | 'prohibition dropped'
  | 'prohibition added'
  | 'period longer'
  | 'period shorter'
  | 'start changed'
  | 'anonymises where it deleted'
  | 'deletes where it anonymised'
  | 'floor longer'
  | 'floor shorter'
  | 'trigger dropped'
  | 'trigger added'
  | 'trigger covers less'
  | 'trigger covers more'
  | 'deadline later'
  | 'deadline sooner'
  | 'answer later'
  | 'answer sooner'
  | 'condition added'
  | 'condition dropped'
  | 'ground added'
  | 'ground dropped'
  | 'recipient added'
  | 'recipient dropped';

/** One difference between two versions. */
export interface Change {
  readonly kind: ChangeKind;
  /** A category, a trigger, a ground: where it is, by the policy's own ids. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  /**
   * The person has less than before, or may have. None of it binds data collected before, unless the person consented
   * (Kuaishou 8.1: 未经您明确同意，我们不会消减您按照本隐私政策所应享有的权利; NDSMR 22).
   */
  readonly reduces: boolean;
}

const REDUCING: ReadonlySet<ChangeKind> = new Set([
  'controller changed',
  'residency given up',
  'category added',
  'prohibition dropped',
  'period longer',
  'anonymises where it deleted',
  'floor longer',
  'trigger dropped',
  'trigger covers less',
  'deadline later',
  'answer later',
  'condition added',
  'ground added',
]);

/**
 * What a new version of a policy changes for the people it is made to, category by category and trigger by trigger: rules
 * may be renamed or split without anything changing. Both must be free of errors.
 */
export function classifyChanges(before: ReadPolicy, after: ReadPolicy): readonly Change[] {
  const [old, now] = [planPolicy(before), planPolicy(after)];
  const found: Omit<Change, 'reduces'>[] = [
    ...differs('controller changed', old.controller, now.controller),
    ...differs('zone changed', old.zone, now.zone),
    ...residency(old, now),
    ...sets(['category dropped', 'category added'], Object.keys(old.categories), Object.keys(now.categories)),
    ...sets(['prohibition dropped', 'prohibition added'], prohibitedIn(old), prohibitedIn(now)),
    ...periods(before, after),
    ...triggers(old, now),
    ...sets(['ground dropped', 'ground added'], groundsIn(old), groundsIn(now)),
  ];
  return found.map((change) => ({ ...change, reduces: REDUCING.has(change.kind) || isDoubtful(change) }));
}

type Found = Omit<Change, 'reduces'>;

/** Neither start is sure to come first: whoever is in doubt takes it that the person has less. */
function isDoubtful({ kind }: Found): boolean {
  return kind === 'start changed';
}

function differs(kind: ChangeKind, before: string, after: string): Found[] {
  return before === after ? [] : [{ kind, what: kind.split(' ')[0] ?? '', before, after }];
}

function residency({ residency: before }: PlanPolicy, { residency: after }: PlanPolicy): Found[] {
  if (before === after) return [];
  return [{ kind: after === null ? 'residency given up' : 'residency promised', what: 'residency', before, after }];
}

function sets(
  [dropped, added]: readonly [ChangeKind, ChangeKind],
  before: readonly string[],
  after: readonly string[],
): Found[] {
  return [
    ...before.filter((id) => !after.includes(id)).map((what) => ({ kind: dropped, what, before: what, after: null })),
    ...after.filter((id) => !before.includes(id)).map((what) => ({ kind: added, what, before: null, after: what })),
  ];
}

const prohibitedIn = ({ prohibited }: PlanPolicy): string[] =>
  prohibited.filter(({ notStored }) => notStored !== true).map(({ id }) => id);

/** What may suspend, lengthen or refuse. */
const groundsIn = ({ grounds, extensions, refusals }: PlanPolicy): string[] => [
  ...Object.keys(grounds).map((id) => `hold ${id}`),
  ...Object.keys(extensions).map((id) => `extension ${id}`),
  ...Object.keys(refusals).map((id) => `refusal ${id}`),
];

function periods(before: ReadPolicy, after: ReadPolicy): Found[] {
  return [...after.ruleOf].flatMap(([category, id]) => {
    const old = before.rules.get(before.ruleOf.get(category) ?? '');
    const now = after.rules.get(id);
    if (old === undefined || now === undefined) return [];
    return [...period(category, old, now), ...action(category, old, now), ...floor(category, old, now)];
  });
}

function period(what: string, old: ReadRule, now: ReadRule): Found[] {
  const [before, after] = [old, now].map(({ period: span, start }) =>
    span === null ? 'none' : `${span.canonical} from ${start}`,
  ) as [string, string];
  if (before === after) return [];
  const found: Found[] = [];
  const longer = now.period === null || (old.period !== null && canBeShorter(old.period.period, now.period.period));
  const shorter = old.period === null || (now.period !== null && canBeShorter(now.period.period, old.period.period));
  if (longer) found.push({ kind: 'period longer', what, before, after });
  else if (shorter) found.push({ kind: 'period shorter', what, before, after });
  if (old.period !== null && now.period !== null && old.start !== now.start) {
    // Earlier for sure: the person has more.
    if (!startsNoEarlier(old.start, now.start)) found.push({ kind: 'start changed', what, before, after });
  }
  return found;
}

function action(what: string, old: ReadRule, now: ReadRule): Found[] {
  if (old.action === now.action) return [];
  const kind = now.action === 'anonymise' ? 'anonymises where it deleted' : 'deletes where it anonymised';
  return [{ kind, what, before: old.action, after: now.action }];
}

function floor(what: string, old: ReadRule, now: ReadRule): Found[] {
  const [before, after] = [old, now].map(({ floor: of }) =>
    of === null ? null : `${of.span.canonical} from ${of.start}`,
  ) as [string | null, string | null];
  if (before === after) return [];
  const longer =
    now.floor !== null &&
    (old.floor === null ||
      canBeShorter(old.floor.span.period, now.floor.span.period) ||
      old.floor.start !== now.floor.start);
  return [{ kind: longer ? 'floor longer' : 'floor shorter', what, before, after }];
}

function triggers(old: PlanPolicy, now: PlanPolicy): Found[] {
  const [before, after] = [Object.keys(old.triggers), Object.keys(now.triggers)];
  return [
    ...sets(['trigger dropped', 'trigger added'], before, after),
    ...after.flatMap((kind) => {
      const [was, is] = [old, now].map((of) => (of.triggers as Record<string, PlanTrigger>)[kind]);
      return was === undefined || is === undefined ? [] : trigger(kind, was, is, old, now);
    }),
  ];
}

function trigger(what: string, was: PlanTrigger, is: PlanTrigger, old: PlanPolicy, now: PlanPolicy): Found[] {
  const lost = was.covers.filter((rule) => Object.hasOwn(now.rules, rule) && !is.covers.includes(rule));
  const won = is.covers.filter((rule) => Object.hasOwn(old.rules, rule) && !was.covers.includes(rule));
  const covers = (kind: ChangeKind, rule: string): Found => ({
    kind,
    what: `${what} ${rule}`,
    before: rule,
    after: rule,
  });
  return [
    ...lost.map((rule) => ({ ...covers('trigger covers less', rule), after: null })),
    ...won.map((rule) => ({ ...covers('trigger covers more', rule), before: null })),
    ...clock(
      ['deadline later', 'deadline sooner'],
      what,
      `${was.deadline} from ${was.deadlineFrom}`,
      `${is.deadline} from ${is.deadlineFrom}`,
    ),
    ...clock(['answer later', 'answer sooner'], what, was.reply, is.reply),
    ...sets(
      ['condition dropped', 'condition added'],
      was.gates.map(({ id }) => `${what} ${id}`),
      is.gates.map(({ id }) => `${what} ${id}`),
    ),
  ];
}

/** `P15WD from receipt`, or a period alone; null where nothing is promised. */
function clock(
  [later, sooner]: readonly [ChangeKind, ChangeKind],
  what: string,
  before: string | null,
  after: string | null,
): Found[] {
  if (before === after) return [];
  const isLater = after === null || (before !== null && endsLater(before, after));
  return [{ kind: isLater ? later : sooner, what, before, after }];
}

function endsLater(before: string, after: string): boolean {
  const [[old = '', , from], [now = '', , to]] = [before.split(' '), after.split(' ')] as [string[], string[]];
  const [a, b] = [parsePeriod(old), parsePeriod(now)];
  return canBeShorter(a, b) || (!canBeShorter(b, a) && from === 'receipt' && to !== 'receipt');
}
