/** What a company's own CDK app imports. */
export { type BundleOptions, type BundleSize, bundleFunctions } from './bundle.ts';
export { RetentionScheduler, type RetentionSchedulerProps } from './constructs/retention-scheduler.ts';
export { RetentionState } from './constructs/retention-state.ts';
export { type Deployment, type DeploymentProps, deployExpunge } from './deployment.ts';
export { FUNCTION_NAMES, type FunctionName } from './function-names.ts';
export { type PlanFiles, type PlanOfFiles, readPlan } from './plan-files.ts';
export { checkResidency, MAINLAND_REGIONS } from './residency.ts';
export { SchedulerStack, type SchedulerStackProps } from './stacks/scheduler-stack.ts';
export { StateStack } from './stacks/state-stack.ts';
