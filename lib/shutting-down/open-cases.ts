import { together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import type { Subject } from '../registry/model.ts';
import type { ShutDown } from '../registry/shut-down.ts';
import type { WalkCounts, WalkPage } from '../registry/walk.ts';
import type { ShutDownOffice } from './office.ts';

/** Items of the registry read at once; some of them are subjects. */
const PAGE = 200;
const PARALLEL = 8;

/** What a pass over the subjects counts beside `looked` (subjects of the service) and `done` (cases opened in this pass). */
export interface OpeningCounts extends WalkCounts {
  /** Subjects whose case could not be opened. They are tried again in the next pass. */
  readonly failed: number;
}

/**
 * One page of a pass over all subjects: a case for each of this service that has none of this shut-down yet. A repeat opens
 * none twice, because the case's id is made from the subject's reference.
 */
export function openCasesOf(one: ShutDown, pass: number, office: ShutDownOffice): WalkPage {
  const { registry, referencer, meter } = office;
  const eventId = (ref: string) => `${one.id}/${ref}`;

  return async (cursor, counts) => {
    const { subjects, next } = await registry.subjectsAfter(cursor, PAGE);
    const named = subjects.flatMap(({ ref, policy, id }) =>
      policy === one.policy && id !== undefined ? [{ ref, id, case: referencer.case(policy, eventId(ref)) }] : [],
    );
    const listed = await registry.listedCases(
      one.id,
      named.map((subject) => subject.case),
    );
    const without = named.filter((subject) => !listed.has(subject.case));
    const opened = await together(without, PARALLEL, (subject) => open(subject));
    const cases = opened.flatMap((id) => (id === null ? [] : [{ id, pass }]));
    await registry.listCases(one.id, cases);
    if (pass > 1 && cases.length > 0) meter.count('AfterStop', cases.length);
    return {
      next,
      counts: {
        looked: counts.looked + named.length,
        done: counts.done + cases.length,
        failed: (counts.failed ?? 0) + opened.length - cases.length,
      } satisfies OpeningCounts,
    };
  };

  /** Null where a subject's case cannot be opened whatever one does: that must not keep the others from theirs. */
  async function open({ ref, id }: Pick<Subject, 'ref'> & { readonly id: string }): Promise<string | null> {
    try {
      const { id: opened } = await office.openCase({
        type: 'ServiceShutDown',
        id: eventId(ref),
        policy: one.policy,
        subject: id,
        receivedAt: one.receivedAt,
        preconditions: Object.fromEntries(one.gates.map((gate) => [gate.id, gate.evidence ?? ''])),
        provenAt: one.provenAt,
      });
      return opened;
    } catch (error) {
      if (!(error instanceof ExpungeError) || error.remedy !== 'park') throw error;
      office.fault(error);
      meter.count('Failed', 1);
      return null;
    }
  }
}
