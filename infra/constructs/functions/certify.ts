import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences, sendTo, WHERE_NOTHING_IS } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { certifyInRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/**
 * Looks each minute which certificates can be issued. It reads what was sealed and published, and changes neither: what it
 * states goes through the log queue like any receipt.
 */
export function certifyFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues, bus, logName, deployment } = around;
  const certify = new ExpungeFunction(scope, 'Certify', {
    ...around.setting,
    name: 'certify',
    functionName: `${deployment}-certify`,
    description: 'Expunge: issues the certificates of cases',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.evidenceBucket]: state.evidence.bucketName,
      [SETTINGS.logBucket]: state.log.bucketName,
      [SETTINGS.logName]: logName,
      [SETTINGS.logKey]: state.keys.log.keyId,
      [SETTINGS.logQueue]: queues.log.queue.queueUrl,
      [SETTINGS.bus]: bus.eventBusName,
    },
    permissions: [
      certifyInRegistry(state.registry),
      makeReferences(state.keys.evidence),
      allow('VerifyWithLogKey', ['kms:GetPublicKey'], [state.keys.log.keyArn]),
      allow('ReadReceipts', ['s3:GetObject'], [state.evidence.arnForObjects('receipts/*')]),
      allow('ReadCertificates', ['s3:GetObject'], [state.evidence.arnForObjects('certificates/*')]),
      allow('KeepCertificates', ['s3:PutObject'], [state.evidence.arnForObjects('certificates/*')], WHERE_NOTHING_IS),
      allow('ReadLog', ['s3:GetObject'], [state.log.arnForObjects('*')]),
      sendTo('SendStatements', queues.log.queue),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  const receipts = 'A case’s receipts may be in any object of receipts, and nothing else is below this prefix.';
  acknowledgeObjects(certify.role, state.evidence, 'receipts/*', receipts);
  const certificates = 'Each case has certificates of its own, certificates/<case>/<stage>.json and .html.';
  acknowledgeObjects(certify.role, state.evidence, 'certificates/*', certificates);
  acknowledgeObjects(certify.role, state.log, '*', 'A proof takes tiles from all over the log, which is public.');
  startRegularly(certify, {
    id: 'EveryMinute',
    expression: 'rate(1 minute)',
    purpose: 'looks for certificates that can be issued',
  });
  return certify;
}
