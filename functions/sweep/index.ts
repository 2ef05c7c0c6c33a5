import { PutObjectCommand } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { systemClock } from '../../lib/clock.ts';
import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import { dynamoRegistry, openCase } from '../../lib/registry/index.ts';
import { continueShutDowns } from '../../lib/shutting-down/index.ts';
import { eventBus } from '../wiring/bus.ts';
import { dynamodb, eventBridge, kms, s3 } from '../wiring/clients.ts';
import { readPlan, setting, shardCount } from '../wiring/environment.ts';
import { currentEpoch, cursorSeals, evidenceEpochs, registryReferences } from '../wiring/keys.ts';
import { observer } from '../wiring/observe.ts';
import { recordKey } from '../wiring/record-key.ts';
import { auditing } from './auditing.ts';
import { clockTasks } from './clock-tasks.ts';
import { createHandler, type SweepTask } from './handler.ts';
import { shutDownOrders } from './shut-down-orders.ts';
import { walkOrders } from './walk-orders.ts';

const watching = observer('sweep');
const [database, keys, objects] = [dynamodb(), kms(), s3()];
const [table, evidence] = [setting('registryTable'), setting('evidenceBucket')];
const registry = dynamoRegistry(database, table, shardCount());
const references = registryReferences(keys, setting('referenceKey'));
const epoch = currentEpoch(evidenceEpochs(keys, setting('evidenceKey'), database, table));
const shared = { registry, clock: systemClock, bus: eventBus(eventBridge(), setting('bus')), meter: watching };
const { fault } = watching;
const plan = readPlan();
const auditEvery = Number(setting('auditDays')) * 24 * 3600 * 1000;

const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', json: 'application/json' };

async function keep(path: string, text: string): Promise<void> {
  const ContentType = TYPES[path.split('.').at(-1) ?? ''];
  await objects.send(new PutObjectCommand({ Bucket: evidence, Key: path, Body: text, ContentType }));
}

const shutDowns: SweepTask = async (until) => {
  const referencer = await references();
  const office = {
    ...shared,
    plan,
    referencer,
    keyOf: recordKey,
    evidenceOf: async (policy: string, subject: string, caseId: string) =>
      caseEvidence(await epoch(systemClock.now()), policy, subject, caseId),
  };
  return continueShutDowns(until, {
    ...shared,
    referencer,
    openCase: (request) => openCase(request, office),
    keep,
    fault,
  });
};

const seals = cursorSeals(keys, setting('referenceKey'));
const audits = auditing({ ...shared, plan, references, seals, database, objects, fault, every: auditEvery });

export const handler = middy(
  createHandler({
    tasks: [...clockTasks({ ...shared, plan }), shutDowns, audits.task],
    orders: { ...shutDownOrders(registry), ...walkOrders(registry), ...audits.orders },
    ...shared,
    fault,
  }),
).use(watching.middleware);
