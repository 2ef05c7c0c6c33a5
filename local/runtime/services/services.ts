import { join } from 'node:path';
import { type LocalEvents, startEvents } from '../../events/index.ts';
import type { FaultyService } from '../../faults/index.ts';
import type { Place } from '../../http/index.ts';
import { startKms } from '../../kms/index.ts';
import { type LambdaOptions, startLambda } from '../../lambda/index.ts';
import { startS3 } from '../../s3/index.ts';
import { type LocalScheduler, startScheduler } from '../../scheduler/index.ts';
import type { Activity } from '../activity.ts';
import type { Endpoints } from '../clients.ts';
import type { MovableClock } from '../clock.ts';
import type { SendOptions } from '../targets.ts';
import { startDynamoDb } from './dynamodb.ts';
import { Restarting } from './restarting.ts';
import { startSqs } from './sqs.ts';

export interface Services {
  readonly endpoints: Endpoints;
  /** Stops a service and starts it again so many milliseconds later, with all that it has kept, on the same port. */
  restart(service: FaultyService, pause: number): Promise<void>;
  /** How many restarts have begun and ended: the same number twice, and an even one, means that all were there meanwhile. */
  readonly restarts: number;
  /** Resolves when every service is there. */
  ready(): Promise<void>;
  /** DynamoDB's SQLite file; null where it is not ours. */
  readonly dynamoDbFile: string | null;
  readonly embeddedSqs: boolean;
  readonly events: LocalEvents;
  readonly scheduler: LocalScheduler;
  stop(): Promise<void>;
}

export interface ServicesOptions {
  readonly clock: MovableClock;
  readonly place: Place;
  readonly dataDir: string;
  readonly activity: Activity;
  /** Brings what the bus and the schedules have for a target to it. */
  send(arn: string, payload: string, options?: SendOptions): Promise<void>;
  /** Runs the function that is asked for by name or ARN. */
  readonly invoke: LambdaOptions['invoke'];
  /** Told of what reached neither its target nor a dead-letter queue. */
  onLost(what: string): void;
}

/** Starts every service, empty. If one does not start, those that did are stopped again. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { clock, place, dataDir, activity, send } = options;
  const stops: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  const begun = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const service = await starting;
    stops.push(() => service.stop());
    return service;
  };
  const lost = ({ target, error }: { target: string; error: unknown }) =>
    options.onLost(`${target}: ${error instanceof Error ? error.message : String(error)}`);
  try {
    const { DYNAMODB_ENDPOINT, SQS_ENDPOINT } = process.env;
    const dynamodb = await begun(startDynamoDb(dataDir, DYNAMODB_ENDPOINT));
    const sqs = await begun(startSqs(clock, place.region, SQS_ENDPOINT));
    const kms = await begun(startKms({ clock, place }));
    const events = await begun(
      startEvents({
        clock,
        place,
        onLost: lost,
        deliver: (arn, payload, target, attributes) =>
          send(arn, JSON.stringify(payload), { messageGroupId: target.SqsParameters?.MessageGroupId, attributes }),
      }),
    );
    const s3 = await begun(
      startS3({
        clock,
        dataFile: join(dataDir, 's3.sqlite'),
        account: place.account,
        onEvent: ({ source, detail, resources, 'detail-type': detailType }) =>
          void activity.track(() => events.put({ source, detailType, detail: { ...detail }, resources })),
      }),
    );
    const scheduler = await begun(
      startScheduler({
        clock,
        place,
        onLost: lost,
        fire: (arn, input, target, attributes) =>
          send(arn, input, { messageGroupId: target.SqsParameters?.MessageGroupId, attributes }),
      }),
    );
    const lambda = await begun(startLambda(options));
    const restarting = new Restarting({ dynamodb, s3, sqs, kms, eventbridge: events });
    return {
      restart: (service, pause) => restarting.restart(service, pause),
      get restarts() {
        return restarting.count;
      },
      ready: () => restarting.ready(),
      endpoints: {
        dynamodb: dynamodb.endpoint,
        sqs: sqs.endpoint,
        s3: s3.endpoint,
        kms: kms.endpoint,
        eventbridge: events.endpoint,
        scheduler: scheduler.endpoint,
        lambda: lambda.endpoint,
      },
      dynamoDbFile: dynamodb.file,
      embeddedSqs: sqs.embedded,
      events,
      scheduler,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
