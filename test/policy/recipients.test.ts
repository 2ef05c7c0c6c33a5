import { describe, expect, it } from 'vitest';
import { compile } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY, planOf } from './sample.ts';

describe('the registry of recipients', () => {
  it('says of each who it is, under which clause it received data, how it is told and what it keeps [R-17, B-09, C-31]', () => {
    expect(planOf().recipients).toEqual({
      bank: {
        id: 'bank',
        name: 'A Bank',
        role: 'controller',
        ground: '4.1',
        tell: null,
        confirmWithin: 'P15WD',
        confirmTo: null,
        keeps: { because: 'law', why: 'Anti-Money Laundering Law Art. 34' },
      },
      courier: {
        id: 'courier',
        name: 'A Courier',
        role: 'processor',
        ground: '4.2',
        tell: { by: 'sqs', queue: 'courier-erasures' },
        confirmWithin: 'P15WD',
        confirmTo: null,
        keeps: null,
      },
    });
  });

  it.each([
    ['{ https: "https://courier.example/erase" }', { by: 'https', url: 'https://courier.example/erase' }],
    [
      '{ sqs: "arn:aws-cn:sqs:cn-north-1:111122223333:erasures" }',
      { by: 'sqs', queue: 'arn:aws-cn:sqs:cn-north-1:111122223333:erasures' },
    ],
    [
      '{ eventBus: "arn:aws:events:eu-west-1:111122223333:event-bus/erasures" }',
      { by: 'eventBus', bus: 'arn:aws:events:eu-west-1:111122223333:event-bus/erasures' },
    ],
    [
      '{ letter: [A Courier, 1 Road] }\n    confirmTo: privacy@shop.example',
      { by: 'letter', address: ['A Courier', '1 Road'] },
    ],
  ])('can be told by %s', (written, tell) => {
    const inventory = edit(INVENTORY, '{ sqs: courier-erasures }', `${written}\n    confirmWithin: 30 days`);
    expect(planOf(POLICY, inventory).recipients.courier).toMatchObject({ tell, confirmWithin: 'P30D' });
  });

  it('warns of one that receives nothing', () => {
    const { plan, problems } = compile(
      files(POLICY, edit(INVENTORY, 'recipients: [courier, bank', 'recipients: [bank')),
    );
    expect(plan).not.toBeNull();
    expect(problems).toEqual([]);
    const alone = compile(files(POLICY, edit(INVENTORY, 'recipients: [courier, bank, courier]', 'recipients: [bank]')));
    expect(alone.problems).toMatchObject([{ severity: 'warning', code: 'INVENTORY_INVALID' }]);
  });
});
