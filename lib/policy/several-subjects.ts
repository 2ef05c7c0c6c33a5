import { refuseTooEarly } from './dataset-rules.ts';
import type { DatasetText, InventoryFile } from './inventory-schema.ts';
import type { Anonymiser, DynamoStore, PlanCluster, PlanDataset } from './plan.ts';
import { storeOf, timesOf } from './read-inventory.ts';
import type { ReadPolicy } from './read-policy.ts';
import type { ReadRule } from './read-rule.ts';
import type { Report } from './report.ts';

/*
 * A record may be about two people: an order about a merchant and a buyer. One dataset governs the records; another, with
 * `of`, has just the fields of the other person in them. The first takes the second's fields along when its records go; the
 * second never touches anything but its own.
 */

/** Refuses a dataset with `of` that is not of the records of another one. */
export function refuseUnrelated(inventory: InventoryFile, report: Report): void {
  for (const [id, dataset] of Object.entries(inventory.datasets)) {
    if (dataset.of === undefined) continue;
    const refuse = (path: readonly string[], message: string, remedy: string) =>
      report.error('INVENTORY_INVALID', ['datasets', id, ...path], { message, remedy });
    const owner = Object.hasOwn(inventory.datasets, dataset.of) ? inventory.datasets[dataset.of] : undefined;
    if (owner === undefined || dataset.of === id) {
      const others = Object.keys(inventory.datasets).filter((other) => other !== id);
      refuse(
        ['of'],
        `there is no other dataset \`${dataset.of}\``,
        `write one of ${others.map((other) => `\`${other}\``).join(', ')}`,
      );
    } else if (owner.of !== undefined) {
      refuse(
        ['of'],
        `dataset \`${dataset.of}\` has no records of its own: it is of those of \`${owner.of}\``,
        `write \`of: ${owner.of}\``,
      );
    } else if (owner.policy !== dataset.policy) {
      refuse(
        ['policy'],
        `dataset \`${id}\` is of the records of \`${dataset.of}\`, which another policy binds, \`${owner.policy}\``,
        `write \`policy: ${owner.policy}\`, or keep the data of one of the two in a table of their own`,
      );
    } else refuseOtherStore(id, dataset, owner, refuse);
  }
}

function refuseOtherStore(
  id: string,
  dataset: DatasetText,
  owner: DatasetText,
  refuse: (path: readonly string[], message: string, remedy: string) => void,
): void {
  const [store, whole] = [storeOf(dataset), storeOf(owner)];
  if (store.kind !== 'dynamodb' || whole.kind !== 'dynamodb' || !sameTable(store, whole)) {
    const message = `dataset \`${id}\` is of the records of \`${dataset.of}\`, but does not name the same table with the same keys`;
    refuse(['store'], message, 'name the same table, `partitionKey` and `sortKey`; only `subject` differs');
    return;
  }
  if (subjectIn(store) === subjectIn(whole)) {
    const message = `the subjects of \`${id}\` and \`${dataset.of}\` are in the same attribute, \`${subjectIn(store)}\``;
    refuse(['store', 'dynamodb', 'subject'], message, 'describe the records of one person in one dataset');
  }
  const shared = Object.keys(dataset.fields ?? {}).find((name) => Object.hasOwn(owner.fields ?? {}, name));
  if (shared !== undefined) {
    const message = `field \`${shared}\` is named by \`${dataset.of}\` too: it can be the data of one of the two only`;
    refuse(['fields', shared], message, 'name it where the person is whose data it is');
  }
}

function sameTable(a: DynamoStore, b: DynamoStore): boolean {
  return a.table === b.table && a.partitionKey === b.partitionKey && a.sortKey === b.sortKey;
}

const subjectIn = ({ subject, partitionKey }: DynamoStore): string =>
  subject.by === 'partition' ? partitionKey : subject.attribute;

/**
 * Lets every dataset that anonymises its records take the fields of other people in them along, and refuses one that could
 * do so before their own rules let them go. The attributes of all are known to all.
 */
export function takeOthersAlong(
  planned: ReadonlyMap<string, PlanDataset>,
  inventory: InventoryFile,
  policies: ReadonlyMap<string, ReadPolicy>,
  report: Report,
): Map<string, PlanDataset> {
  const result = new Map(planned);
  for (const [id, { of }] of Object.entries(inventory.datasets)) {
    const [other, owner] = [planned.get(id), result.get(of ?? '')];
    const policy = other && policies.get(other.policy);
    if (of === undefined || other === undefined || owner === undefined || policy === undefined) continue;
    const work = { id, store: other.store, times: timesOf(inventory.datasets[id] as DatasetText), policy, report };
    const record = policy.rules.get(policy.ruleOf.get(inventory.datasets[of]?.category ?? '') ?? '');
    const rules = other.clusters.flatMap(({ rule, only }) =>
      only === undefined ? (policy.rules.get(rule) ?? []) : [],
    );
    for (const rule of rules) if (record && rule.id !== record.id) refuseTooEarly(work, record, rule as ReadRule);
    const taken = Object.assign(
      {},
      ...other.clusters.filter(({ only }) => only === undefined).map(({ fields }) => fields),
    );
    const attributes = [...new Set([...(owner.attributes ?? []), ...(other.attributes ?? [])])].sort();
    const clusters = owner.clusters.map((cluster) =>
      takesRecord(owner, cluster) ? withFields(cluster, taken) : cluster,
    );
    result.set(of, { ...owner, clusters, attributes });
    result.set(id, { ...other, attributes });
  }
  return result;
}

/** Anonymises the record as a whole: with the attribute that holds whose it is. */
function takesRecord({ store }: PlanDataset, { action, fields }: PlanCluster): boolean {
  return action === 'anonymise' && store.kind === 'dynamodb' && Object.hasOwn(fields, subjectIn(store));
}

function withFields(cluster: PlanCluster, more: Readonly<Record<string, Anonymiser>>): PlanCluster {
  const all = Object.entries({ ...more, ...cluster.fields }).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...cluster, fields: Object.fromEntries(all) };
}
