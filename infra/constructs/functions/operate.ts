import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { keepEpochs } from './registry-access.ts';

/**
 * Does what an operator asks for on the command line. Nothing starts it by itself: IAM decides who may invoke it, and
 * whoever may can find a subject's receipts and end an epoch.
 */
export function operateFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, deployment } = around;
  const operate = new ExpungeFunction(scope, 'Operate', {
    ...around.setting,
    name: 'operate',
    functionName: `${deployment}-operate`,
    description: 'Expunge: does what an operator asks for on the command line',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.evidenceBucket]: state.evidence.bucketName,
    },
    permissions: [
      keepEpochs(state.registry),
      makeReferences(state.keys.evidence),
      allow('ListReceipts', ['s3:ListBucket'], [state.evidence.bucketArn], {
        StringLike: { 's3:prefix': ['receipts/*'] },
      }),
      allow('ReadReceipts', ['s3:GetObject'], [state.evidence.arnForObjects('receipts/*')]),
    ],
  });
  const reason = 'A subject’s receipts may be in any object of receipts, and nothing else is below this prefix.';
  acknowledgeObjects(operate.role, state.evidence, 'receipts/*', reason);
  return operate;
}
