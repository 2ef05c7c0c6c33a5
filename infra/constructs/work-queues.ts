import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TIMEOUTS } from '../function-limits.ts';
import { encryptedQueue, WorkQueue } from './work-queue.ts';

/** Tries of a page of work before its message is set aside: the next minute sends a new one anyway. */
const TRIES_OF_A_PAGE = 10;

/** Tries of a page of receipts, twelve minutes apart: a key that is disabled for an afternoon costs no one a night. */
const TRIES_OF_A_RECEIPT = 25;

/** Everything that waits for a function. */
export class WorkQueues extends Construct {
  readonly stored: WorkQueue;
  readonly triggers: WorkQueue;
  readonly platforms: WorkQueue;
  readonly delete: WorkQueue;
  readonly anonymise: WorkQueue;
  readonly log: WorkQueue;
  /** Coded notices about input that was parked, and stream positions that were given up. Never the input itself. */
  readonly deadLetters: Queue;
  /** Events the bus could not hand to a queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: { readonly key: IKey }) {
    super(scope, id);
    const standard = (name: string, timeout: Duration, maxReceiveCount?: number) =>
      new WorkQueue(this, name, {
        key: props.key,
        visibility: Duration.seconds(6 * timeout.toSeconds()),
        ...(maxReceiveCount !== undefined && { maxReceiveCount }),
      });
    // One group per shard, and a group waits for its message: a longer wait than the function can run helps nobody.
    const ordered = (name: string, timeout: Duration) =>
      new WorkQueue(this, name, {
        key: props.key,
        fifo: true,
        visibility: timeout.plus(Duration.minutes(1)),
        maxReceiveCount: TRIES_OF_A_PAGE,
      });
    this.stored = standard('Stored', TIMEOUTS.tag);
    this.triggers = standard('Triggers', TIMEOUTS['open-case']);
    this.platforms = standard('Platforms', TIMEOUTS.adapt);
    this.log = standard('Log', TIMEOUTS.seal, TRIES_OF_A_RECEIPT);
    this.delete = ordered('Delete', TIMEOUTS.delete);
    this.anonymise = ordered('Anonymise', TIMEOUTS.anonymise);
    this.deadLetters = new Queue(this, 'DeadLetters', encryptedQueue(props.key));
    this.undelivered = new Queue(this, 'Undelivered', encryptedQueue(props.key));
    for (const last of [this.deadLetters, this.undelivered]) {
      Validations.of(last).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: 'This is the last queue there is: no function takes from it, an alarm calls a person, who does.',
      });
    }
  }

  /** Every queue with its dead letters. */
  get all(): readonly WorkQueue[] {
    return [this.stored, this.triggers, this.platforms, this.delete, this.anonymise, this.log];
  }

  /** Queues that hold a message only when something has gone wrong, by the name a person knows them by. */
  get shouldBeEmpty(): Readonly<Record<string, Queue>> {
    return {
      StoredFailed: this.stored.failed,
      TriggersFailed: this.triggers.failed,
      PlatformsFailed: this.platforms.failed,
      DeleteFailed: this.delete.failed,
      AnonymiseFailed: this.anonymise.failed,
      LogFailed: this.log.failed,
      DeadLetters: this.deadLetters,
      Undelivered: this.undelivered,
    };
  }
}
