import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { readStores } from './read-stores.ts';
import { armInRegistry, openInRegistry, sweepInRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/**
 * Continues each minute what takes longer than a function may run: the case of everybody whose service ends, and the audit
 * of the stores. It opens cases as open-case does, arms as tag does, reads every store, and erases nothing itself.
 */
export function sweepFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, bus, deployment } = around;
  const sweep = new ExpungeFunction(scope, 'Sweep', {
    ...around.setting,
    name: 'sweep',
    functionName: `${deployment}-sweep`,
    description: 'Expunge: continues what goes over all subjects',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.evidenceBucket]: state.evidence.bucketName,
      [SETTINGS.bus]: bus.eventBusName,
      [SETTINGS.auditDays]: String(around.auditDays),
    },
    permissions: [
      openInRegistry(state.registry),
      sweepInRegistry(state.registry),
      makeReferences(state.keys.reference, state.keys.evidence),
      armInRegistry(state.registry),
      ...readStores(around.stores),
      allow('KeepRecords', ['s3:PutObject'], [state.evidence.arnForObjects('shut-downs/*')]),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  const records = 'Each shut-down has a record of its own, shut-downs/<id>.json and .html.';
  acknowledgeObjects(sweep.role, state.evidence, 'shut-downs/*', records);
  startRegularly(sweep, {
    id: 'EveryMinute',
    expression: 'rate(1 minute)',
    purpose: 'continues what goes over all subjects',
  });
  return sweep;
}
