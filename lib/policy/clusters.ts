import { demandTimes, refuseTooEarly, ruleOfCategory, type Work } from './dataset-rules.ts';
import { derivedClusters } from './derived.ts';
import { ANONYMISERS, type DatasetText } from './inventory-schema.ts';
import type { Anonymiser, PlanCluster } from './plan.ts';
import { storeOf, timesOf } from './read-inventory.ts';
import type { ReadPolicy } from './read-policy.ts';
import type { ReadRule } from './read-rule.ts';
import type { Report } from './report.ts';

type Written = NonNullable<NonNullable<DatasetText['fields']>[string]['anonymise']> | null | undefined;

interface Field {
  readonly name: string;
  readonly rule: ReadRule;
  readonly category: string;
  readonly anonymise: Anonymiser | null;
}

/**
 * The clusters of one dataset: which rule does what to its records. The rule of the record's own category decides about whole
 * records; every other rule among the fields about its fields. What the store cannot carry out is refused here. Those derived for
 * triggers come last.
 */
export function clustersOf(id: string, dataset: DatasetText, policy: ReadPolicy, report: Report): PlanCluster[] {
  const work: Work = { id, store: storeOf(dataset), times: timesOf(dataset), policy, report };
  const record = ruleOfCategory(work, dataset.category, ['datasets', id, 'category']);
  const fields: Field[] = [];
  for (const [name, field] of Object.entries(dataset.fields ?? {})) {
    const path = ['datasets', id, 'fields', name, 'category'];
    const category = field.category ?? dataset.category;
    const rule = field.category === undefined ? record : ruleOfCategory(work, field.category, path);
    if (rule !== null) fields.push({ name, rule, category, anonymise: anonymiserOf(field.anonymise) });
  }
  if (record === null) return [];

  refuseNested(work, fields);
  const others = [...new Set(fields.map((field) => field.rule))].filter((rule) => rule.id !== record.id);
  for (const rule of [record, ...others]) demandTimes(work, rule);
  for (const rule of others) refuseTooEarly(work, record, rule);
  const cluster = (rule: ReadRule, does: Does, own: readonly string[]): PlanCluster => {
    const named = fields.filter((field) => field.rule.id === rule.id).map(({ category }) => category);
    return {
      rule: rule.id,
      action: does.action,
      categories: [...new Set([...own, ...named])].sort(),
      fields: does.fields,
    };
  };
  const whole = dataset.of === undefined ? recordCluster : personCluster;
  const clusters = [
    cluster(record, whole(work, record, fields), [dataset.category]),
    ...others.map((rule) => cluster(rule, fieldCluster(work, rule, fields), [])),
  ];
  const ordinary = clusters.sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const derived = derivedClusters(work, ordinary, record.id, fields);
  return [
    ...ordinary,
    ...(dataset.of === undefined ? derived : derived.flatMap((one) => withoutRecord(one, ordinary))),
  ];
}

/** What a rule does to a record. */
type Does = Pick<PlanCluster, 'action' | 'fields'>;

/**
 * The record's own rule. To anonymise a record every personal field of it goes, also those of other rules (which end no later, see
 * `refuseTooEarly`), and the subject id with them: afterwards nobody could find the record to finish the rest.
 */
function recordCluster(work: Work, rule: ReadRule, fields: readonly Field[]): Does {
  if (rule.action === 'delete') return { action: 'delete', fields: {} };
  const { id, store, report } = work;
  const clause = rule.clause;
  if (store.kind === 's3') {
    report.error('INVENTORY_INVALID', ['datasets', id, 'category'], {
      clause,
      message: `rule \`${rule.id}\` anonymises, but objects in a bucket cannot be anonymised, only deleted`,
      remedy: 'let the rule delete, or give this category a rule of its own with `action: delete`',
    });
    return { action: 'anonymise', fields: {} };
  }
  if (store.subject.by === 'partition') {
    report.error('INVENTORY_INVALID', ['datasets', id, 'store', 'dynamodb', 'subject'], {
      clause,
      message: `rule \`${rule.id}\` anonymises, but the partition key of table \`${store.table}\` is the subject id, and a key cannot be changed`,
      remedy: 'let the rule delete these records, or key the table by something else and find the subject by an index',
    });
    return { action: 'anonymise', fields: {} };
  }
  const result: Record<string, Anonymiser> = {};
  for (const field of fields) {
    const anonymise =
      field.name === store.subject.attribute ? subjectAnonymiser(work, field) : demandAnonymiser(work, field);
    if (anonymise !== null) result[field.name] = anonymise;
  }
  result[store.subject.attribute] = { how: 'remove' };
  refuseKeys(work, rule, Object.keys(result));
  return { action: 'anonymise', fields: sorted(result) };
}

/** A person in another dataset's records: nothing is deleted but their fields, and what says who they are. */
function personCluster(work: Work, rule: ReadRule, fields: readonly Field[]): Does {
  const does = recordCluster(work, { ...rule, action: 'anonymise' }, fields);
  if (rule.action === 'delete') {
    for (const field of fields) if (field.rule.id === rule.id) demandRemoval(work, field);
  }
  return does;
}

