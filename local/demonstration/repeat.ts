import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { digestOf } from './appearance.ts';
import type { Application } from './application.ts';
import type { Repetition } from './checks/index.ts';
import { lookAtStores } from './look.ts';
import { type Receipts, receiptKeys } from './receipts.ts';
import { viewRegistry } from './registry-view.ts';
import type { Scene } from './scene.ts';
import type { Sight } from './watch.ts';

const MINUTE = 60_000;
/** So many objects are told of once more. */
const OBJECTS = 50;

/** How things stood before: what is looked at again afterwards. */
export interface Standing extends Sight {
  readonly receipts: Receipts;
}

/** Sends the same events a second time and the workers once more, and looks whether anything came of it. */
export async function repeat(scene: Scene, application: Application, before: Standing): Promise<Repetition> {
  const { runtime, plan } = scene;
  const closings = await application.tellAgain();
  const objects = await tellObjectsAgain(scene, before.seen);
  for (let times = 0; times < 2; times++) await runtime.moveClock(runtime.clock.now() + MINUTE);
  const seen = await lookAtStores(plan, runtime.clients.dynamodb(), runtime.clients.s3());
  const registry = await viewRegistry(scene);
  const receipts = await receiptKeys(scene);
  return {
    events: closings + objects,
    storesSame: textOf(seen) === textOf(before.seen),
    registrySame: registry.text === before.registry.text,
    receiptsAdded: receipts.length - before.receipts.texts.length,
  };
}

function textOf(seen: Sight['seen']): string {
  const lines = [...seen].map(([id, shown]) => `${id} ${digestOf(shown)}`);
  return lines.sort().join('\n');
}

/** EventBridge delivers at least once: the events of some objects that are still there come again. */
async function tellObjectsAgain({ plan, runtime, stored }: Scene, seen: Sight['seen']): Promise<number> {
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
