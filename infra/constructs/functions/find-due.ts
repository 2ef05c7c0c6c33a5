import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { sendTo } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { findDueInRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/** Looks each minute which shards have a timer that has started. */
export function findDueFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues } = around;
  const findDue = new ExpungeFunction(scope, 'FindDue', {
    ...around.setting,
    name: 'find-due',
    description: 'Expunge: finds the shards with work that is due',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.deleteQueue]: queues.delete.queue.queueUrl,
      [SETTINGS.anonymiseQueue]: queues.anonymise.queue.queueUrl,
    },
    permissions: [
      findDueInRegistry(state.registry),
      sendTo('GiveOutWork', queues.delete.queue, queues.anonymise.queue),
    ],
  });
  startRegularly(findDue, {
    id: 'EveryMinute',
    expression: 'rate(1 minute)',
    purpose: 'looks for work that is due',
  });
  return findDue;
}
