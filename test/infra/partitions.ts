import { fiveApps } from '../../examples/five-apps/app.ts';
import { expungeApp, policyFiles } from '../../infra/expunge-app.ts';
import { policiesWithoutResidency } from '../../infra/plan-files.ts';
import { evaluate, readPolicy, type Statement } from '../../local/iam/index.ts';
import { resolve } from '../../local/runtime/template/index.ts';
import { emptyBundles, ofType, scratch, statementsOf, type TemplateJson } from './support.ts';

export const PARTITIONS = ['aws-cn', 'aws'] as const;
export type Partition = (typeof PARTITIONS)[number];

/** The template of Expunge in each: in `aws-cn` for all five policies, in `aws` for those that promise no mainland storage. */
export function synthesise(): Readonly<Record<Partition, TemplateJson>> {
  const bundles = emptyBundles();
  const abroad = expungeApp({
    region: 'us-east-1',
    policies: policiesWithoutResidency(policyFiles()),
    inventory: 'examples/five-apps/inventory.yaml',
    bundles,
    outdir: scratch(),
  });
  return {
    'aws-cn': fiveApps({ bundles, outdir: scratch() }).app.synth().getStackByName('Expunge').template,
    aws: abroad.app.synth().getStackByName('Expunge').template,
  };
}

/** Carries out intrinsic functions with a name of its own for everything that the template only refers to. */
export function resolved<T>(partition: Partition, value: unknown): T {
  const scope = {
    place: 'Expunge',
    ref: (id: string) => (id === 'AWS::Partition' ? partition : id),
    getAtt: (id: string, attribute: string) => `${id}.${attribute}`,
    importValue: (id: string) => id,
    condition: () => false,
  };
  return resolve(value, scope) as T;
}

/** The statements of a function's role, by the id of its construct: `Delete`. */
export const policyOf = (partition: Partition, template: TemplateJson, name: string): readonly Statement[] =>
  readPolicy(resolved(partition, { Statement: statementsOf(template, name) }));

/** The construct ids of all functions, as they are in the template. */
export const functionsOf = (template: TemplateJson): readonly string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => {
    const name =
      Type === 'AWS::Lambda::Function' ? /Functions([A-Za-z]+?)Function[0-9A-F]{8}$/.exec(id)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });

/** The policies of queues, by the ARN of the queue. */
export function queuePolicies(partition: Partition, template: TemplateJson): Record<string, readonly Statement[]> {
  const policies: Record<string, readonly Statement[]> = {};
  for (const { Properties } of ofType(template, 'AWS::SQS::QueuePolicy'))
    for (const queue of resolved<string[]>(partition, Properties.Queues))
      policies[`${queue}.Arn`] = readPolicy(resolved(partition, Properties.PolicyDocument));
  return policies;
}

export const REGISTRY = 'StateRegistryTable';
export const LOG = 'StorageLog';

/** The first resource of these statements that has this in its name. */
export const named = (statements: readonly Statement[], part: string): string | undefined =>
  statements.flatMap(({ resources }) => resources).find((one) => one.includes(part));

export function may(statements: readonly Statement[], action: string, resource: string, context = {}): boolean {
  return evaluate(statements, { action, resource, context }).outcome === 'allowed';
}
