import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DateTime } from 'luxon';
import type { ItemRecord, StoredUpload } from '../../examples/five-apps/population/index.ts';
import type { DynamoStore, Plan, PlanDataset, StartingPoint } from '../../lib/policy/plan.ts';
import { type Appearance, digestOf, fieldsOf } from './appearance.ts';
import { type Closing, type Fate, fateByAge, fateWhenClosed, type Starts } from './expect.ts';

/** A record that was written, as it was: what the stores are compared with later. */
export interface Entry {
  readonly id: string;
  readonly dataset: string;
  readonly policy: string;
  readonly subject: string;
  readonly writtenAt: number;
  /** How it looked when it had been written. */
  readonly original: Appearance;
  readonly digest: string;
  readonly byAge: readonly Fate[];
}

/** Everything that was written, and every account that was closed. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly #closings = new Map<string, Closing>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  addItem({ dataset, subject, writtenAt, item }: ItemRecord): void {
    const raw = marshall(item);
    this.#add(dataset, subject, writtenAt, itemId(this.dataset(dataset), raw), { kind: 'item', raw });
  }

  /** `seen`: what the bucket lists, with the time the bucket gave each version. */
  addUpload(upload: StoredUpload, seen: ReadonlyMap<string, Appearance>, writtenAt: number): void {
    const id = versionIdOf(upload.dataset, upload.key, upload.versionId);
    const shown = seen.get(id);
    if (shown !== undefined) this.#add(upload.dataset, upload.subject, writtenAt, id, shown);
  }

  close(policy: string, subject: string, closing: Closing): void {
    this.#closings.set(`${policy} ${subject}`, closing);
  }

  closing(entry: { policy: string; subject: string }): Closing | undefined {
    return this.#closings.get(`${entry.policy} ${entry.subject}`);
  }

  /** What every rule of its dataset means for a record, the closing of its account included. */
  fates(entry: Entry): readonly Fate[] {
    const closing = this.closing(entry);
    if (closing === undefined) return entry.byAge;
    const rules = this.#plan.policies[entry.policy]?.rules ?? {};
    return entry.byAge.map((fate) => fateWhenClosed(fate, closing, rules[fate.rule]?.window ?? 0, entry.writtenAt));
  }

  dataset(id: string): PlanDataset {
    const dataset = this.#plan.datasets[id];
    if (dataset === undefined) throw new Error(`The plan has no dataset ${id}.`);
    return dataset;
  }

  #add(datasetId: string, subject: string, writtenAt: number, id: string, original: Appearance): void {
    const dataset = this.dataset(datasetId);
    const policy = this.#plan.policies[dataset.policy];
    if (policy === undefined) throw new Error(`The plan has no policy ${dataset.policy}.`);
    const starts = startsOf(dataset, original, policy.zone);
    const byAge = dataset.clusters.flatMap(({ rule, action, only }) => {
      const known = policy.rules[rule];
      return known === undefined || only !== undefined ? [] : [fateByAge(known, action, starts, policy.zone)];
    });
    const digest = digestOf(original);
    this.entries.set(id, { id, dataset: datasetId, policy: policy.id, subject, writtenAt, original, digest, byAge });
  }
}

export function itemId(dataset: PlanDataset, raw: Readonly<Record<string, AttributeValue>>): string {
  const { partitionKey, sortKey } = dataset.store as DynamoStore;
  return JSON.stringify([dataset.id, raw[partitionKey]?.S, sortKey === null ? null : raw[sortKey]?.S]);
}

export function versionIdOf(dataset: string, key: string, versionId: string): string {
  return JSON.stringify([dataset, key, versionId]);
}

function startsOf(dataset: PlanDataset, original: Appearance, zone: string): Starts {
  if (original.kind !== 'item') return { collected: original.modified };
  const fields = fieldsOf(original);
  const starts: Partial<Record<StartingPoint, number>> = {};
  for (const [point, { field, as }] of Object.entries(dataset.times)) {
    const value = fields[field];
    if (value === undefined) continue;
    starts[point as StartingPoint] =
      as === 'iso'
        ? DateTime.fromISO(String(value), { zone }).toMillis()
        : Number(value) * (as === 'epoch-seconds' ? 1000 : 1);
  }
  return starts;
}
