import type { NextDeadline } from './desk-registry.ts';
import type { Case, CaseGate, Doubt, FulfilledRecord, Subject, UrgentTimer } from './model.ts';

/**
 * How cases begin, and what they leave on their subjects. Whoever changes the marks of a subject says, in `turn`, which
 * state of them they read; if they have changed since, nothing is written and ANOTHER_WORKER is thrown: to be read and
 * decided again.
 */
export interface OpeningRegistry {
  /**
   * Opens a case, writes its subject with its id and its marks, sets its timers and puts the case on the docket (one opened
   * as completed: for its certificate) and, where somebody is to be told, in the outbox; all or nothing. False when this
   * case exists: nothing is written.
   * @param fulfilled the record that the case covers, where it is about one.
   */
  openCase(
    opened: Case,
    subject: Subject,
    timers: readonly UrgentTimer[],
    fulfilled?: FulfilledRecord,
  ): Promise<boolean>;
  /**
   * Notes what has been proven of a case that waits, and, once all of it has, begins it: state, clusters, timers, marks and
   * deadline, all or nothing. False when the case has changed since it was read, or does not wait.
   */
  meetGates(waiting: Case, gates: readonly CaseGate[], then: Beginning | null): Promise<boolean>;
  /**
   * Moves the deadline of a case that has not ended, wherever it stands. False when it was moved meanwhile, has ended, or
   * is unknown.
   */
  setDeadline(of: Pick<Case, 'id' | 'deadline'>, next: NextDeadline): Promise<boolean>;
  /** Notes what contradicts a case. Repeatable. Null: there is no such case. */
  noteDoubt(id: string, doubt: Doubt): Promise<Case | null>;
  /** Writes the marks of a subject, and neither its id nor whether it is being forgotten. */
  markSubject(subject: Subject): Promise<void>;
  /** The record has gone, or the case is about it no more. Repeatable. */
  removeFulfilled(ref: string, dataset: string, record: string): Promise<void>;
}

/** What a case that waited begins with. */
export interface Beginning {
  readonly state: 'open' | 'completed';
  readonly outstanding: readonly string[];
  readonly deadline: NextDeadline;
  /** With `completed`: when. */
  readonly completedAt?: number;
  readonly subject: Subject;
  readonly timers: readonly UrgentTimer[];
}

/** A case in the state in which it begins. */
export function begun(waiting: Case, gates: readonly CaseGate[], then: Beginning): Case {
  const { state, outstanding, deadline, completedAt } = then;
  return {
    ...waiting,
    gates,
    state,
    outstanding,
    deadline: deadline.at,
    provisional: deadline.provisional,
    calendar: deadline.calendar,
    ...(completedAt !== undefined && { completedAt }),
  };
}
