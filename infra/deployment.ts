import type { App, Environment } from 'aws-cdk-lib';
import type { RetentionSchedulerProps } from './constructs/retention-scheduler.ts';
import { SchedulerStack } from './stacks/scheduler-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

export interface DeploymentProps {
  readonly env: Environment;
  /** Everything of the scheduler but its state, which gets a stack of its own. */
  readonly scheduler: Omit<RetentionSchedulerProps, 'state'>;
}

export interface Deployment {
  readonly state: StateStack;
  readonly scheduler: SchedulerStack;
}

/** Expunge as two stacks: the one with state is protected, the other can be deployed again at any time. */
export function deployExpunge(app: App, props: DeploymentProps): Deployment {
  const { env } = props;
  const state = new StateStack(app, 'ExpungeState', { env });
  const scheduler = new SchedulerStack(app, 'Expunge', { env, scheduler: { ...props.scheduler, state: state.state } });
  return { state, scheduler };
}
