import type { TableLike } from '../../store-types.ts';
import { allow } from '../permissions.ts';

/*
 * The registry, by what a function does there. A transaction needs the permission of each of its parts; writing in
 * batches is a permission of its own, which IAM cannot narrow to puts.
 */

const READ = ['dynamodb:BatchGetItem', 'dynamodb:Query'];
/** Answers of the desk, listed holds and heads of the log are read one at a time, and nothing else is. */
const READ_ONE_TOO = ['dynamodb:GetItem', ...READ];

/** What those who open cases have no business with: the log, which is seal's, and brakes, which people lift. */
const NEITHER_LOG_NOR_BRAKES = {
  'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': ['L#*', 'B#*'] },
};

/** Workers take from the budgets of brakes; the head of the log they may not touch. */
const NOT_THE_LOG = { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': ['L#*'] } };

/** Which shards have something to do, and which holds want their review: in neither does a subject's id lie. */
export const findDueInRegistry = (table: TableLike) =>
  allow('FindDueInRegistry', READ, [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['W#*', 'P#*', 'U#*', 'D#hold'] },
  });

/** What subjects took back before, and their cases that wait: read, never written. */
export const seeWhatStands = (table: TableLike) =>
  allow('SeeWhatStands', ['dynamodb:BatchGetItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'C#*'] },
  });

/** Subjects one by one; tags and timers in batches. */
export const tagInRegistry = (table: TableLike) =>
  allow(
    'TagInRegistry',
    ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
    [table.tableArn],
    {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'P#*', 'U#*'] },
    },
  );

/**
 * A case, its subject and its timers in one transaction. One that has waited takes another place among those that have not
 * ended; a hold over a contradiction that is told of again is put in force only if it was not released.
 */
export const openInRegistry = (table: TableLike) => [
  ...allow(
    'OpenInRegistry',
    [...READ_ONE_TOO, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    [table.tableArn],
    NEITHER_LOG_NOR_BRAKES,
  ),
  ...allow('MoveCase', ['dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#open'] },
  }),
  ...allow('HoldOnDoubt', ['dynamodb:ConditionCheckItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#hold'] },
  }),
];

/** Which brakes keep a case from its end: whoever tells why it is late says so. */
const seeBrakes = (table: TableLike) =>
  allow('SeeBrakes', ['dynamodb:BatchGetItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['B#*'] },
  });

/**
 * What people decide: a refusal and an answer move from one list to another, and a refused case sets a timer. To be had
 * together with `openInRegistry`.
 */
export const deskInRegistry = (table: TableLike) => [
  ...allow('MoveDecided', ['dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#refused', 'D#reply'] },
  }),
  ...allow('LookAgain', ['dynamodb:BatchWriteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['U#*'] },
  }),
  ...seeBrakes(table),
];

/** Tags and timers of what a walk over a store found. To be had together with `openInRegistry`. */
export const armInRegistry = (table: TableLike) =>
  allow('ArmWhatIsFound', ['dynamodb:BatchWriteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'P#*', 'U#*'] },
  });

/** The head of the log and what changes with it, what is filed under cases, and no other item. */
export const sealInRegistry = (table: TableLike) =>
  allow(
    'SealInRegistry',
    ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
    [table.tableArn],
    { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#*'] } },
  );

/** The epochs of evidence with their secrets, and no other item. */
export const keepEpochs = (table: TableLike) =>
  allow('KeepEpochs', ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['E#evidence'] },
  });

/**
 * Reads whatever may stand in the way of a certificate; notes with a case what came of it; turns the docket. Ids of
 * subjects are in the items it reads, and nothing of them is written.
 */
export const certifyInRegistry = (table: TableLike) => [
  ...allow('ReadCases', READ_ONE_TOO, [table.tableArn], {
    'ForAllValues:StringLike': {
      'dynamodb:LeadingKeys': ['C#*', 'D#certificate', 'L#*', 'S#*', 'H#*', 'E#evidence', 'K#refresh'],
    },
  }),
  ...allow('NoteWithCase', ['dynamodb:UpdateItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] },
  }),
  ...allow('TurnDocket', ['dynamodb:PutItem', 'dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#certificate'] },
  }),
];

/**
 * The outbox, and what was told beside the case. The ids of subjects lie among what it reads: who is to erase has to know
 * of whom. It writes none.
 */
export const tellFromRegistry = (table: TableLike) => [
  ...allow('ReadRecipients', READ, [table.tableArn], {
    'ForAllValues:StringLike': {
      'dynamodb:LeadingKeys': ['C#*', 'D#tell', 'D#escalated', 'S#*', 'H#*'],
    },
  }),
  ...allow('NoteWithCase', ['dynamodb:UpdateItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] },
  }),
  ...allow('TurnOutbox', ['dynamodb:PutItem', 'dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#tell'] },
  }),
  ...allow('PutOnLists', ['dynamodb:PutItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#escalated', 'D#certificate'] },
  }),
];

/** What a report is made from: counts, timers, brakes, cases. Neither subjects nor holds nor epochs. */
export const reportFromRegistry = (table: TableLike) =>
  allow('ReportFromRegistry', READ_ONE_TOO, [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#*', 'W#*', 'P#*', 'U#*', 'B#*', 'C#*', 'D#*', 'K#audit'] },
  });

/**
 * The list of holds, and holds where a check reads them. IAM looks at partition keys and never at sort keys: of a subject
 * it could write any item, not holds alone, though it can read none. It sees which pages are under way, and brings timers
 * forward.
 */
export const holdInRegistry = (table: TableLike) => [
  ...allow(
    'KeepHolds',
    [
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:ConditionCheckItem', // told again, a hold is put in force only if it was not released
    ],
    [table.tableArn],
    { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#hold'] } },
  ),
  ...allow('PutHoldsInForce', ['dynamodb:PutItem', 'dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'H#*'] },
  }),
  ...allow('SeePages', ['dynamodb:BatchGetItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['W#*'] },
  }),
  ...allow('BringTimersForward', ['dynamodb:Query', 'dynamodb:BatchWriteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['U#*'] },
  }),
];

/** The brakes, and the timers of what waited for one: no subject, no hold, no case. */
export const approveInRegistry = (table: TableLike) => [
  ...allow('KeepBrakes', ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['B#*'] },
  }),
  ...allow('BringTimersForward', ['dynamodb:Query', 'dynamodb:BatchWriteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['U#*'] },
  }),
];

/** Only who has erased may forget: timers done with, tags whose records are gone. */
export const workInRegistry = (table: TableLike) =>
  allow(
    'WorkInRegistry',
    [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
    [table.tableArn],
    NOT_THE_LOG,
  );

/**
 * Goes over all subjects, which only a scan finds; lists the cases of a shut-down; sets timers where a rule became shorter;
 * turns warnings, and moves answers whose deadline was counted again. To be had together with `openInRegistry`.
 */
export const sweepInRegistry = (table: TableLike) => [
  ...allow('FindAllSubjects', ['dynamodb:Scan'], [table.tableArn]),
  ...allow('ListCasesAndLookAgain', ['dynamodb:BatchWriteItem'], [table.tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['K#*', 'U#*'] },
  }),
  ...allow('TurnClocks', ['dynamodb:DeleteItem'], [table.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#warning', 'D#reply'] },
  }),
  ...seeBrakes(table),
];
