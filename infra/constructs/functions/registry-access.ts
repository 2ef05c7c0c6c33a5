import type { TableLike } from '../../store-types.ts';
import { allow } from '../permissions.ts';

/*
 * The registry, by what a function does there. A transaction needs the permission of each of its parts and no more:
 * ConditionCheckItem for what it only looks at.
 */

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

export const readRegistry = (table: TableLike) => allow('ReadRegistry', READ, [table.tableArn]);

export const tagInRegistry = (table: TableLike) =>
  allow(
    'TagInRegistry',
    [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
    [table.tableArn],
  );

/** Only who has erased may forget: timers done with, tags whose records are gone. */
export const workInRegistry = (table: TableLike) =>
  allow(
    'WorkInRegistry',
    [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    [table.tableArn],
  );
