import type { Case, Decision, DocketEntry, Fee, OpenCase, Reply, Subject } from './model.ts';

/** What the case desk keeps: answers that are owed, what people decided, who asked how often. */
export interface DeskRegistry extends ReplyRegistry, DecisionRegistry {}

/** The clocks of answers. Each lies with its case, and, until it is answered, on a list by deadline. */
export interface ReplyRegistry {
  /** Starts a clock. The first with an id stands, and it is the answer: also one that was answered. Repeatable. */
  openReply(reply: Reply): Promise<Reply>;
  reply(caseId: string, id: string): Promise<Reply | null>;
  /** All of a case, by when they were received. */
  replies(caseId: string): Promise<readonly Reply[]>;
  /**
   * Notes an answer and takes it off those owed, all or nothing. The first answer stands, and is what comes back.
   * Null: there is no such reply.
   */
  answerReply(of: Pick<Reply, 'case' | 'id'>, answer: Answer): Promise<Reply | null>;
  /** Moves a deadline, unless it was answered or moved meanwhile: then false. */
  setReplyDeadline(of: Pick<Reply, 'case' | 'id' | 'deadline'>, next: NextDeadline): Promise<boolean>;
  /** Answers that are owed, by deadline (rounded up to a whole second). `after`: the `next` of the page before, or ''. */
  openReplies(after: string, limit: number): Promise<{ replies: readonly OpenReply[]; next: string | null }>;
}

export type Answer = Required<Pick<Reply, 'answeredAt' | 'outcome' | 'by'>> & Pick<Reply, 'code'>;
export type OpenReply = Pick<Reply, 'case' | 'id' | 'deadline'>;

export interface NextDeadline {
  readonly at: number;
  readonly provisional: boolean;
  readonly calendar: string | null;
}

/** What people decide, and nothing else does. */
export interface DecisionRegistry {
  /**
   * Refuses a case that waits: it leaves the open ones, and its subject is written without it. False where it no longer
   * waits or was changed meanwhile. Throws ANOTHER_WORKER where the subject was.
   * @param subject null where the registry has none.
   */
  refuseCase(waiting: Case, refused: Extract<Decision, { kind: 'refused' }>, subject: Subject | null): Promise<boolean>;
  /**
   * Takes a refusal back: the case waits again, with its gates and its deadline as they were, and its subject is written
   * with it. False where it is not refused any more. Throws ANOTHER_WORKER where the subject was changed meanwhile.
   */
  reopenCase(refused: Case, granted: Extract<Decision, { kind: 'granted' }>, subject: Subject): Promise<boolean>;
  /** Notes a fee. The first stands. Null: there is no such case. */
  decideFee(id: string, fee: Fee): Promise<Case | null>;
  /** Refused cases, by when they were. `after`: the `next` of the page before, or ''. */
  refusedCases(after: string, limit: number): Promise<{ cases: readonly OpenCase[]; next: string | null }>;
  /** Notes that a subject asked for something. Repeatable. */
  noteRequest(ref: string, asked: DocketEntry): Promise<void>;
  /** What a subject asked for so far, the oldest first. */
  requests(ref: string): Promise<readonly DocketEntry[]>;
}
