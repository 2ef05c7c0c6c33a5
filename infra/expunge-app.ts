import { existsSync, readdirSync } from 'node:fs';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { alarmsTo } from './alarm-topics.ts';
import { type Deployment, deployExpunge } from './deployment.ts';
import { type PlanOfFiles, policyIdIn, readPlan } from './plan-files.ts';

/** Where the policies lie, from the project's root. */
const POLICIES = 'policies';
/** Where their earlier versions lie, if there are any. */
const EARLIER = 'policies/earlier';

export interface ExpungeAppProps {
  readonly region: string;
  /** @default - an account that is not stated */
  readonly account?: string | undefined;
  /**
   * Policy ids, or paths of policy files. The datasets of the other policies in `policies/` are left out.
   * @default - all in `policies/`
   */
  readonly policies?: readonly string[] | undefined;
  readonly inventory: string;
  /**
   * ARNs of the SNS topics that every alarm is sent to.
   * @default - none, and a warning
   */
  readonly alarmTopics?: readonly string[] | undefined;
  /**
   * Bucket in which the log's checkpoints are deposited.
   * @default - none, and a warning
   */
  readonly witnessBucket?: string | undefined;
  /**
   * ARN of an event bus that is told of the log's checkpoints.
   * @default - none
   */
  readonly witnessBus?: string | undefined;
  /**
   * What the log is called, for good.
   * @default - `expunge/<account>/<region>`
   */
  readonly logName?: string | undefined;
  /** @default - a new one */
  readonly app?: App;
  /** @default - where the CDK puts it */
  readonly outdir?: string;
  /**
   * The folder of the bundled functions.
   * @default - where `bundleFunctions()` puts them
   */
  readonly bundles?: string;
}

export interface ExpungeApp extends Deployment {
  readonly app: App;
  readonly read: PlanOfFiles;
  /** What whoever deploys it should know. */
  readonly warnings: readonly string[];
}

/**
 * Expunge beside an application that is defined elsewhere, checked by cdk-nag when it is synthesised. Throws as
 * `readPlan()` and the construct do, and CONFIGURATION for an alarm topic that cannot be one.
 */
export function expungeApp(props: ExpungeAppProps): ExpungeApp {
  const all = policyFiles();
  const policies = props.policies?.map(pathOf) ?? all;
  const read = readPlan({
    policies,
    inventory: props.inventory,
    earlier: earlierFiles(policies),
    deployedElsewhere: all.filter((path) => !policies.includes(path)),
  });
  const options: AppProps = props.outdir === undefined ? {} : { outdir: props.outdir };
  const app = props.app ?? new App(options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const env = props.account === undefined ? { region: props.region } : { region: props.region, account: props.account };
  const { plan, inventory } = read;
  const alarmActions = alarmsTo(props.alarmTopics ?? [], props.region);
  const bundles = props.bundles === undefined ? {} : { bundles: props.bundles };
  const log = {
    ...(props.witnessBucket !== undefined && { witnessBucket: props.witnessBucket }),
    ...(props.witnessBus !== undefined && { witnessBus: props.witnessBus }),
    ...(props.logName !== undefined && { logName: props.logName }),
  };
  const deployment = deployExpunge(app, { env, scheduler: { plan, inventory, alarmActions, ...log, ...bundles } });
  return { app, read, warnings: warningsOf(read, alarmActions.length, props.witnessBucket), ...deployment };
}

function warningsOf(read: PlanOfFiles, alarmActions: number, witness: string | undefined): readonly string[] {
  const leftOut = read.leftOut.length === 0 ? [] : [`Left out of this deployment: ${read.leftOut.join(', ')}`];
  const unheard =
    alarmActions > 0 ? [] : ['No alarmTopic: the alarms reach nobody. Add `-c alarmTopic=<ARN of an SNS topic>`.'];
  const unwitnessed =
    witness !== undefined
      ? []
      : [
          'No witnessBucket: nothing outside this account shows that the log was not written anew. Add `-c witnessBucket=<name of a bucket in another account>`.',
        ];
  return [...read.warnings, ...leftOut, ...unheard, ...unwitnessed];
}

/** The policies of this project. */
export function policyFiles(): readonly string[] {
  return policiesIn(POLICIES);
}

/** Earlier versions of these policies that the project has kept. */
export function earlierFiles(policies: readonly string[]): readonly string[] {
  if (!existsSync(EARLIER)) return [];
  const active = new Set(policies.map(policyIdIn));
  return policiesIn(EARLIER).filter((path) => active.has(policyIdIn(path)));
}

function policiesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

const pathOf = (policy: string): string => (policy.endsWith('.yaml') ? policy : `${POLICIES}/${policy}.yaml`);
