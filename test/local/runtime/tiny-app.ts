import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { build } from 'esbuild';

/** Bundles a function's code into a directory asset, as infra does. */
export async function bundle(root: string, name: string, code: string): Promise<string> {
  const directory = join(root, 'bundles', name);
  mkdirSync(directory, { recursive: true });
  await build({
    stdin: { contents: code, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(directory, 'index.mjs'),
    logLevel: 'error',
    // some of the SDK's dependencies are CommonJS
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return directory;
}

const FORWARD = `
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
const sqs = new SQSClient({});
export const handler = async ({ Records }) => {
  const failures = [];
  for (const { dynamodb, eventName, eventSourceARN } of Records) {
    const pk = dynamodb.Keys.pk.S;
    if (pk.startsWith('poison')) { failures.push({ itemIdentifier: dynamodb.SequenceNumber }); break; }
    const body = { pk, eventName, eventSourceARN, image: dynamodb.NewImage };
    const Entries = [{ Id: '0', MessageBody: JSON.stringify(body), MessageGroupId: pk.slice(0, 1), MessageDeduplicationId: dynamodb.SequenceNumber }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: process.env.QUEUE_URL, Entries }));
  }
  return { batchItemFailures: failures };
};`;

const STORE = `
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export const handler = async ({ Records: [record] }, context) => {
  const { pk } = JSON.parse(record.body);
  console.log('storing', pk, context.getRemainingTimeInMillis() > 0);
  if (pk.startsWith('failing')) throw new Error('cannot do ' + record.attributes.ApproximateReceiveCount);
  if (pk.startsWith('exiting')) process.exit(3);
  if (pk.startsWith('slow')) await new Promise((go) => setTimeout(go, 60_000));
  const Body = JSON.stringify({ ...JSON.parse(record.body), group: record.attributes.MessageGroupId });
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: pk, Body }));
};`;

const CLOCK = `
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
let calls = 0;
export const handler = async (event) => {
  calls++;
  const times = [Date.now(), new Date().getTime(), Date.parse(Date()), Number(new Date(0)), new Date() instanceof Date];
  if (event.announce) {
    const Entries = [{ EventBusName: process.env.BUS, Source: 'clock', DetailType: 'Tick', Detail: JSON.stringify(event) }];
    await new EventBridgeClient({}).send(new PutEventsCommand({ Entries }));
  }
  if (event.elsewhere) {
    const Entries = [{ EventBusName: event.elsewhere, Source: 'clock', DetailType: 'Tick', Detail: '{}' }];
    await new EventBridgeClient({}).send(new PutEventsCommand({ Entries }));
  }
  console.log('the clock ran ' + (event.at ?? 'by hand'));
  return { calls, times, environment: Object.keys(process.env).sort() };
};`;

/** Two stacks: what has state, and what has none and refers to it. Returns the assembly's directory. */
export async function synthesise(root: string, region: string): Promise<string> {
  const app = new App({ outdir: join(root, 'cdk.out') });
  const data = new Stack(app, 'Data', { env: { region } });
  const table = new Table(data, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
    timeToLiveAttribute: 'ttl',
  });
  table.addGlobalSecondaryIndex({ indexName: 'by-owner', partitionKey: { name: 'owner', type: AttributeType.STRING } });
  const bucket = new CfnBucket(data, 'Bucket', {
    versioningConfiguration: { status: 'Enabled' },
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
  });
  new Key(data, 'Mac', { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC, alias: 'alias/mac' });

  const work = new Stack(app, 'Work', { env: { region } });
  const code = async (name: string, text: string) => Code.fromAsset(await bundle(root, name, text));
  const common = {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    timeout: Duration.seconds(2),
    memorySize: 256,
  };
  const failed = new Queue(work, 'Failed', { fifo: true });
  const letters = new Queue(work, 'Letters');
  const stored = new Queue(work, 'Stored');
  const queue = new Queue(work, 'Queue', {
    fifo: true,
    visibilityTimeout: Duration.minutes(10),
    deadLetterQueue: { queue: failed, maxReceiveCount: 2 },
  });
  const forward = new LambdaFunction(work, 'Forward', {
    ...common,
    code: await code('forward', FORWARD),
    environment: { QUEUE_URL: queue.queueUrl },
  });
  forward.addEventSourceMapping('Table', {
    eventSourceArn: table.tableStreamArn ?? '',
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 10,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 1,
    onFailure: new SqsDlq(letters),
  });
  queue.grantSendMessages(forward);
  const store = new LambdaFunction(work, 'Store', {
    ...common,
    code: await code('store', STORE),
    environment: { BUCKET: bucket.ref },
  });
  store.addToRolePolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [`${bucket.attrArn}/*`] }));
  store.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
  const bus = new EventBus(work, 'Bus', { eventBusName: 'tiny' });
  const ticker = new LambdaFunction(work, 'Clock', {
    ...common,
    code: await code('clock', CLOCK),
    environment: { BUS: bus.eventBusName },
  });
  bus.grantPutEventsTo(ticker);
  new Schedule(work, 'Hourly', {
    schedule: ScheduleExpression.rate(Duration.hours(1)),
    target: new LambdaInvoke(ticker),
  });
  new Rule(work, 'Created', {
    eventPattern: { source: ['aws.s3'], detailType: ['Object Created'] },
    targets: [new SqsQueue(stored)],
  });
  new Rule(work, 'Ticks', { eventBus: bus, eventPattern: { source: ['clock'] }, targets: [new SqsQueue(stored)] });
  return app.synth().directory;
}
