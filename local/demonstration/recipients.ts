import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { inBatches } from '../../lib/concurrency.ts';
import type { ToldRecipient } from '../../lib/recipients/index.ts';
import type { Notice } from '../../lib/recipients/notice.ts';
import { takeMessages } from './look.ts';
import type { Scene } from './scene.ts';

/** PutEvents takes so many at once. */
const EVENTS = 10;
const TELL = 'Expunge/Scheduler/Functions/Tell/Function';
/** The role that prints letters and opens the answers. */
const POST_ROOM = 'post room';

/**
 * Those who received the companies' data, each with a queue of its own, and the person who sends the letters. They know
 * nothing of Expunge but what they are sent, and answer all of it.
 */
export class Recipients {
  readonly #scene: Scene;
  readonly #queues: readonly string[];
  readonly #notices: Notice[] = [];
  #letters = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#queues = Object.values(scene.plan.recipients).flatMap(({ tell }) => (tell?.by === 'sqs' ? [tell.queue] : []));
  }

  /** Every notice that came, reminders among them. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** How many letters were printed and sent. */
  get letters(): number {
    return this.#letters;
  }

  /** Takes what has come by now and confirms it. How many recipients of cases confirmed. */
  async answer(): Promise<number> {
    const sqs = this.#scene.runtime.clients.sqs();
    const told: Notice[] = [];
    for (const QueueName of this.#queues) {
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      for (const body of await takeMessages(sqs, QueueUrl)) told.push(JSON.parse(body) as Notice);
    }
    this.#notices.push(...told);
    await this.#confirm(told);
    return told.length + (await this.#openPost());
  }

  async #confirm(told: readonly Notice[]): Promise<void> {
    const confirmedAt = new Date(this.#scene.runtime.clock.now()).toISOString();
    for (const batch of inBatches(told, EVENTS)) {
      const Entries = batch.map(({ case: id, recipient }) => ({
        EventBusName: this.#scene.bus,
        Source: 'five-apps-recipients',
        DetailType: 'RecipientConfirmed',
        Detail: JSON.stringify({ id: `${id}-${recipient}`, case: id, recipient, confirmedAt }),
      }));
      const answer = await this.#scene.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
      if ((answer.FailedEntryCount ?? 0) > 0) throw new Error('The bus did not take what a recipient confirmed.');
    }
  }

  /** Sends the letters that wait, and notes what was answered to those sent before. */
  async #openPost(): Promise<number> {
    const order = (command: string, rest: object) => this.#scene.runtime.invoke(TELL, { command, ...rest });
    const { recipients } = (await order('recipient list', { case: null })) as { recipients: readonly ToldRecipient[] };
    let answered = 0;
    for (const { case: id, recipient, by, state } of recipients) {
      if (by !== 'letter') continue;
      const about = { case: id, recipient };
      if (state === 'letter to send') {
        await order('recipient letter', about);
        await order('recipient sent', { ...about, by: POST_ROOM });
        this.#letters += 1;
      } else if (state === 'told') {
        await order('recipient confirm', { ...about, by: POST_ROOM });
        answered += 1;
      }
    }
    return answered;
  }
}
