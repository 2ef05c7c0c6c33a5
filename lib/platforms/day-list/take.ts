import type { Clock } from '../../clock.ts';
import { ExpungeError } from '../../errors.ts';
import type { Plan } from '../../policy/plan.ts';
import type { PlanPlatform } from '../../policy/plan-platforms.ts';
import type { Registry } from '../../registry/index.ts';
import type { Referencer } from '../../registry/reference.ts';
import type { DatedTrigger } from '../adapt.ts';
import { decide } from '../decide.ts';
import { dropKnown } from '../known.ts';
import type { Said } from '../said.ts';
import { type PlatformTrigger, triggerOf } from '../triggers.ts';
import { EVERYTHING } from '../wechat/codes.ts';
import type { Revocation } from './parse.ts';

const DAY = 24 * 60 * 60_000;

/** Some revocations of one day's list. */
export interface DayListOrder {
  readonly app: string;
  /** `2026-11-23`: a day in Beijing, where WeChat's days begin. */
  readonly date: string;
  readonly revocations: readonly Pick<Revocation, 'subject' | 'codes'>[];
}

export interface ListOffice {
  readonly plan: Plan;
  readonly registry: Pick<Registry, 'subjects' | 'cases'>;
  readonly referencer: Referencer;
  readonly clock: Clock;
  /** Puts triggers on the bus; durable when it returns. */
  readonly tell: (triggers: readonly PlatformTrigger[]) => Promise<void>;
}

/** How many triggers were sent, how many were known, and which entries, from 0, were refused and why. */
export interface ListAnswer {
  readonly opened: number;
  readonly known: number;
  readonly refused: readonly { readonly entry: number; readonly code: string; readonly message: string }[];
}

/**
 * Takes a day's list as the second channel of WeChat's push. An entry whose user took the same thing back since the day
 * before is known, however it came; the list does not say at what time of the day it was. Told again it makes the same
 * ids, and by then finds its own withdrawals.
 * @throws ExpungeError USAGE: no such day yet; CONFIGURATION: the inventory has no such app.
 */
export async function takeDayList({ app, date, revocations }: DayListOrder, office: ListOffice): Promise<ListAnswer> {
  const { plan, clock, tell } = office;
  const begin = Date.parse(`${date}T00:00:00+08:00`);
  const now = clock.now();
  if (!(begin <= now)) throw new ExpungeError('USAGE', 'That day has not come yet, or is none. Write it 2026-11-23.');
  const apps = appsOf(plan, app);
  // The list was received after the day it is of: a promise counted from the end of that day is never kept late.
  const receivedAt = Math.min(begin + DAY, now);
  const triggers: DatedTrigger[] = [];
  const refused: ListAnswer['refused'][number][] = [];
  for (const [entry, revocation] of revocations.entries()) {
    const said = saidBy(revocation, app, date, begin);
    for (const one of apps) {
      const { asked, faults } = decide(said, one, plan);
      refused.push(...faults.map(({ code, message }) => ({ entry, code, message })));
      for (const what of asked) {
        triggers.push({ trigger: triggerOf(said, one.policy, receivedAt, what), at: begin, since: begin - DAY });
      }
    }
  }
  const { fresh, known } = await dropKnown(triggers, office);
  await tell(fresh);
  return { opened: fresh.length, known: known.length, refused };
}

function saidBy(
  { subject, codes }: Pick<Revocation, 'subject' | 'codes'>,
  app: string,
  date: string,
  at: number,
): Said {
  const what: Said['what'] = codes.includes(EVERYTHING)
    ? { kind: 'everything revoked' }
    : { kind: 'codes revoked', codes, plugin: null };
  return { what, subject, at, identity: ['wechat day list', app, subject, date, codes.join(',')] };
}

function appsOf(plan: Plan, app: string): readonly PlanPlatform[] {
  const found = (plan.platforms ?? []).filter((one) => one.platform === 'wechat' && one.app === app);
  if (found.length > 0) return found;
  throw new ExpungeError('CONFIGURATION', 'The inventory has no WeChat app of that AppID under `platforms`.');
}
