import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ExpungeError } from '../../lib/errors.ts';
import type { Activity } from './activity.ts';
import type { AsynchronousInvocations } from './functions/asynchronous.ts';

export interface KnownQueue {
  readonly url: string;
  /** The ARN by which the queue's server knows it: stand-ins know one partition and one account. */
  readonly serverArn: string;
  readonly name: string;
}

export interface SendOptions {
  /** For FIFO queues. */
  readonly messageGroupId?: string | undefined;
  /** Message attributes, all of them text. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** Where things are sent by ARN: what a bus, a schedule or an on-failure destination names as its target. */
export class Targets {
  readonly #sqs: SQSClient;
  readonly #activity: Activity;
  readonly #queues = new Map<string, KnownQueue>();
  readonly #functions: AsynchronousInvocations;

  constructor(sqs: SQSClient, activity: Activity, functions: AsynchronousInvocations) {
    this.#sqs = sqs;
    this.#activity = activity;
    this.#functions = functions;
  }

  addQueue(arn: string, queue: KnownQueue): void {
    this.#queues.set(arn, queue);
  }

  queue(arn: string): KnownQueue | undefined {
    return this.#queues.get(arn);
  }

  /** The ARN of the queue with this URL. */
  arnOf(url: string): string | undefined {
    return [...this.#queues].find(([, queue]) => queue.url === url)?.[0];
  }

  readonly serverArn = (arn: string): string => this.#queues.get(arn)?.serverArn ?? arn;

  /** Sends `payload` (JSON) there; resolves when the target has taken it, not when it has worked on it. */
  send(arn: string, payload: string, options: SendOptions = {}): Promise<void> {
    return this.#activity.track(async () => {
      const queue = this.#queues.get(arn);
      if (queue !== undefined) return this.#toQueue(queue, payload, options);
      if (arn.includes(':function:')) return this.#functions.accept(arn, payload);
      throw new ExpungeError('CONFIGURATION', `The embedded runtime has nothing at ${arn} to send to.`, { place: arn });
    });
  }

  async #toQueue({ url }: KnownQueue, MessageBody: string, options: SendOptions): Promise<void> {
    const MessageAttributes = Object.fromEntries(
      Object.entries(options.attributes ?? {}).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    const { messageGroupId: MessageGroupId } = options;
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, MessageGroupId, MessageAttributes }));
  }
}
