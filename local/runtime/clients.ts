import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { unlogged } from '../../functions/wiring/unlogged.ts';

/** Where each service is served. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly s3: string;
  readonly kms: string;
  readonly eventbridge: string;
  readonly scheduler: string;
  readonly lambda: string;
}

/** No stand-in checks a signature, but some refuse a request without one. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** The SDK's clients for a runtime's services: one of each, made when first asked for. */
export class Clients {
  readonly #endpoints: Endpoints;
  readonly #region: string;
  readonly #made = new Map<string, { destroy(): void }>();

  constructor(endpoints: Endpoints, region: string) {
    this.#endpoints = endpoints;
    this.#region = region;
  }

  dynamodb(): DynamoDBClient {
    return this.#one('dynamodb', () => new DynamoDBClient(this.#settings(this.#endpoints.dynamodb)));
  }

  streams(): DynamoDBStreamsClient {
    return this.#one('streams', () => new DynamoDBStreamsClient(this.#settings(this.#endpoints.dynamodb)));
  }

  sqs(): SQSClient {
    return this.#one('sqs', () => new SQSClient(this.#settings(this.#endpoints.sqs)));
  }

  s3(): S3Client {
    return this.#one('s3', () => new S3Client({ ...this.#settings(this.#endpoints.s3), forcePathStyle: true }));
  }

  kms(): KMSClient {
    return this.#one('kms', () => new KMSClient(this.#settings(this.#endpoints.kms)));
  }

  eventbridge(): EventBridgeClient {
    return this.#one('eventbridge', () => new EventBridgeClient(this.#settings(this.#endpoints.eventbridge)));
  }

  scheduler(): SchedulerClient {
    return this.#one('scheduler', () => new SchedulerClient(this.#settings(this.#endpoints.scheduler)));
  }

  lambda(): LambdaClient {
    return this.#one('lambda', () => new LambdaClient(this.#settings(this.#endpoints.lambda)));
  }

  /** Closes the sockets of every client made. */
  destroy(): void {
    for (const client of this.#made.values()) client.destroy();
    this.#made.clear();
  }

  #settings(endpoint: string) {
    return { endpoint, region: this.#region, credentials: CREDENTIALS };
  }

  #one<T extends { destroy(): void } & Parameters<typeof unlogged>[0]>(name: string, make: () => T): T {
    const made = (this.#made.get(name) as T | undefined) ?? unlogged(make());
    this.#made.set(name, made);
    return made;
  }
}
