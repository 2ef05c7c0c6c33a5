import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BucketLike } from '../../store-types.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import type { ExpungeFunction } from '../expunge-function.ts';
import { allow, sendTo } from '../permissions.ts';

/** Input that cannot be used: itself into the parked bucket, a coded notice about it to the dead letters. */
export function allowParking({ role }: ExpungeFunction, parked: BucketLike, deadLetters: IQueue): void {
  const permissions = [
    allow('ParkInput', ['s3:PutObject'], [`${parked.bucketArn}/*`]),
    sendTo('GiveNotice', deadLetters),
  ];
  for (const statement of permissions.flat()) role.addToPrincipalPolicy(statement);
  acknowledgeObjects(role, parked, '*', 'Parked input gets a new name each time; this bucket holds nothing else.');
}
