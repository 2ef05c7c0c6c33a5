import middy from '@middy/core';
import { dynamoTarget } from '../../lib/erasure/targets/dynamodb.ts';
import { targetsByKind } from '../../lib/erasure/targets/index.ts';
import { s3Target } from '../../lib/erasure/targets/s3.ts';
import { dynamodb, s3 } from '../wiring/clients.ts';
import { createEraseHandler } from '../wiring/erase-handler.ts';
import { eraseWorkshop } from '../wiring/erase-workshop.ts';
import { observer } from '../wiring/observe.ts';

const watching = observer('delete');
const database = dynamodb();
const targets = targetsByKind({ dynamodb: dynamoTarget(database), s3: s3Target(s3()) });

export const handler = middy(
  createEraseHandler({ action: 'delete', ...eraseWorkshop(database, targets, watching) }),
).use(watching.middleware);
