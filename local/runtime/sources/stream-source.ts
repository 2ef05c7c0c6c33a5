import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import type { Handed, Repetition } from '../../faults/index.ts';
import type { Activity } from '../activity.ts';
import type { MovableClock } from '../clock.ts';
import type { Invocation, LambdaFunction } from '../functions/index.ts';
import { type EventSource, GATHER, persist } from './source.ts';
import { deliver } from './stream-batch.ts';
import { type StreamRecord, streamRecord } from './stream-event.ts';
import type { StreamWatch } from './stream-watch.ts';

export interface StreamMapping {
  readonly table: string;
  /** The stream as its server knows it, and as the account would name it. */
  readonly serverArn: string;
  readonly arn: string;
  readonly region: string;
  readonly from: ShardIteratorType;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsFailures: boolean;
  readonly bisects: boolean;
  readonly retries: number;
  matches(record: StreamRecord): boolean;
  /** Where records given up are told of, metadata only; null: nowhere. */
  readonly onFailure: ((notice: object) => Promise<void>) | null;
}

interface Shard {
  readonly id: string;
  iterator: string | undefined;
}

/** Reads a table's stream shard by shard and feeds a function with it, as Lambda's event source mapping does. */
export class StreamSource implements EventSource {
  readonly name: string;
  readonly #mapping: StreamMapping;
  readonly #target: LambdaFunction;
  readonly #streams: DynamoDBStreamsClient;
  readonly #activity: Activity;
  readonly #clock: MovableClock;
  readonly #watch: StreamWatch;
  readonly #repetition: (batch: Omit<Handed, 'to'>) => Repetition;
  readonly #stopping = new AbortController();
  #shards: Shard[] = [];
  #hurried = false;
  #hurry = Promise.withResolvers<void>();
  #turn: Promise<unknown> = Promise.resolve();
  #loop: Promise<void> = Promise.resolve();
  #last = '0';

  constructor(
    mapping: StreamMapping,
    target: LambdaFunction,
    parts: {
      streams: DynamoDBStreamsClient;
      activity: Activity;
      clock: MovableClock;
      watch: StreamWatch;
      repetition: (batch: Omit<Handed, 'to'>) => Repetition;
    },
  ) {
    this.name = `stream of ${mapping.table} → ${target.settings.name}`;
    this.#mapping = mapping;
    this.#target = target;
    this.#streams = parts.streams;
    this.#activity = parts.activity;
    this.#clock = parts.clock;
    this.#watch = parts.watch;
    this.#repetition = parts.repetition;
  }

  async start(): Promise<void> {
    const { serverArn: StreamArn, from: ShardIteratorType } = this.#mapping;
    const { StreamDescription } = await this.#streams.send(new DescribeStreamCommand({ StreamArn }));
    this.#shards = await Promise.all(
      (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
        const { ShardIterator } = await this.#streams.send(
          new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType }),
        );
        return { id: ShardId ?? '', iterator: ShardIterator };
      }),
    );
    this.#loop = this.#poll();
  }

  async drain(): Promise<void> {
    await this.#turn;
    while (!this.#stopped && this.#watch.mayHaveMore(this.#mapping.table, this.#last) && (await this.#round())) {}
  }

  hurry(on: boolean): void {
    this.#hurried = on;
    if (on) this.#hurry.resolve();
    else this.#hurry = Promise.withResolvers<void>();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hurry.resolve();
    await this.#loop;
    await this.#turn;
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #poll(): Promise<void> {
    let idle = 0;
    await persist(this.#stopping.signal, async () => {
      idle = (await this.#round()) ? 0 : idle + 1;
      if (idle > 0) await this.#watch.wait(this.#mapping.table, this.#last, idle, this.#stopping.signal);
    });
  }

  /** One look at every shard; true if there was anything. Rounds never overlap: a shard is read by one reader. */
  #round(): Promise<boolean> {
    const round = this.#turn.then(async () => {
      let found = false;
      for (const shard of this.#shards) if (!this.#stopped && (await this.#read(shard))) found = true;
      return found;
    });
    this.#turn = round.catch(() => {});
    return round;
  }

  async #read(shard: Shard): Promise<boolean> {
    const batch = await this.#fetch(shard, this.#mapping.batchSize);
    if (batch.length === 0) return false;
    await this.#activity.track(async () => {
      const until = performance.now() + this.#mapping.windowSeconds * 1_000;
      while (batch.length < this.#mapping.batchSize && performance.now() < until && !this.#hurried && !this.#stopped) {
        await Promise.race([this.#hurry.promise, new Promise((go) => setTimeout(go, 100))]);
        batch.push(...(await this.#more(shard, batch)));
      }
      if (this.#hurried && batch.length < this.#mapping.batchSize && !this.#stopped) {
        await this.#activity.othersQuiet(GATHER);
        batch.push(...(await this.#more(shard, batch)));
      }
      const records = batch.filter((record) => this.#mapping.matches(record));
      if (records.length === 0) return;
      await this.#deliver(shard, records);
      if (this.#repetition({ from: 'stream', times: 1 }) === 'again') await this.#deliver(shard, records);
    });
    return true;
  }

  /** What has been read is worked all the same when the stream cannot be asked for more: the shard has gone on behind it. */
  #more(shard: Shard, batch: readonly StreamRecord[]): Promise<StreamRecord[]> {
    return this.#fetch(shard, this.#mapping.batchSize - batch.length).catch(() => []);
  }

  async #fetch(shard: Shard, Limit: number): Promise<StreamRecord[]> {
    if (shard.iterator === undefined) return [];
    const page = await this.#streams.send(new GetRecordsCommand({ ShardIterator: shard.iterator, Limit }));
    shard.iterator = page.NextShardIterator;
    const place = { region: this.#mapping.region, arn: this.#mapping.arn, offset: this.#clock.offset };
    const records = (page.Records ?? []).map((record) => streamRecord(record, place));
    this.#last = records.at(-1)?.dynamodb.SequenceNumber ?? this.#last;
    return records;
  }

  #deliver(shard: Shard, records: readonly StreamRecord[]): Promise<void> {
    const { reportsFailures, bisects, retries } = this.#mapping;
    return deliver(records, {
      invoke: (event) => this.#target.invoke(event),
      reportsFailures,
      bisects,
      retries,
      pause: async (attempt) => {
        await new Promise((go) => setTimeout(go, Math.min(25 * 2 ** attempt, 2_000)));
        return !this.#stopped;
      },
      giveUp: async (lost, attempts, last) => this.#mapping.onFailure?.(this.#notice(shard, lost, attempts, last)),
    });
  }

  /** Lambda's record of a batch given up: it says where the records are, never what they hold. */
  #notice(shard: Shard, records: readonly StreamRecord[], attempts: number, last: Invocation): object {
    const at = (record: StreamRecord | undefined) =>
      new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000);
    const [first, final] = [records[0], records.at(-1)];
    return {
      requestContext: {
        requestId: last.requestId,
        functionArn: this.#target.settings.arn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: last.ok ? null : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date(this.#clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: shard.id,
        startSequenceNumber: first?.dynamodb.SequenceNumber,
        endSequenceNumber: final?.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: at(first).toISOString(),
        approximateArrivalOfLastRecord: at(final).toISOString(),
        batchSize: records.length,
        streamArn: this.#mapping.arn,
      },
    };
  }
}
