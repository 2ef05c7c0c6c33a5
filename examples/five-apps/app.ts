import { fileURLToPath, pathToFileURL } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { earlierFiles, policyFiles } from '../../infra/expunge-app.ts';
import { bundleFunctions, type Deployment, deployExpunge, type PlanOfFiles, readPlan } from '../../infra/index.ts';
import { policyIdIn } from '../../infra/plan-files.ts';
import { ApplicationStack } from './application-stack.ts';

export const INVENTORY = fileURLToPath(new URL('inventory.yaml', import.meta.url));

export interface FiveAppsProps {
  /** @default cn-north-1: three of the five policies promise mainland storage */
  readonly region?: string;
  /** @default - an account that is not stated */
  readonly account?: string;
  /**
   * Paths of policy files. The datasets of other policies of this project are left out.
   * @default - all of this project
   */
  readonly policies?: readonly string[];
  /** @default - the one beside this file */
  readonly inventory?: string;
  /** @default - where `bundleFunctions()` puts them */
  readonly bundles?: string;
  /** @default - where the CDK puts it */
  readonly outdir?: string;
  /** @default - that of `RetentionScheduler` */
  readonly shards?: number;
  /** @default - that of `RetentionScheduler` */
  readonly auditDays?: number;
}

export interface FiveApps extends Deployment {
  readonly app: App;
  readonly application: ApplicationStack;
  readonly read: PlanOfFiles;
}

/** Five applications and Expunge beside them, as three stacks of one app. Bundle the functions first. */
export function fiveApps(props: FiveAppsProps = {}): FiveApps {
  const policies = props.policies ?? policyFiles();
  const active = policies.map(policyIdIn);
  const read = readPlan({
    policies,
    inventory: props.inventory ?? INVENTORY,
    earlier: earlierFiles(policies),
    deployedElsewhere: policyFiles().filter((path) => !active.includes(policyIdIn(path))),
  });
  const { plan, inventory } = read;
  const app = new App(props.outdir === undefined ? {} : { outdir: props.outdir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const region = props.region ?? 'cn-north-1';
  const env = props.account === undefined ? { region } : { region, account: props.account };
  const application = new ApplicationStack(app, 'FiveApps', { env, plan });
  const deployment = deployExpunge(app, {
    env,
    scheduler: {
      plan,
      inventory,
      tables: application.tables,
      buckets: application.buckets,
      dataKeys: [application.key],
      ...(props.bundles === undefined ? {} : { bundles: props.bundles }),
      ...(props.shards === undefined ? {} : { shards: props.shards }),
      ...(props.auditDays === undefined ? {} : { auditDays: props.auditDays }),
    },
  });
  return { app, read, application, ...deployment };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleFunctions();
  fiveApps().app.synth();
}
