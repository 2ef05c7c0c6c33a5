import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { DataStores } from './data-stores.ts';
import type { FunctionSetting } from './expunge-function.ts';
import type { RetentionState } from './retention-state.ts';
import type { WorkQueues } from './work-queues.ts';

/** What the functions are placed among. */
export interface Surroundings {
  readonly setting: FunctionSetting;
  readonly state: RetentionState;
  readonly queues: WorkQueues;
  readonly stores: DataStores;
  readonly bus: EventBus;
  /** The bus's name, with which the names of functions begin that people call: `<deployment>-operate`. */
  readonly deployment: string;
  readonly shards: number;
  readonly auditDays: number;
  /** `<log name>/<partition>`. */
  readonly logName: string;
  /** Name of the bucket at which checkpoints are deposited. */
  readonly witnessBucket: string | undefined;
  /** ARN of the event bus that is told of each checkpoint. */
  readonly witnessBus: string | undefined;
  /** Most copies of one eraser at work at once. */
  readonly workers: number;
}
