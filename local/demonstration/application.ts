import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Population, type Subject, writeItems, writeUploads } from '../../examples/five-apps/population/index.ts';
import { inBatches } from '../../lib/concurrency.ts';
import { workingDeadline } from './expect.ts';
import type { Ledger } from './ledger.ts';
import { lookAtBucket } from './look.ts';
import type { Scene } from './scene.ts';

/** PutEvents takes so many at once. */
const EVENTS = 10;

/** An account that was closed, and the event that said so. */
export interface Closed {
  readonly subject: Subject;
  readonly event: { readonly id: string };
}

/**
 * The five applications at work: they store what their users do, and tell the bus when one closes the account. They know
 * nothing of Expunge but the bus. Everything written is entered in the ledger.
 */
export class Application {
  readonly #scene: Scene;
  readonly #ledger: Ledger;
  readonly #population: Population;
  readonly #closings: Closed[] = [];
  #items = 0;
  #uploads = 0;
  #closed = 0;

  constructor(scene: Scene, ledger: Ledger, population: Population) {
    this.#scene = scene;
    this.#ledger = ledger;
    this.#population = population;
  }

  /** Writes what has happened by now. `progress` hears how many records. */
  async write(now: number, progress: (records: number) => void = () => {}): Promise<void> {
    const { items, uploads } = this.#population;
    const { plan, runtime } = this.#scene;
    const stores = { plan, dynamodb: runtime.clients.dynamodb(), s3: runtime.clients.s3() };
    const newUploads = uploads.slice(this.#uploads, count(uploads, this.#uploads, now));
    const newItems = items.slice(this.#items, count(items, this.#items, now));
    this.#uploads += newUploads.length;
    this.#items += newItems.length;
    if (newUploads.length > 0) {
      const stored = await writeUploads(newUploads, stores);
      await this.#enterUploads(stored, now);
    }
    await writeItems(newItems, stores, progress);
    for (const item of newItems) this.#ledger.addItem(item);
  }

  /** The bucket alone knows the times of its versions. */
  async #enterUploads(stored: Awaited<ReturnType<typeof writeUploads>>, now: number): Promise<void> {
    const { plan, runtime } = this.#scene;
    const buckets = new Set(
      Object.values(plan.datasets).flatMap(({ store }) => (store.kind === 's3' ? [store.bucket] : [])),
    );
    for (const bucket of buckets) {
      const seen = await lookAtBucket(plan, runtime.clients.s3(), bucket);
      for (const upload of stored) this.#ledger.addUpload(upload, seen, now);
    }
  }

  /** Closes the accounts whose time has come. Their deadline. */
  async close(now: number): Promise<number | null> {
    const due = this.#population.subjects
      .filter(({ closesAt }) => closesAt !== null && closesAt <= now)
      .sort((a, b) => (a.closesAt ?? 0) - (b.closesAt ?? 0))
      .slice(this.#closed);
    if (due.length === 0) return null;
    this.#closed += due.length;
    const at = this.#scene.runtime.clock.now();
    let last = 0;
    for (const subject of due) {
      const policy = this.#scene.plan.policies[subject.policy];
      const trigger = policy?.triggers.AccountClosed;
      if (policy === undefined || trigger === undefined) continue;
      const deadline = workingDeadline(at, trigger.deadline, policy.zone);
      last = Math.max(last, deadline);
      this.#ledger.close(subject.policy, subject.id, { at, deadline, covers: trigger.covers });
      const detail = {
        id: `closing-${this.#closings.length + 1}`,
        policy: policy.id,
        subject: subject.id,
        receivedAt: new Date(at).toISOString(),
        preconditions: Object.fromEntries(trigger.gates.map(({ id }) => [id, `file of ${id}`])),
      };
      this.#closings.push({ subject, event: detail });
    }
    await this.#tell(this.#closings.slice(-due.length).map(({ event }) => event));
    return last;
  }

  get closings(): readonly Closed[] {
    return this.#closings;
  }

  /** Tells every closing once more, as a bus may do. How many. */
  async tellAgain(): Promise<number> {
    await this.#tell(this.#closings.map(({ event }) => event));
    return this.#closings.length;
  }

  async #tell(details: readonly object[]): Promise<void> {
    for (const batch of inBatches(details, EVENTS)) {
      const Entries = batch.map((detail) => ({
        EventBusName: this.#scene.bus,
        Source: 'five-apps',
        DetailType: 'AccountClosed',
        Detail: JSON.stringify(detail),
      }));
      const answer = await this.#scene.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
      if ((answer.FailedEntryCount ?? 0) > 0) throw new Error('The bus did not take the closing of an account.');
    }
  }
}

/** Up to where a list in order of time has happened. */
function count(list: readonly { writtenAt: number }[], from: number, now: number): number {
  let end = from;
  while ((list[end]?.writtenAt ?? Number.POSITIVE_INFINITY) <= now) end++;
  return end;
}
