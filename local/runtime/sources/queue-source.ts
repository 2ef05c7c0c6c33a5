import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { inBatches } from '../../../lib/concurrency.ts';
import type { Handed, Repetition } from '../../faults/index.ts';
import type { Activity } from '../activity.ts';
import type { LambdaFunction } from '../functions/index.ts';
import { queueEvent } from './queue-event.ts';
import { type EventSource, failuresIn, GATHER, persist } from './source.ts';

export interface QueueMapping {
  readonly url: string;
  readonly arn: string;
  readonly queueName: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsFailures: boolean;
  /** How many batches may be under way at once. */
  readonly concurrency: number;
}

/** SQS hands over at most so many messages at a time, and waits at most so many seconds for the first. */
const MOST_PER_RECEIVE = 10;
const LONGEST_WAIT = 20;
/** How often a batch that is still filling looks again, in milliseconds. */
const LOOK_EVERY = 100;

/** Long-polls a queue and feeds a function with it, as Lambda's event source mapping does. */
export class QueueSource implements EventSource {
  readonly name: string;
  readonly #mapping: QueueMapping;
  readonly #target: LambdaFunction;
  readonly #sqs: SQSClient;
  readonly #activity: Activity;
  readonly #stopping = new AbortController();
  readonly #repetition: (batch: Omit<Handed, 'to'>) => Repetition;
  readonly #working = new Set<string>();
  readonly #failed = new Set<string>();
  #pollers: Promise<void>[] = [];
  #hurried = false;
  #hurry = Promise.withResolvers<void>();

  constructor(
    mapping: QueueMapping,
    target: LambdaFunction,
    parts: { sqs: SQSClient; activity: Activity; repetition: (batch: Omit<Handed, 'to'>) => Repetition },
  ) {
    this.name = `queue ${mapping.queueName} → ${target.settings.name}`;
    this.#mapping = mapping;
    this.#target = target;
    this.#sqs = parts.sqs;
    this.#activity = parts.activity;
    this.#repetition = parts.repetition;
  }

  get queueName(): string {
    return this.#mapping.queueName;
  }

  get url(): string {
    return this.#mapping.url;
  }

  /** Whether this message was not done and waits, hidden, for its time-out to end. */
  waits(receiptHandle: string): boolean {
    return this.#failed.has(receiptHandle);
  }

  /** Whether this message is being worked at this moment. */
  works(receiptHandle: string): boolean {
    return this.#working.has(receiptHandle);
  }

  async start(): Promise<void> {
    // A batch that gathers for a while would be torn apart by several pollers.
    const pollers = this.#mapping.windowSeconds > 0 ? 1 : this.#mapping.concurrency;
    this.#pollers = Array.from({ length: pollers }, () => this.#poll());
  }

  /** The queue itself says whether anything is left in it: see the runtime's settling. */
  async drain(): Promise<void> {}

  hurry(on: boolean): void {
    this.#hurried = on;
    if (on) this.#hurry.resolve();
    else this.#hurry = Promise.withResolvers<void>();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hurry.resolve();
    await Promise.all(this.#pollers);
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #poll(): Promise<void> {
    await persist(this.#stopping.signal, async () => {
      const first = await this.#receive(LONGEST_WAIT, this.#mapping.batchSize);
      if (first.length > 0) await this.#activity.track(() => this.#work(first));
    });
  }

  async #work(batch: Message[]): Promise<void> {
    const { batchSize, windowSeconds } = this.#mapping;
    const until = performance.now() + windowSeconds * 1_000;
    let gathered = false;
    while (batch.length < batchSize && performance.now() < until && !this.#stopped) {
      // What has been received is worked all the same when the queue cannot be asked for more.
      const more = await this.#receive(0, batchSize - batch.length).catch(() => []);
      batch.push(...more);
      if (more.length > 0) continue;
      if (gathered) break;
      gathered = this.#hurried;
      if (gathered) await this.#activity.othersQuiet(GATHER);
      else await Promise.race([this.#hurry.promise, new Promise((go) => setTimeout(go, LOOK_EVERY))]);
    }
    await this.#deliver(batch);
  }

  /** What succeeded is deleted; the rest becomes visible again when its time-out ends, and is counted by the queue. */
  async #deliver(batch: readonly Message[]): Promise<void> {
    const left = new Set(batch.map(({ ReceiptHandle = '' }) => ReceiptHandle));
    const times = Math.max(...batch.map(({ Attributes }) => Number(Attributes?.ApproximateReceiveCount ?? 1)));
    const repetition = this.#repetition({ from: 'queue', times });
    for (const handle of left) this.#working.add(handle);
    try {
      const invocation = this.#target.invoke(queueEvent(batch, this.#mapping));
      if (repetition === 'meanwhile') await this.#show(batch);
      const outcome = await invocation;
      const reported = !outcome.ok ? null : this.#mapping.reportsFailures ? failuresIn(outcome.payload) : [];
      const whole = reported === null || reported.some((id) => !batch.some(({ MessageId }) => MessageId === id));
      const done = batch.filter(({ MessageId }) => !whole && !reported.includes(MessageId ?? ''));
      if (repetition === 'again') return await this.#show(done);
      await this.#remove(done);
      for (const { ReceiptHandle = '' } of done) left.delete(ReceiptHandle);
    } finally {
      for (const { ReceiptHandle = '' } of batch) this.#working.delete(ReceiptHandle);
      // Also what was done and could not be deleted comes again.
      for (const handle of left) this.#failed.add(handle);
    }
  }

  async #remove(messages: readonly Message[]): Promise<void> {
    for (const some of inBatches(messages, MOST_PER_RECEIVE)) {
      const Entries = some.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#mapping.url, Entries }));
    }
  }

  /** Lets the queue hand them over again at once. */
  async #show(messages: readonly Message[]): Promise<void> {
    for (const some of inBatches(messages, MOST_PER_RECEIVE)) {
      const Entries = some.map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#mapping.url, Entries }));
    }
  }

  async #receive(WaitTimeSeconds: number, wanted: number): Promise<Message[]> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: this.#mapping.url,
      MaxNumberOfMessages: Math.min(wanted, MOST_PER_RECEIVE),
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      return (await this.#sqs.send(receive, { abortSignal: this.#stopping.signal })).Messages ?? [];
    } catch (error) {
      if (this.#stopped) return [];
      throw error;
    }
  }
}
