import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The longest SQS keeps a message. Nothing may be lost because nobody looked for a week. */
const LONGEST = Duration.days(14);

export interface WorkQueueProps {
  readonly key: IKey;
  /** How long a message is hidden while it is worked on: at least the time-out of the function that takes it. */
  readonly visibility: Duration;
  /** @default false */
  readonly fifo?: boolean;
  /**
   * Tries before a message is set aside.
   * @default 5
   */
  readonly maxReceiveCount?: number;
}

/** A queue, and beside it the queue of what could not be worked. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = encryptedQueue(props.key);
    const fifo = props.fifo ? { fifo: true } : {};
    this.failed = new Queue(this, 'Failed', { ...common, ...fifo });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      ...fifo,
      visibilityTimeout: props.visibility,
      deadLetterQueue: { queue: this.failed, maxReceiveCount: props.maxReceiveCount ?? 5 },
    });
  }
}

/** What every queue of Expunge has in common: encrypted, TLS only, kept as long as SQS keeps anything. */
export function encryptedQueue(key: IKey): QueueProps {
  return {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    dataKeyReuse: Duration.hours(1),
    enforceSSL: true,
    retentionPeriod: LONGEST,
  };
}
