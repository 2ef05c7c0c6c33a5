import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { digestOf } from './appearance.ts';
import type { Application } from './application.ts';
import type { Repetition } from './checks/index.ts';
import { lookAtStores } from './look.ts';
import { readReceipts } from './receipts.ts';
import { viewRegistry } from './registry-view.ts';
import type { Scene } from './scene.ts';

const MINUTE = 60_000;
/** So many objects are told of once more. */
const OBJECTS = 50;

/** Sends the same events a second time and the workers once more, and looks whether anything came of it. */
export async function repeat(scene: Scene, application: Application): Promise<Repetition> {
  const { runtime } = scene;
  const before = await everything(scene);
  const closings = await application.tellAgain();
  const objects = await tellObjectsAgain(scene);
  for (let times = 0; times < 2; times++) await runtime.moveClock(runtime.clock.now() + MINUTE);
  const after = await everything(scene);
  return {
    events: closings + objects,
    storesSame: before.stores === after.stores,
    registrySame: before.registry === after.registry,
    receiptsAdded: after.receipts - before.receipts,
  };
}

async function everything(scene: Scene): Promise<{ stores: string; registry: string; receipts: number }> {
  const { plan, runtime } = scene;
  const seen = await lookAtStores(plan, runtime.clients.dynamodb(), runtime.clients.s3());
  const stores = [...seen].map(([id, shown]) => `${id} ${digestOf(shown)}`).sort();
  const [registry, receipts] = [await viewRegistry(scene), await readReceipts(scene)];
  return { stores: stores.join('\n'), registry: registry.text, receipts: receipts.all.length + receipts.repeated };
}

/** EventBridge delivers at least once: the events of some objects that are still there come again. */
async function tellObjectsAgain({ plan, runtime, stored }: Scene): Promise<number> {
  const seen = await lookAtStores(
    { ...plan, datasets: buckets(plan.datasets) },
    runtime.clients.dynamodb(),
    runtime.clients.s3(),
  );
  const versions = [...seen].filter(([, shown]) => shown.kind === 'version').slice(0, OBJECTS);
  for (const [id, shown] of versions) {
    const [dataset, key] = JSON.parse(id) as [string, string];
    const store = plan.datasets[dataset]?.store;
    if (store?.kind !== 's3' || shown.kind !== 'version') continue;
    const event = {
      version: '0',
      id: `again ${shown.etag}`,
      'detail-type': 'Object Created',
      source: 'aws.s3',
      time: new Date(shown.modified).toISOString(),
      detail: { bucket: { name: store.bucket }, object: { key, size: shown.size } },
    };
    await runtime.clients.sqs().send(new SendMessageCommand({ QueueUrl: stored, MessageBody: JSON.stringify(event) }));
  }
  return versions.length;
}

function buckets<T extends { store: { kind: string } }>(datasets: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(datasets).filter(([, { store }]) => store.kind === 's3'));
}
