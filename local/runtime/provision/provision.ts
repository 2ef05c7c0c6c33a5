import { ExpungeError } from '../../../lib/errors.ts';
import { arn } from '../../http/index.ts';
import { physicalName } from '../names.ts';
import { type Address, inOrder, type Provisioned, Resources, resolve, type Stack } from '../template/index.ts';
import type { Properties, Workshop } from './provisioner.ts';
import { PROVISIONERS, WITHOUT_LOCAL_MEANING } from './types.ts';

/** A resource of the running assembly. */
export interface RunningResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Where it stands in the CDK app, e.g. `App/Scheduler/Delete/Function/Resource`; empty where CDK does not say. */
  readonly path: string;
  /** What `Ref` gives: a table's or function's name, a queue's URL, a key's id. */
  readonly physicalId: string;
  /** Undefined for what has none. */
  readonly arn: string | undefined;
}

/** Brings everything the templates say into being, each resource after what it refers to. */
export async function provision(
  stacks: readonly Stack[],
  workshop: Workshop,
  parameters: Readonly<Record<string, string>>,
): Promise<RunningResource[]> {
  const addresses = inOrder(stacks).filter((address) => !isTool(address, stacks));
  for (const address of addresses) refuseUnknown(address);
  const resources = new Resources(stacks, workshop.place, parameters);
  const running: RunningResource[] = [];
  for (const address of addresses) {
    const { stack, logicalId } = address;
    const template = stack.template.Resources?.[logicalId];
    const scope = resources.scopeOf(stack);
    if (template === undefined) continue;
    if (template.Condition !== undefined && !scope.condition(template.Condition)) continue;
    const provisioner = PROVISIONERS[template.Type];
    const made =
      provisioner === undefined
        ? named(address, workshop)
        : await provisioner(
            {
              stack: stack.name,
              logicalId,
              type: template.Type,
              properties: resolve(template.Properties ?? {}, scope) as Properties,
              assets: stack.assets,
            },
            workshop,
          );
    resources.add(stack, logicalId, made);
    running.push({
      stack: stack.name,
      logicalId,
      type: template.Type,
      path: stack.paths.get(logicalId) ?? '',
      physicalId: made.ref,
      arn: made.attributes.Arn,
    });
  }
  return running;
}

function refuseUnknown({ stack, logicalId }: Address): void {
  const type = stack.template.Resources?.[logicalId]?.Type ?? '';
  if (type in PROVISIONERS || WITHOUT_LOCAL_MEANING.has(type)) return;
  throw new ExpungeError(
    'CONFIGURATION',
    `The embedded runtime does not know the resource type ${type} (${logicalId}).`,
    {
      place: stack.name,
    },
  );
}

/** What has no local meaning still has a name and an ARN for others to refer to. */
function named({ stack, logicalId }: Address, { place }: Workshop): Provisioned {
  const name = physicalName(stack.name, logicalId, 64);
  const [, service = '', kind = ''] = (stack.template.Resources?.[logicalId]?.Type ?? '').toLowerCase().split('::');
  const own = arn(place, service, `${kind}/${name}`);
  const topic = arn(place, service, name);
  return {
    ref: service === 'sns' ? topic : name,
    attributes: { Arn: own, TopicArn: topic, TopicName: name, RoleId: name },
  };
}

/** CDK's own helper functions, which only serve custom resources: what those ask for is done by the provisioners. */
function isTool({ stack, logicalId }: Address, stacks: readonly Stack[]): boolean {
  return (
    stack.template.Resources?.[logicalId]?.Type === 'AWS::Lambda::Function' &&
    stacks.some(({ template }) =>
      Object.values(template.Resources ?? {}).some(
        ({ Type, Properties }) =>
          Type.startsWith('Custom::') && JSON.stringify(Properties?.ServiceToken ?? '').includes(`"${logicalId}"`),
      ),
    )
  );
}
