import { ExpungeError } from '../../../lib/errors.ts';
import { physicalName } from '../names.ts';
import type { Properties, Provisioner } from './provisioner.ts';

/** Managed by AWS: it allows a function to write its log, which here it does without asking. */
const WRITES_LOG = 'service-role/AWSLambdaBasicExecutionRole';

/** A role, with the policies that stand in it. */
export const role: Provisioner = async ({ stack, logicalId, properties }, { permissions, place }) => {
  const name: string = properties.RoleName ?? physicalName(stack, logicalId, 64);
  for (const { PolicyDocument } of (properties.Policies ?? []) as Properties[])
    permissions.giveRole(name, PolicyDocument);
  const managed = ((properties.ManagedPolicyArns ?? []) as string[]).filter((arn) => !arn.endsWith(WRITES_LOG));
  if (managed.length > 0) {
    const what = `role ${logicalId} has ${managed.join(', ')}, whose statements the embedded runtime does not have`;
    throw new ExpungeError('CONFIGURATION', `${what}: write them out.`, { place: stack });
  }
  return { ref: name, attributes: { Arn: `arn:${place.partition}:iam::${place.account}:role/${name}`, RoleId: name } };
};

export const rolePolicy: Provisioner = async ({ logicalId, properties }, { permissions }) => {
  for (const name of (properties.Roles ?? []) as string[]) permissions.giveRole(name, properties.PolicyDocument);
  return { ref: logicalId, attributes: {} };
};

export const bucketPolicy: Provisioner = async ({ logicalId, properties }, { permissions, place }) => {
  permissions.giveResource(`arn:${place.partition}:s3:::${properties.Bucket}`, properties.PolicyDocument);
  return { ref: logicalId, attributes: {} };
};

export const queuePolicy: Provisioner = async ({ logicalId, properties }, { permissions, targets }) => {
  for (const url of (properties.Queues ?? []) as string[]) {
    const arn = targets.arnOf(url);
    if (arn !== undefined) permissions.giveResource(arn, properties.PolicyDocument);
  }
  return { ref: logicalId, attributes: {} };
};
