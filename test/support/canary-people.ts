import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parse } from 'yaml';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import type { Runtime } from '../../local/runtime/index.ts';

const DAY = 86_400_000;
const INVENTORY = join(import.meta.dirname, '../../examples/five-apps/inventory.yaml');

type Written = { readonly notPersonal?: readonly string[]; readonly fields?: Record<string, { anonymise?: unknown }> };
const written: Record<string, Written> = parse(readFileSync(INVENTORY, 'utf8')).datasets;

/** One person under each policy, with a canary in every personal field of every dataset. */
export function canaryPeople(plan: Plan, stem: string) {
  const subjectOf = (policy: string) => `${stem}-${policy}`;
  const ids = Object.keys(plan.policies).map((policy) => ({ policy, id: subjectOf(policy) }));
  const personal = Object.values(plan.datasets).flatMap(({ id, attributes = [] }) =>
    Object.keys(written[id]?.fields ?? {}).flatMap((field) => (attributes.includes(field) ? [{ id, field }] : [])),
  );
  const named = personal.map(({ id, field }) => `${stem}-${id}-${field}`);
  const objects = Object.values(plan.datasets).flatMap(({ id, store }) =>
    store.kind === 's3' ? [`${stem}-${id}`] : [],
  );

  /** A canary as the field's anonymiser has to be able to read it: whatever it leaves may hold nothing of it. */
  function canaryIn(dataset: string, field: string): string {
    const canary = `${stem}-${dataset}-${field}`;
    switch (written[dataset]?.fields?.[field]?.anonymise) {
      case 'region':
        return `广东省深圳市南山区${canary}路1号`;
      case 'redact':
        return `联系人${canary}，到了发短信。打 13912345678 ${canary}！`;
      case 'year':
        return `2026-03-09 ${canary}`;
      default:
        return canary;
    }
  }

  function recordOf(
    { id, store, times, attributes = [], policy }: PlanDataset,
    dated: boolean,
    now: number,
  ): Record<string, unknown> {
    if (store.kind !== 'dynamodb') throw new Error(`${id} is no table`);
    const when = new Map(Object.values(times).map(({ field, as }) => [field, as]));
    const owner = store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute;
    const fields = attributes.flatMap((name): [string, unknown][] => {
      if (name === owner) return [[name, subjectOf(policy)]];
      if (name === store.partitionKey || name === store.sortKey) return [[name, `${id}-${dated}`]];
      const as = when.get(name);
      if (as !== undefined) {
        const at = now - DAY;
        const value = as === 'iso' ? new Date(at).toISOString() : as === 'epoch-seconds' ? Math.floor(at / 1000) : at;
        return dated ? [[name, value]] : [];
      }
      return written[id]?.notPersonal?.includes(name) ? [[name, 'nobody']] : [[name, canaryIn(id, name)]];
    });
    return Object.fromEntries(fields);
  }

  async function putObjects(s3: ReturnType<Runtime['clients']['s3']>, dataset: PlanDataset): Promise<void> {
    const { id, store, policy } = dataset;
    if (store.kind !== 's3') return;
    const place = {
      Bucket: store.bucket,
      Key: `${store.prefix.replace('{subject}', subjectOf(policy))}${stem}-${id}.png`,
    };
    for (const version of [1, 2]) {
      const about = { Metadata: { by: stem }, Tagging: `by=${stem}` };
      await s3.send(new PutObjectCommand({ ...place, ...about, Body: `${stem} ${version}` }));
    }
    await s3.send(new DeleteObjectCommand(place));
  }

  return {
    subjectOf,
    ids,
    /** One for each field and bucket, as it has to be found once they are stored. */
    canaries: [...named, ...objects],
    /** Everything of them that a digest may be made of. */
    values: [...ids.map(({ id }) => id), ...named, ...personal.map(({ id, field }) => canaryIn(id, field))],
    /** A record in each table; two versions of an object, and a marker over them, below each prefix. */
    async store({ clients, clock }: Pick<Runtime, 'clients' | 'clock'>): Promise<void> {
      const now = clock.now();
      for (const dataset of Object.values(plan.datasets)) {
        const { store } = dataset;
        if (store.kind === 's3') {
          await putObjects(clients.s3(), dataset);
          continue;
        }
        const put = (dated: boolean) =>
          clients
            .dynamodb()
            .send(new PutItemCommand({ TableName: store.table, Item: marshall(recordOf(dataset, dated, now)) }));
        await put(true);
        // One that nobody knows the age of: reported as stuck, until its account is closed.
        if (dataset.id === 'tiktok-behaviour') await put(false);
      }
    },
  };
}
