import type { Plan } from '../../lib/policy/plan.ts';
import type { Runtime } from '../runtime/index.ts';

/** The running stacks, and where in them the things lie that the demonstration looks at. */
export interface Scene {
  readonly runtime: Runtime;
  readonly plan: Plan;
  /** Name of Expunge's table. */
  readonly registry: string;
  /** Name of the bucket of receipts. */
  readonly evidence: string;
  /** Name of the bucket of the published log. */
  readonly log: string;
  /** Id of the key that signs it. */
  readonly logKey: string;
  /** Id of the key from which registry references are derived. */
  readonly referenceKey: string;
  /** Name of the function that writes reports. */
  readonly report: string;
  readonly parked: string;
  readonly bus: string;
  /** Queues that hold a message only when something went wrong, by name. */
  readonly failures: ReadonlyMap<string, string>;
  /** Where `tag` is told of new objects. */
  readonly stored: string;
  /** Every line a function has printed, metrics included. */
  readonly lines: readonly string[];
}

export function sceneOf(runtime: Runtime, plan: Plan, lines: readonly string[]): Scene {
  const name = (path: string) => runtime.resource(path).physicalId;
  const queues = runtime.resources.filter(({ type }) => type === 'AWS::SQS::Queue');
  const failures = queues.flatMap(({ path, physicalId }): [string, string][] => {
    const called = /Queues\/(\w+)\/(?:(Failed)\/)?Resource$/.exec(path);
    const isFailure = called?.[2] !== undefined || ['DeadLetters', 'Undelivered'].includes(called?.[1] ?? '');
    return isFailure ? [[`${called?.[1] ?? ''}${called?.[2] ?? ''}`, physicalId]] : [];
  });
  return {
    runtime,
    plan,
    registry: name('ExpungeState/State/Registry/Table'),
    evidence: name('ExpungeState/State/Storage/Evidence'),
    log: name('ExpungeState/State/Storage/Log'),
    logKey: name('ExpungeState/State/Keys/LogKey'),
    referenceKey: name('ExpungeState/State/Keys/ReferenceKey'),
    report: name('Expunge/Scheduler/Functions/Report/Function'),
    parked: name('ExpungeState/State/Storage/Parked'),
    bus: name('Expunge/Scheduler/Intake/Bus'),
    stored: name('Expunge/Scheduler/Queues/Stored/Queue'),
    failures: new Map(failures),
    lines,
  };
}
