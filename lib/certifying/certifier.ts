import { together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import type { Refusal, RefusalReason } from '../evidence/certificate/refusal.ts';
import { STAGES } from '../evidence/statement.ts';
import { statementPage } from '../evidence/statement-page.ts';
import type { Case, DocketEntry } from '../registry/model.ts';
import { type CaseLog, createLogReader } from './case-log.ts';
import { issue } from './issue.ts';
import type { CertifyingOffice } from './office.ts';
import { review } from './review.ts';
import { type Standing, standingOf } from './standing.ts';
import { stateCase } from './state-case.ts';
import { FAULT_LOOK } from './times.ts';

/** Entries of the docket in one look, and how many at once. */
const AT_ONCE = 100;
const PARALLEL = 4;

/** What a look came to, in cases. */
export interface Look {
  readonly issued: number;
  /** Statements that were sent to the log: certified as soon as they are in it. */
  readonly stated: number;
  readonly refused: number;
  readonly waiting: number;
  /** What went wrong. Each case that failed has been put back, to be looked at later; the others were not held up. */
  readonly faults: readonly unknown[];
}

export interface Certifier {
  /**
   * Works off the docket as far as it is due. A certificate takes two looks: one states, and one that finds the statement
   * in the log issues. May be repeated and interrupted anywhere, and by several at once: what was issued stands.
   */
  look(): Promise<Look>;
  /** Where a case stands now. Changes nothing. @throws ExpungeError USAGE: there is no such case. */
  standing(caseId: string): Promise<Standing>;
}

/** What a case is reviewed with. */
type Desk = Pick<CertifyingOffice, 'plan' | 'registry'>;

type Done = 'issued' | 'stated' | 'refused' | 'waiting';

export function createCertifier(office: CertifyingOffice): Certifier {
  const { registry, clock, meter } = office;

  async function attend(entry: DocketEntry, one: Case, log: CaseLog, desk: Desk): Promise<Done> {
    const now = clock.now();
    const last = one.issued.at(-1);
    const reviewed = await review(one, log, now, desk);
    switch (reviewed.verdict) {
      case 'all said':
        if (last !== undefined) await registry.certified(entry, one.id, last, null);
        return 'waiting';
      case 'wait':
        // Before the first certificate there is only a moment to wait for: the entry stays.
        if (last !== undefined) await registry.certified(entry, one.id, last, reviewed.until);
        return 'waiting';
      case 'refuse':
        if (reviewed.missing > 0) meter.count('ReceiptMissing', reviewed.missing);
        if (isForAPerson(reviewed.refusal) && isNews(reviewed.refusal, one.refusal))
          meter.count('CertificatesRefused', 1);
        await registry.refused(entry, one.id, reviewed.refusal, reviewed.again);
        return 'refused';
      case 'certify': {
        const { stage, receipts, refreshes } = reviewed;
        const statement = await log.statement(stage);
        if (statement === null) {
          await office.send(statementPage(stateCase(reviewed.one, stage, receipts, refreshes, now)));
          return 'stated';
        }
        await issue(entry, reviewed.one, statement, reviewed, office);
        return 'issued';
      }
    }
  }

  /** Lets the case wait, so that it is not the first of every look; what happened is written down with it. */
  async function setAside(entry: DocketEntry, one: Case | null, failure: unknown): Promise<void> {
    office.fault(failure);
    meter.count('Failed', 1);
    if (one === null) return;
    const now = clock.now();
    const stage = STAGES.find((each) => !one.issued.some((issued) => issued.stage === each)) ?? 'final';
    const reason: RefusalReason = { kind: 'fault', what: codeOf(failure) };
    try {
      await registry.refused(entry, one.id, { stage, at: now, reasons: [reason] }, now + FAULT_LOOK);
    } catch (error) {
      office.fault(error); // the entry stays where it was
    }
  }

  return {
    async look() {
      const readLog = createLogReader(office);
      const desk = { plan: office.plan, registry: withWideHoldsReadOnce(registry) };
      const due = await registry.certificatesDue(clock.now(), AT_ONCE);
      const faults: unknown[] = [];
      const done = await together(due, PARALLEL, async (entry): Promise<Done | 'failed'> => {
        let one: Case | null = null;
        try {
          one = await registry.case(entry.case);
          if (one === null) throw unknownCase();
          return await attend(entry, one, await readLog(one.id), desk);
        } catch (failure) {
          faults.push(failure);
          await setAside(entry, one, failure);
          return 'failed';
        }
      });
      const count = (what: Done) => done.filter((one) => one === what).length;
      return {
        issued: count('issued'),
        stated: count('stated'),
        refused: count('refused'),
        waiting: count('waiting'),
        faults,
      };
    },

    async standing(caseId) {
      const one = await registry.case(caseId);
      if (one === null) throw unknownCase();
      const log = await createLogReader(office)(one.id);
      const now = clock.now();
      return standingOf(one, await review(one, log, now, office), now);
    },
  };
}

/** Every case waits a minute for the log. */
function isForAPerson({ reasons }: Refusal): boolean {
  return reasons.some(({ kind }) => kind !== 'not sealed');
}

/** What is on a policy or a dataset is on all its cases, and many of them may be due at once. For one look. */
function withWideHoldsReadOnce(registry: Desk['registry']): Desk['registry'] {
  const known = new Map<string, ReturnType<Desk['registry']['wideHolds']>>();
  const wideHolds: Desk['registry']['wideHolds'] = (scope) => {
    const holds = known.get(scope) ?? registry.wideHolds(scope);
    known.set(scope, holds);
    holds.catch(() => known.delete(scope)); // one failure is one case's, not all of them
    return holds;
  };
  return { ...registry, wideHolds };
}

/** Not the same once more. When it was found is no news. */
function isNews({ stage, reasons }: Refusal, before: Refusal | undefined): boolean {
  return JSON.stringify([stage, reasons]) !== JSON.stringify([before?.stage, before?.reasons]);
}

/** A code, or the name of an error that is not ours; never its message. */
function codeOf(failure: unknown): string {
  if (failure instanceof ExpungeError) return failure.code;
  return failure instanceof Error ? failure.name : 'UNKNOWN';
}

function unknownCase(): ExpungeError {
  return new ExpungeError('USAGE', 'There is no such case. Its id is in the announcement ErasureScheduled.');
}
