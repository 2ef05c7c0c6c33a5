import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueSource } from './sources/index.ts';

/** What is left in the queues that feed functions. */
export interface QueueState {
  /** Nothing visible, hidden or delayed. */
  readonly empty: boolean;
  /**
   * When all that is left waits for time to pass (a message that failed, for its time-out; a delayed one): the earliest
   * such time, in milliseconds of the clock. Null while something else is left, or where it cannot be known.
   */
  readonly waitsUntil: number | null;
  /** For messages to people: which queues hold how many. */
  readonly description: string;
}

interface Counts {
  readonly name: string;
  readonly approximateMessageCount: number;
  readonly approximateInflightCount: number;
  readonly approximateDelayedCount: number;
}

interface Inspection {
  readonly messages: {
    readonly ready: readonly { messageGroupId?: string }[];
    readonly delayed: readonly { delayUntil: number; messageGroupId?: string }[];
    readonly inflight: readonly {
      message: { messageGroupId?: string };
      receiptHandle: string;
      visibilityDeadline: number;
    }[];
  };
}

/**
 * Real milliseconds after which a message that is hidden, and neither worked nor failed, is held to have been handed over in
 * an answer that never arrived.
 */
const LOST_AFTER = 1_500;

/** Looks into queues: the embedded server tells all, another one only its counts. */
export class Queues {
  readonly #endpoint: string;
  readonly #embedded: boolean;
  readonly #sqs: SQSClient;
  /** By receipt handle: since when nobody is known to have it. */
  readonly #missing = new Map<string, number>();

  constructor(endpoint: string, embedded: boolean, sqs: SQSClient) {
    this.#endpoint = endpoint;
    this.#embedded = embedded;
    this.#sqs = sqs;
  }

  async look(sources: readonly QueueSource[]): Promise<QueueState> {
    const counts = this.#embedded
      ? await this.#counts(sources)
      : await Promise.all(sources.map((one) => this.#ask(one)));
    const left = counts.filter((one) => total(one) > 0);
    const description = left.map((one) => `${one.name} holds ${total(one)}`).join(', ');
    if (left.length === 0) return { empty: true, waitsUntil: null, description };
    if (!this.#embedded) return { empty: false, waitsUntil: null, description };
    const times = await Promise.all(
      left.map(({ name }) =>
        this.#waits(
          name,
          sources.filter(({ queueName }) => queueName === name),
        ),
      ),
    );
    return { empty: false, waitsUntil: earliest(times), description };
  }

  async #counts(sources: readonly QueueSource[]): Promise<Counts[]> {
    const names = new Set(sources.map(({ queueName }) => queueName));
    if (names.size === 0) return [];
    return ((await this.#get('')) as Counts[]).filter(({ name }) => names.has(name));
  }

  /** When the first message of this queue comes back; null while one is neither failed nor delayed nor behind such. */
  async #waits(name: string, sources: readonly QueueSource[]): Promise<number | null> {
    const { ready, delayed, inflight } = ((await this.#get(`/${name}`)) as Inspection).messages;
    if (!inflight.every(({ receiptHandle }) => this.#isLeft(receiptHandle, sources))) return null;
    const locked = new Set(inflight.map(({ message }) => message.messageGroupId));
    if (!ready.every(({ messageGroupId }) => messageGroupId !== undefined && locked.has(messageGroupId))) return null;
    const times = [
      ...inflight.map(({ visibilityDeadline }) => visibilityDeadline),
      ...delayed.map(({ delayUntil }) => delayUntil),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Whether nobody will do anything with what was handed over so, until its time-out ends. */
  #isLeft(handle: string, sources: readonly QueueSource[]): boolean {
    const works = sources.some((source) => source.works(handle));
    if (works || sources.some((source) => source.waits(handle))) {
      this.#missing.delete(handle);
      return !works;
    }
    const since = this.#missing.get(handle) ?? performance.now();
    this.#missing.set(handle, since);
    return performance.now() - since > LOST_AFTER;
  }

  async #ask({ url, queueName: name }: QueueSource): Promise<Counts> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    return {
      name,
      approximateMessageCount: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
      approximateInflightCount: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      approximateDelayedCount: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
    };
  }

  async #get(path: string): Promise<unknown> {
    return (await fetch(`${this.#endpoint}/_fauxqs/queues${path}`)).json();
  }
}

function total(counts: Counts): number {
  return counts.approximateMessageCount + counts.approximateInflightCount + counts.approximateDelayedCount;
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length < times.length ? null : Math.min(...known);
}
