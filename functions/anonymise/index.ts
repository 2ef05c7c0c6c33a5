import middy from '@middy/core';
import { dynamoTarget } from '../../lib/erasure/targets/dynamodb.ts';
import { targetsByKind } from '../../lib/erasure/targets/index.ts';
import { dynamodb } from '../wiring/clients.ts';
import { createEraseHandler } from '../wiring/erase-handler.ts';
import { eraseWorkshop } from '../wiring/erase-workshop.ts';
import { observer } from '../wiring/observe.ts';

const watching = observer('anonymise');
const database = dynamodb();
const targets = targetsByKind({ dynamodb: dynamoTarget(database) });

export const handler = middy(
  createEraseHandler({ action: 'anonymise', ...eraseWorkshop(database, targets, watching) }),
).use(watching.middleware);