/** To delete the person from the record is to remove all their fields: the record is somebody else's too. */
function withoutRecord(cluster: PlanCluster, ordinary: readonly PlanCluster[]): PlanCluster[] {
  if (cluster.action !== 'delete') return [cluster];
  const fields = ordinary.find(({ rule }) => cluster.rule === `!${rule}`)?.fields ?? {};
  if (Object.values(fields).every(({ how }) => how === 'remove')) return [];
  const removed = Object.keys(fields).map((name) => [name, { how: 'remove' }] as const);
  return [{ ...cluster, action: 'anonymise', fields: Object.fromEntries(removed) }];
}

function fieldCluster(work: Work, rule: ReadRule, fields: readonly Field[]): Does {
  const { id, store, report } = work;
  const result: Record<string, Anonymiser> = {};
  for (const field of fields.filter((candidate) => candidate.rule.id === rule.id)) {
    const path = ['datasets', id, 'fields', field.name];
    const anonymise = demandAnonymiser(work, field);
    if (anonymise === null) continue;
    result[field.name] = anonymise;
    if (rule.action === 'delete') demandRemoval(work, field);
    const time = Object.entries(work.times).find(([, used]) => within(used.field, field.name));
    if (time !== undefined) {
      report.error('INVENTORY_INVALID', path, {
        part: 'key',
        message: `field \`${field.name}\` says when a record was “${time[0]}”; without it the record could never be dated again`,
        remedy: 'let the field belong to the record’s category',
      });
    }
    if (store.kind === 'dynamodb' && store.subject.by !== 'partition' && store.subject.attribute === field.name) {
      report.error('INVENTORY_INVALID', path, {
        part: 'key',
        message: `field \`${field.name}\` is how a subject’s records are found; without it the record could never be found again`,
        remedy: 'let the field belong to the record’s category',
      });
    }
  }
  refuseKeys(work, rule, Object.keys(result));
  return { action: 'anonymise', fields: sorted(result) };
}

function demandRemoval({ id, report }: Work, { name, rule, anonymise }: Field): void {
  if (anonymise === null || anonymise.how === 'remove') return;
  report.error('INVENTORY_INVALID', ['datasets', id, 'fields', name, 'anonymise'], {
    clause: rule.clause,
    message: `rule \`${rule.id}\` deletes, but field \`${name}\` would only be changed`,
    remedy: 'write `remove`: to delete a field is to remove it',
  });
}

/** A field inside another one would go with it, whatever its own rule says. */
function refuseNested({ id, report }: Work, fields: readonly Field[]): void {
  for (const inner of fields) {
    const outer = fields.find(({ name }) => name !== inner.name && within(inner.name, name));
    if (outer === undefined) continue;
    report.error('INVENTORY_INVALID', ['datasets', id, 'fields', inner.name], {
      part: 'key',
      message: `field \`${inner.name}\` lies inside field \`${outer.name}\`, which is named too`,
      remedy: 'name the whole, or each of its parts',
    });
  }
}

/** Whether a path is another one, or leads into it. */
function within(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

function refuseKeys(work: Work, rule: ReadRule, fields: readonly string[]): void {
  const { id, store, report } = work;
  if (store.kind === 's3') return;
  for (const name of fields.filter((field) => field === store.partitionKey || field === store.sortKey)) {
    const named = report.has(['datasets', id, 'fields', name]);
    report.error(
      'INVENTORY_INVALID',
      named ? ['datasets', id, 'fields', name] : ['datasets', id, 'store', 'dynamodb'],
      {
        part: 'key',
        clause: rule.clause,
        message: `rule \`${rule.id}\` would anonymise \`${name}\`, a key of table \`${store.table}\`, and a key cannot be changed`,
        remedy: 'let the rule delete these records, or keep what is personal out of the key',
      },
    );
  }
}

function demandAnonymiser(work: Work, field: Field): Anonymiser | null {
  if (field.anonymise === null) {
    work.report.error('INVENTORY_INVALID', ['datasets', work.id, 'fields', field.name], {
      part: 'key',
      clause: field.rule.clause,
      message: `field \`${field.name}\` does not say what becomes of it when it is anonymised`,
      remedy: `add \`anonymise\`: ${ANONYMISERS}`,
    });
  }
  return field.anonymise;
}

function subjectAnonymiser(work: Work, field: Field): Anonymiser {
  if (field.anonymise !== null && field.anonymise.how !== 'remove') {
    work.report.error('INVENTORY_INVALID', ['datasets', work.id, 'fields', field.name, 'anonymise'], {
      clause: field.rule.clause,
      message: `field \`${field.name}\` holds the subject id: a record that keeps anything of it is not anonymous`,
      remedy: 'write `remove`',
    });
  }
  return { how: 'remove' };
}

/** Null where the field does not say; `anonymise: null` says that it is to be empty. */
function anonymiserOf(written: Written): Anonymiser | null {
  if (written === undefined) return null;
  if (written === null) return { how: 'null' };
  return typeof written === 'string' ? { how: written } : { how: 'constant', value: written.constant };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
