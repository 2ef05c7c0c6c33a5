import { Duration } from 'aws-cdk-lib';
import type { FunctionName } from './function-names.ts';

/** How long a function may run. A queue hides its messages longer than that. */
export const TIMEOUTS: Readonly<Record<FunctionName, Duration>> = {
  tag: Duration.minutes(1),
  'open-case': Duration.minutes(1),
  'find-due': Duration.seconds(50), // it is started each minute: two never overlap
  delete: Duration.minutes(10),
  anonymise: Duration.minutes(10),
  seal: Duration.minutes(2),
  certify: Duration.minutes(2), // two at once agree
  operate: Duration.minutes(5),
  report: Duration.minutes(5),
  adapt: Duration.minutes(1),
  case: Duration.minutes(1),
  approve: Duration.minutes(5), // it goes over all that waits
  hold: Duration.minutes(6), // it waits for a page under way: at most a lease, lib/erasure/times.ts
  tell: Duration.minutes(3), // two at once agree
  sweep: Duration.minutes(5), // it works for forty seconds, and the record of a large shut-down takes longer
};

/** Megabytes. A function gets processor time in proportion; below 512 the start of the SDK dominates. */
export const MEMORY: Readonly<Record<FunctionName, number>> = {
  tag: 512,
  'open-case': 512,
  'find-due': 512,
  delete: 1024,
  anonymise: 1024,
  seal: 1024,
  certify: 1024,
  operate: 1024,
  report: 1024,
  approve: 512,
  hold: 512,
  case: 512,
  tell: 512,
  adapt: 512,
  sweep: 1024,
};
