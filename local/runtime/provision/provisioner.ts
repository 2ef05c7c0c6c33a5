import type { Handed, Repetition } from '../../faults/index.ts';
import type { Place } from '../../http/index.ts';
import type { Permissions } from '../access.ts';
import type { Activity } from '../activity.ts';
import type { Clients, Endpoints } from '../clients.ts';
import type { MovableClock } from '../clock.ts';
import type { AsynchronousInvocations, LambdaFunction, LogSink } from '../functions/index.ts';
import type { EventSource, StreamWatch } from '../sources/index.ts';
import type { Targets } from '../targets.ts';
import type { Provisioned } from '../template/index.ts';

/** A resource to bring into being: its properties, resolved. */
export interface Request {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly assets: ReadonlyMap<string, string>;
}

// biome-ignore lint/suspicious/noExplicitAny: a template's properties are what CloudFormation's schema says, checked by CDK
export type Properties = Readonly<Record<string, any>>;

/** What the provisioners work with, and what they leave behind for each other. */
export interface Workshop {
  readonly place: Place;
  readonly clock: MovableClock;
  readonly activity: Activity;
  readonly clients: Clients;
  readonly endpoints: Endpoints;
  /** Where functions find the services: there too, unless something stands between. */
  readonly functionEndpoints: Endpoints;
  readonly targets: Targets;
  /** Who may do what. */
  readonly permissions: Permissions;
  readonly asynchronous: AsynchronousInvocations;
  readonly watch: StreamWatch;
  /** Whether a batch that is handed to this function comes twice. */
  readonly repetition: (batch: Handed) => Repetition;
  readonly log: LogSink;
  readonly dataDir: string;
  /** The most invocations of one function that run at once. */
  readonly concurrency: number;
  /** By ARN, as the account would name the stream. */
  readonly streams: Map<string, { readonly table: string; readonly serverArn: string }>;
  readonly functions: Map<string, LambdaFunction>;
  readonly sources: EventSource[];
}

export type Provisioner = (request: Request, workshop: Workshop) => Promise<Provisioned>;
