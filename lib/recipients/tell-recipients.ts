import { together } from '../concurrency.ts';
import type { Case, CaseRecipient, DocketEntry } from '../registry/model.ts';
import { lookUp } from './look-up.ts';
import type { RecipientsOffice } from './office.ts';
import { stepOf } from './schedule.ts';
import { escalate, tell } from './tell.ts';
import { FAULT_LOOK, SILENT_LOOK } from './times.ts';

/** Cases in one page of a look, and how many at once. */
const AT_ONCE = 100;
const PARALLEL = 8;
/** One that was silent this often in a look is left alone for the rest of it: others shall not wait for its time-outs. */
const SILENT_OFTEN = 3;

/** What a look came to, in recipients of cases. */
export interface Look {
  /** Took a notice or a reminder. */
  readonly told: number;
  /** Did not, and are tried again. */
  readonly failed: number;
  readonly escalated: number;
  /** What went wrong on our side. Each case that failed has been put back; the others were not held up. */
  readonly faults: readonly unknown[];
}

/**
 * Works off the outbox as far as it is due: tells, reminds, escalates. May be repeated and interrupted anywhere, and by
 * several at once: of an attempt that was cut off the recipient hears once more, under the same idempotency key.
 * @param hasTime asked before each page: whether there is time for another.
 */
export async function tellRecipients(office: RecipientsOffice, hasTime: () => boolean): Promise<Look> {
  const look: LookUnderWay = {
    told: 0,
    failed: 0,
    escalated: 0,
    faults: [],
    silent: new Map(),
    lookUp: lookUp(office),
  };
  while (hasTime()) {
    const due = await office.registry.noticesDue(office.clock.now(), AT_ONCE);
    await together(due, PARALLEL, (entry) => attend(entry, office, look));
    if (due.length < AT_ONCE) break;
  }
  const { told, failed, escalated, faults } = look;
  return { told, failed, escalated, faults };
}

export interface LookUnderWay {
  told: number;
  failed: number;
  escalated: number;
  readonly faults: unknown[];
  /** How often each recipient was silent. */
  readonly silent: Map<string, number>;
  readonly lookUp: ReturnType<typeof lookUp>;
}

/** Attends to all recipients of one case, and puts the next look at it in the place of this one. */
async function attend(entry: DocketEntry, office: RecipientsOffice, look: LookUnderWay): Promise<void> {
  const { registry, clock } = office;
  const failed = (failure: unknown) => {
    office.fault(failure);
    office.meter.count('Failed', 1);
    look.faults.push(failure);
    return clock.now() + FAULT_LOOK;
  };
  try {
    const one = await registry.case(entry.case);
    const moments: number[] = [];
    for (const recipient of begun(one) ? one.recipients : []) {
      const next = await attendOne(one as Case, recipient, office, look).catch(failed);
      if (next !== null) moments.push(next);
    }
    await registry.turnNotice(entry, moments.length === 0 ? null : Math.min(...moments));
  } catch (failure) {
    const later = failed(failure);
    await registry.turnNotice(entry, later).catch(office.fault); // the entry stays where it was
  }
}

/** A case that waits has told nobody, and one that was refused tells nobody any more. */
function begun(one: Case | null): one is Case {
  return one !== null && one.state !== 'waiting' && one.state !== 'refused';
}

/** When to look at this recipient again; null: never. */
async function attendOne(
  one: Case,
  recipient: CaseRecipient,
  office: RecipientsOffice,
  look: LookUnderWay,
): Promise<number | null> {
  const now = office.clock.now();
  const step = stepOf(recipient, now);
  switch (step.what) {
    case 'nothing':
      return null;
    case 'wait':
      return step.until;
    case 'escalate':
      await escalate(one, recipient, office);
      look.escalated += 1;
      return null;
    case 'tell':
      if ((look.silent.get(recipient.id) ?? 0) >= SILENT_OFTEN) return now + SILENT_LOOK;
      return tell(one, recipient, office, look);
  }
}
