import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import type { Provisioner } from './provisioner.ts';

export const key: Provisioner = async ({ properties }, { clients, permissions }) => {
  const { KeyMetadata } = await clients.kms().send(
    new CreateKeyCommand({
      Description: properties.Description,
      KeySpec: properties.KeySpec,
      KeyUsage: properties.KeyUsage,
      MultiRegion: properties.MultiRegion,
    }),
  );
  const { KeyId: KeyId_ = '', Arn = '' } = KeyMetadata ?? {};
  permissions.giveResource(Arn, properties.KeyPolicy ?? {});
  return { ref: KeyId_, attributes: { Arn, KeyId: KeyId_ } };
};

export const alias: Provisioner = async ({ properties }, { clients }) => {
  const { AliasName, TargetKeyId } = properties;
  await clients.kms().send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  return { ref: AliasName, attributes: {} };
};
