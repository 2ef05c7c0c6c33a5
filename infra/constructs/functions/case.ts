import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { deskInRegistry, openInRegistry } from './registry-access.ts';

/**
 * The case desk. Nothing starts it by itself: IAM decides who may invoke it, and whoever may can open any case, and
 * prove, refuse and answer it. It opens cases as open-case does, and erases nothing itself.
 */
export function caseFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, bus, deployment } = around;
  return new ExpungeFunction(scope, 'Case', {
    ...around.setting,
    name: 'case',
    functionName: `${deployment}-case`,
    description: 'Expunge: the case desk, for requests by mail and phone and for what people decide',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.bus]: bus.eventBusName,
    },
    permissions: [
      openInRegistry(state.registry),
      deskInRegistry(state.registry),
      makeReferences(state.keys.reference, state.keys.evidence),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
}
