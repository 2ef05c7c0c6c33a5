import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { makeReferences } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { holdInRegistry } from './registry-access.ts';

/**
 * Places and releases holds. Nothing starts it by itself: IAM decides who may invoke it, and whoever may can stop any
 * erasure, and let it go on.
 */
export function holdFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, deployment } = around;
  return new ExpungeFunction(scope, 'Hold', {
    ...around.setting,
    name: 'hold',
    functionName: `${deployment}-hold`,
    description: 'Expunge: places, lists and releases holds',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
    },
    permissions: [holdInRegistry(state.registry), makeReferences(state.keys.reference)],
  });
}
