import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { reportFromRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/** Writes the erasure reports. It reads counts and how things stand, no receipt, and nothing in which a subject's id lies. */
export function reportFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, logName, deployment } = around;
  const report = new ExpungeFunction(scope, 'Report', {
    ...around.setting,
    name: 'report',
    functionName: `${deployment}-report`,
    description: 'Expunge: writes the erasure reports',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.evidenceBucket]: state.evidence.bucketName,
      [SETTINGS.logBucket]: state.log.bucketName,
      [SETTINGS.logName]: logName,
    },
    permissions: [
      reportFromRegistry(state.registry),
      allow('ReadCheckpoints', ['s3:GetObject'], [state.log.arnForObjects('*/checkpoint')]),
      allow('SeeWhatIsMissing', ['s3:ListBucket'], [state.log.bucketArn]),
      allow('KeepReports', ['s3:PutObject'], [state.evidence.arnForObjects('reports/*')]),
    ],
  });
  acknowledgeObjects(report.role, state.log, '*/checkpoint', 'Each year’s log has a checkpoint, <origin>/checkpoint.');
  const reports = 'Each period has a folder of its own, reports/<from>_<to>/.';
  acknowledgeObjects(report.role, state.evidence, 'reports/*', reports);
  startRegularly(report, {
    id: 'EveryDay',
    // Yesterday has ended everywhere on earth at 12:00.
    expression: 'cron(0 13 * * ? *)',
    purpose: 'reports on yesterday, and on the month before when one has ended',
  });
  return report;
}
