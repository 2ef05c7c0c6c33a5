import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import type { Surroundings } from '../surroundings.ts';
import { approveInRegistry } from './registry-access.ts';

/**
 * Lets rules erase that wait for an approval. Nothing starts it by itself: IAM decides who may invoke it, and whoever may
 * decides that what a new or changed rule takes may go. It knows no subject, and can place nothing in the way of erasing.
 */
export function approveFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, deployment } = around;
  return new ExpungeFunction(scope, 'Approve', {
    ...around.setting,
    name: 'approve',
    functionName: `${deployment}-approve`,
    description: 'Expunge: lists and approves what waits for an approval before it erases',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
    },
    permissions: [approveInRegistry(state.registry)],
  });
}
