import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SourceFile } from '../../lib/policy/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { BUNDLE_FOLDER } from '../bundle.ts';
import { checkResidency } from '../residency.ts';
import { checkStoresAtSynth } from '../store-check.ts';
import type { BucketLike, TableLike } from '../store-types.ts';
import { Alarms } from './alarms.ts';
import { DataStores } from './data-stores.ts';
import type { ExpungeFunction } from './expunge-function.ts';
import {
  adaptFunction,
  anonymiseFunction,
  approveFunction,
  caseFunction,
  certifyFunction,
  deleteFunction,
  findDueFunction,
  holdFunction,
  openCaseFunction,
  operateFunction,
  reportFunction,
  sealFunction,
  sweepFunction,
  tagFunction,
  tellFunction,
} from './functions/index.ts';
import { Intake } from './intake.ts';
import { checkBusName, logNameOf, witnessBusOf } from './names.ts';
import { Overview } from './overview.ts';
import { allow } from './permissions.ts';
import { RetentionState } from './retention-state.ts';
import type { Surroundings } from './surroundings.ts';
import { WorkQueues } from './work-queues.ts';

export interface RetentionSchedulerProps {
  /** The compiled policies and inventory: `readPlan()` makes it from the files. */
  readonly plan: Plan;
  /**
   * The inventory as it was written: gives what does not fit the stores its line, and names the stores that hold no
   * personal data.
   * @default - every table or bucket of the app without a dataset is refused
   */
  readonly inventory?: SourceFile | null;
  /**
   * The application's tables by the name the inventory gives them; each with a stream that has new images.
   * @default - imported by name; the ARN of the stream is then a parameter of the deployment
   */
  readonly tables?: Readonly<Record<string, TableLike>>;
  /**
   * The application's buckets by the name the inventory gives them; each sends its events to EventBridge.
   * @default - imported by name
   */
  readonly buckets?: Readonly<Record<string, BucketLike>>;
  /**
   * Customer-managed keys under which those tables and buckets are encrypted.
   * @default - none
   */
  readonly dataKeys?: readonly IKey[];
  /**
   * What must outlive a deployment. Give it from a stack of its own, with termination protection.
   * @default - made inside this construct
   */
  readonly state?: RetentionState;
  /**
   * The folder of the bundled functions, `<name>/index.mjs`.
   * @default - where `bundleFunctions()` puts them
   */
  readonly bundles?: string;
  /**
   * The name of the event bus, and the beginning of the names of the functions that the command line calls: one per
   * account and region. At most 48 letters, digits, dashes and underscores.
   * @default expunge
   */
  readonly busName?: string;
  /**
   * Parts into which the subjects are divided; no two workers are in one part at once. A power of two up to 64. Not to
   * be changed once in use: timers lie in the parts they were written to.
   * @default 64
   */
  readonly shards?: number;
  /**
   * How many days after its last audit each store is walked through again, for records without a timer and data that should not
   * be there.
   * @default 30
   */
  readonly auditDays?: number;
  /**
   * Most deleting, and most anonymising, functions at work at once.
   * @default 16
   */
  readonly workers?: number;
  /**
   * How long the functions' logs are kept. No less than six months.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * What the log is called, for good: each year's log is `<log name>/<partition>/<year>`, and its readers see it. No
   * spaces, no plus.
   * @default - `expunge/<account>/<region>`
   */
  readonly logName?: string;
  /**
   * Name of a bucket, best in an account whose keys the operator of this one does not hold, in which every checkpoint of
   * the log is deposited.
   * @default - none: then nothing outside this account shows that the log was not written anew
   */
  readonly witnessBucket?: string;
  /**
   * ARN of an event bus, best in such an account too, that is told of every checkpoint: `CheckpointPublished` from source
   * `expunge`. Its policy must let this account put events. While it takes none, nothing counts as sealed.
   * @default - none
   */
  readonly witnessBus?: string;
  /**
   * What an alarm does besides showing on the dashboard.
   * @default - nothing: give at least one that reaches a person
   */
  readonly alarmActions?: readonly IAlarmAction[];
}

const DEFAULTS = {
  inventory: null,
  tables: {},
  buckets: {},
  dataKeys: [],
  bundles: BUNDLE_FOLDER,
  busName: 'expunge',
  shards: 64,
  auditDays: 30,
  workers: 16,
  logRetention: RetentionDays.ONE_YEAR,
  alarmActions: [],
} as const;

/**
 * Deletes and anonymises personal data when the policies of its plan say so, and keeps the proof.
 *
 * Throws RESIDENCY_REFUSED for a region in which a policy's promise would be broken, STORE_MISMATCH for a table without
 * a stream, CONFIGURATION where the functions are not bundled. Stores of the same app are compared with the plan when
 * the app is synthesised.
 */
export class RetentionScheduler extends Construct {
  readonly state: RetentionState;
  readonly bus: EventBus;
  readonly queues: WorkQueues;
  readonly functions: readonly ExpungeFunction[];

  constructor(scope: Construct, id: string, props: RetentionSchedulerProps) {
    super(scope, id);
    const settings = { ...DEFAULTS, ...props };
    checkResidency(settings.plan, Stack.of(this).region);
    checkStoresAtSynth(this, settings);
    checkBusName(settings.busName);

    this.state = settings.state ?? new RetentionState(this, 'State');
    const key = this.state.keys.data;
    const stores = new DataStores(this, 'Stores', settings);
    this.queues = new WorkQueues(this, 'Queues', { key });
    const intake = new Intake(this, 'Intake', {
      busName: settings.busName,
      key,
      queues: this.queues,
      buckets: [...stores.buckets.values()].map(({ bucketName }) => bucketName),
      userPools: (settings.plan.platforms ?? []).some(({ platform }) => platform === 'cognito'),
    });
    this.bus = intake.bus;
    this.functions = this.makeFunctions({
      setting: { plan: settings.plan, bundles: settings.bundles, key, logRetention: settings.logRetention },
      state: this.state,
      queues: this.queues,
      stores,
      bus: this.bus,
      deployment: settings.busName,
      shards: settings.shards,
      auditDays: settings.auditDays,
      workers: settings.workers,
      logName: logNameOf(this, settings.logName),
      witnessBucket: settings.witnessBucket,
      witnessBus: witnessBusOf(settings.witnessBus),
    });
    const watched = { functions: this.functions, queues: this.queues };
    const alarms = new Alarms(this, 'Alarms', {
      ...watched,
      plan: settings.plan,
      actions: settings.alarmActions,
    });
    new Overview(this, 'Overview', { ...watched, alarms });
  }

  /** Lets the application tell Expunge what happened: data stored, an account closed. */
  grantNotify(grantee: IGrantable): void {
    for (const statement of allow('NotifyExpunge', ['events:PutEvents'], [this.bus.eventBusArn])) {
      grantee.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }

  private makeFunctions(around: Surroundings): readonly ExpungeFunction[] {
    const functions = new Construct(this, 'Functions');
    return [
      tagFunction(functions, around),
      openCaseFunction(functions, around),
      adaptFunction(functions, around),
      findDueFunction(functions, around),
      deleteFunction(functions, around),
      anonymiseFunction(functions, around),
      sealFunction(functions, around),
      certifyFunction(functions, around),
      operateFunction(functions, around),
      reportFunction(functions, around),
      holdFunction(functions, around),
      approveFunction(functions, around),
      caseFunction(functions, around),
      tellFunction(functions, around),
      sweepFunction(functions, around),
    ];
  }
}
